import { runRule } from "./support/run-rule.ts";

const registry = "const registry = new FinalizationRegistry((pointer) => free(pointer));\n";
const exported = `export ${registry}`;

runRule("no-lost-registration", {
  invalid: [
    {
      name: "the object that is unregistered, beside others that never are",
      code: `
        const registry = new FinalizationRegistry((record) => { record.run(); });
        export function wrapBuffer(buffer, record) { registry.register(buffer, record); return buffer; }
        export function wrap(obj, record) {
          registry.register(obj, record);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [noToken]
        }
        export function removeWrap(obj) { registry.unregister(obj); }
      `,
    },
    {
      name: "a registry in a local, in an expression, in a field of its target",
      code: `class Image {
  constructor(pointer) {
    const registry = new FinalizationRegistry((p) => free(p));
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [local]
    registry.register(this, pointer, this);
  }
}
class Sound {
  #registry = new FinalizationRegistry((p) => free(p));
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [field]
  constructor(pointer) {
    this.#registry.register(this, pointer, this);
  }
}
function attach(image, pointer) {
  new FinalizationRegistry((p) => free(p)).register(image, pointer);
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [inline]
}`,
    },
    {
      name: "a module's registry that no function reads",
      code: `const registry = new FinalizationRegistry((p) => free(p));
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [module]
for (const image of images) registry.register(image, image.pointer);`,
    },
    {
      name: "no token, and an unregister",
      code: `${registry}class Image {
  constructor(pointer) {
    registry.register(this, pointer);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [noToken]
  }
  free() { registry.unregister(this); }
}`,
      suggestions: [
        [
          {
            messageId: "addToken",
            output: `${registry}class Image {
  constructor(pointer) {
    registry.register(this, pointer, this);
  }
  free() { registry.unregister(this); }
}`,
          },
        ],
      ],
    },
    {
      name: "freed by hand, never unregistered",
      code: `${registry}class Image {
  #pointer;
  constructor(pointer) {
    this.#pointer = pointer;
    registry.register(this, pointer, this);
  }
  free() {
    exports._Image__destructor(this.#pointer);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [noUnregister]
  }
}`,
      suggestions: [
        [
          {
            messageId: "addUnregister",
            output: `${registry}class Image {
  #pointer;
  constructor(pointer) {
    this.#pointer = pointer;
    registry.register(this, pointer, this);
  }
  free() {
    registry.unregister(this);
    exports._Image__destructor(this.#pointer);
  }
}`,
          },
        ],
      ],
    },
    {
      name: "the blog's class with a method that frees",
      code: `class MyClass {
  constructor() {
    this.data = exports._MyClass__constructor();
    manage(this.data, new WeakRef(this), exports._MyClass__destructor);
  }
  dispose() { exports._MyClass__destructor(this.data); }
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [noUnregister]
}`,
    },
    {
      name: "registered twice",
      code: `${registry}class Image {
  constructor(pointer) {
    registry.register(this, pointer, this);
    registry.register(this, pointer, this);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [twice]
    manage(pointer, this, exports._Image__destructor);
    manage(pointer, this, exports._Image__destructor);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [twice]
  }
}`,
    },
  ],
  valid: [
    {
      name: "a module's registry that a function reads, one that is exported, a static one",
      code: `${exported}const own = new FinalizationRegistry((p) => free(p));
export const attach = (image, pointer) => own.register(image, pointer);
registry.register(first, 8);
class Image {
  static #registry = new FinalizationRegistry((p) => free(p));
  constructor(pointer) { Image.#registry.register(this, pointer, this); }
}`,
    },
    {
      name: "a local registry that is kept, a field of another object",
      code: `function makePool() {
  const registry = new FinalizationRegistry((p) => free(p));
  return { add(image, pointer) { registry.register(image, pointer); } };
}
class Pool {
  #registry = new FinalizationRegistry((p) => free(p));
  add(image, pointer) { this.#registry.register(image, pointer, image); }
}
function attach(runtime, image, pointer) {
  let registry = registries.get(runtime);
  if (registry === undefined) {
    registry = new FinalizationRegistry((p) => free(p));
    registries.set(runtime, registry);
  }
  registry.register(image, pointer, image);
}`,
    },
    {
      name: "unregistered before it is freed, released through the registration",
      code: `import { manage, release } from "wasm-leaks/runtime";
${registry}class Image {
  #pointer;
  constructor(pointer) {
    this.#pointer = pointer;
    registry.register(this, pointer, this);
  }
  free() {
    registry.unregister(this);
    exports._Image__destructor(this.#pointer);
  }
}
class Sound {
  #registration;
  constructor(pointer) { this.#registration = manage(pointer, this, exports._Sound__destructor); }
  [Symbol.dispose]() { this.#registration.release(); }
}
class Font {
  constructor(pointer) { manage(pointer, this, exports._Font__destructor); }
  free() { release(this); }
}`,
    },
    {
      name: "two pointers of one object, the same name refilled, another branch",
      code: `${registry}class Image {
  constructor(pointer, mask, isOpen) {
    registry.register(this, pointer, this);
    registry.register(this, mask, this);
    if (isOpen) registry.register(this, pointer, this);
    let next = exports._Mask__constructor();
    manage(next, this, exports._Mask__destructor);
    next = exports._Mask__constructor();
    manage(next, this, exports._Mask__destructor);
  }
}`,
    },
    {
      name: "no token and no unregister, a held value of another kind",
      code: `${registry}class Image {
  constructor(pointer, buffer) {
    registry.register(this, pointer);
    this.buffer = buffer;
  }
  dispose() { free(this.buffer); }
}`,
    },
  ],
});
