import { runRule } from "./support/run-rule.ts";

const head = 'import { manage } from "wasm-leaks/runtime";\n';

runRule("no-deleter-capture", {
  invalid: [
    {
      name: "an ordinary map in the callback's scope keeps its keys",
      code: `
        export function keysOf(cache) {
          const names = new Map();
          const registry = new FinalizationRegistry((name) => cache.delete(name));
          return function name(object) {
            const key = names.size + "{}";
            registry.register(object, key);
                                      ~~~ [sibling]
            names.set(object, key);
            return key;
          };
        }
      `,
    },
    {
      name: "a sibling arrow reads this",
      code: `
        import { manage } from "wasm-leaks/runtime";
        import { exports } from "./image.js";
        export class Image {
          #pointer;
          constructor(canvas, width) {
            this.#pointer = exports._Image__constructor(width);
            canvas.addEventListener("resize", () => this.draw());
            const pointer = this.#pointer;
            manage(pointer, new WeakRef(this), () => exports._Image__destructor(pointer));
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sibling]
          }
          draw() {}
        }
      `,
      suggestions: [
        [
          {
            messageId: "passExport",
            output: `import { manage } from "wasm-leaks/runtime";
import { exports } from "./image.js";
export class Image {
  #pointer;
  constructor(canvas, width) {
    this.#pointer = exports._Image__constructor(width);
    canvas.addEventListener("resize", () => this.draw());
    const pointer = this.#pointer;
    manage(pointer, new WeakRef(this), exports._Image__destructor);
  }
  draw() {}
}
`,
          },
          {
            messageId: "moveToFactory",
            output: `import { manage } from "wasm-leaks/runtime";
import { exports } from "./image.js";
const makeDeleter = (pointer) => () => exports._Image__destructor(pointer);

export class Image {
  #pointer;
  constructor(canvas, width) {
    this.#pointer = exports._Image__constructor(width);
    canvas.addEventListener("resize", () => this.draw());
    const pointer = this.#pointer;
    manage(pointer, new WeakRef(this), makeDeleter(pointer));
  }
  draw() {}
}
`,
          },
        ],
      ],
    },
    {
      name: "the deleter reads this",
      code: `${head}
class Image {
  constructor(pointer) {
    this.pointer = pointer;
    manage(pointer, this, () => exports._Image__destructor(this.pointer));
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
      suggestions: [[]],
    },
    {
      name: "this.pointer is read where the same is managed: the export does it",
      code: `${head}
class Image {
  constructor(pointer) {
    this.pointer = pointer;
    manage(this.pointer, this, () => exports._Image__destructor(this.pointer));
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
      suggestions: [
        [
          {
            messageId: "passExport",
            output: `${head}
class Image {
  constructor(pointer) {
    this.pointer = pointer;
    manage(this.pointer, this, exports._Image__destructor);
  }
}`,
          },
        ],
      ],
    },
    {
      name: "bind",
      code: `${head}
class Image {
  constructor(pointer) {
    manage(pointer, this, this.free.bind(this));
                          ~~~~~~~~~~~~~~~~~~~~ [bind]
  }
  free() {}
}`,
    },
    {
      name: "an alias in the deleter, a renamed import",
      code: `import { manage as track } from "wasm-leaks/dev";
class Image {
  constructor(pointer) {
    const self = this;
    track(pointer, this, function () { self.free(); });
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
    },
    {
      name: "a namespace import",
      code: `import * as leaks from "wasm-leaks/runtime";
class Image {
  constructor(pointer) {
    leaks.manage(pointer, this, () => this.free());
                                ~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
    },
    {
      name: "the blog's own function",
      sourceType: "script",
      code: `const managed = {};
function manage(ptr, weakref, deleter) {
  managed[ptr] = [weakref, deleter];
}
class MyClass {
  constructor() {
    const data = exports._MyClass__constructor();
    const later = () => this.data;
    manage(data, new WeakRef(this), () => { exports._MyClass__destructor(data); });
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sibling]
  }
}`,
    },
    {
      name: "a configured look-alike",
      settings: { "wasm-leaks": { manage: [{ name: "adopt", owner: 0, pointer: 1, release: 2 }] } },
      code: `class Image {
  constructor(pointer) {
    adopt(this, pointer, () => this.free());
                         ~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
    },
    {
      name: "held values of a registry",
      code: `const registry = new FinalizationRegistry((held) => held.run?.());
class Image {
  constructor(pointer) {
    registry.register(this, { pointer, owner: this });
                            ~~~~~~~~~~~~~~~~~~~~~~~~ [holds]
    registry.register(this, [this], this);
                            ~~~~~~ [holds]
    registry.register(this, this);
                            ~~~~ [is]
    registry.register(this, { run: () => this.free() });
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [reads]
    const held = { pointer };
    held.owner = this;
    registry.register(this, held, this);
                            ~~~~ [holds]
  }
}`,
    },
    {
      name: "a registry's callback",
      code: `const kept = [];
function attach(widget, pointer) {
  const registry = new FinalizationRegistry(() => widget.free());
  registry.register(widget, pointer);
                            ~~~~~~~ [reads]
  kept.push(registry);
}`,
    },
    {
      name: "a registry that is a static field or comes from a map",
      code: `class Image {
  static #registry = new FinalizationRegistry((free) => free());
  constructor() {
    Image.#registry.register(this, () => this.free());
                                   ~~~~~~~~~~~~~~~~~ [reads]
    finalizers.get(this.constructor).register(1, 2);
    imageFinalizer.register(this, () => this.free(), this);
                                  ~~~~~~~~~~~~~~~~~ [reads]
  }
}`,
    },
    {
      name: "siblings that nobody calls: method, class, default, unreachable code",
      code: `${head}
function attach(image, pointer) {
  const unused = { draw() { return image; } };
  manage(pointer, image, () => free(pointer));
                         ~~~~~~~~~~~~~~~~~~~ [sibling]
}
function attach2(image, pointer, on = () => image) {
  manage(pointer, image, () => free(pointer));
                         ~~~~~~~~~~~~~~~~~~~ [sibling]
}
function attach3(image, pointer) {
  manage(pointer, image, () => free(pointer));
                         ~~~~~~~~~~~~~~~~~~~ [sibling]
  return;
  class Never { draw() { return image; } }
}
class Derived extends Base {
  constructor(pointer) {
    super();
    const text = () => super.toString();
    manage(pointer, this, () => free(pointer));
                          ~~~~~~~~~~~~~~~~~~~ [sibling]
  }
}`,
    },
    {
      name: "eval and arguments",
      code: `${head}
function attach(image, pointer) {
  const count = () => arguments.length;
  manage(pointer, image, () => free(pointer));
                         ~~~~~~~~~~~~~~~~~~~ [arguments]
}
class Image {
  constructor(pointer) {
    eval("debugger");
    manage(pointer, this, () => free(pointer));
                          ~~~~~~~~~~~~~~~~~~~ [eval]
  }
}`,
    },
    {
      name: "fields",
      code: `${head}
class Image {
  onClick = () => this.draw();
  free = () => exports._Image__destructor(this.pointer);
  registration = manage(8, this, () => {});
                                 ~~~~~~~~ [sibling]
  constructor(pointer) {
    manage(pointer, this, this.free);
                          ~~~~~~~~~ [reads]
  }
}`,
    },
    {
      name: "a factory whose own sibling reads the target",
      code: `${head}
function init(owner, pointer) {
  owner.on("change", () => owner.draw());
  return () => free(pointer);
}
class Image {
  constructor(pointer) {
    manage(pointer, this, init(this, pointer));
                          ~~~~~~~~~~~~~~~~~~~ [sibling]
  }
}`,
    },
    {
      name: "the alias is emptied only in another closure, or before it is filled",
      code: `${head}
class Image {
  constructor(pointer) {
    let self = this;
    use(() => self);
    this.dispose = () => { self = null; };
    manage(pointer, this, () => free(pointer));
                          ~~~~~~~~~~~~~~~~~~~ [sibling]
  }
}`,
    },
    {
      name: "an async scope, as in a lock that is held until the owner dies",
      code: `class Store {
  constructor() {
    this.ready = (async () => {
      for (const name of this.names) {
        const handle = await open(name);
        finalizationRegistry.register(this, () => handle.close());
                                            ~~~~~~~~~~~~~~~~~~~~ [sibling]
      }
    })();
  }
}`,
      suggestions: [
        [
          {
            messageId: "moveToFactory",
            output: `const makeDeleter = (handle) => () => handle.close();

class Store {
  constructor() {
    this.ready = (async () => {
      for (const name of this.names) {
        const handle = await open(name);
        finalizationRegistry.register(this, makeDeleter(handle));
      }
    })();
  }
}`,
          },
        ],
      ],
    },
    {
      name: "TypeScript: types are no captures, parameter properties are stores, the factory gets a type",
      language: "ts",
      code: `import { manage } from "wasm-leaks/runtime";
class Holder { constructor(private readonly owner: object, readonly pointer: number) {} }
const registry = new FinalizationRegistry<Holder>((held) => free(held.pointer));
export class Image {
  constructor(pointer: number, private label: Label) {
    registry.register(this, new Holder(this, pointer));
                            ~~~~~~~~~~~~~~~~~~~~~~~~~ [holds]
    label.onChange = () => this.label;
    manage(pointer, this as object, () => { log(1); free(pointer); });
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [sibling]
  }
}`,
      suggestions: [
        [],
        [
          {
            messageId: "moveToFactory",
            output: `import { manage } from "wasm-leaks/runtime";
class Holder { constructor(private readonly owner: object, readonly pointer: number) {} }
const registry = new FinalizationRegistry<Holder>((held) => free(held.pointer));
const makeDeleter = (pointer: number) => () => { log(1); free(pointer); };

export class Image {
  constructor(pointer: number, private label: Label) {
    registry.register(this, new Holder(this, pointer));
    label.onChange = () => this.label;
    manage(pointer, this as object, makeDeleter(pointer));
  }
}`,
          },
        ],
      ],
    },
  ],
  valid: [
    {
      name: "the export itself, and an arrow over the pointer alone",
      code: `${head}
class Image {
  constructor(pointer) {
    manage(pointer, this, exports._Image__destructor);
    manage(pointer, new WeakRef(this), () => exports._Image__destructor(pointer));
    manage(pointer, this, (p) => exports._Image__destructor(p));
  }
}`,
    },
    {
      name: "a module-level or static factory beside a sibling that reads this",
      code: `${head}
const makeDeleter = (pointer) => () => free(pointer);
class Image {
  static #deleter(pointer) { return () => free(pointer); }
  constructor(pointer) {
    window.onresize = () => this.draw();
    manage(pointer, this, makeDeleter(pointer));
    manage(pointer, this, Image.#deleter(pointer));
    manage(pointer, this, free.bind(null, pointer));
    manage(pointer, this, this.free);
  }
  free() { free(this.pointer); }
}`,
    },
    {
      name: "siblings that do not read the target",
      code: `${head}
class Image {
  onClick = () => this.draw();
  constructor(pointer) {
    use(function () { return this; });
    use({ draw() { return this; } });
    use(() => new.target);
    use(() => pointer);
    manage(pointer, this, () => free(pointer));
  }
}`,
    },
    {
      name: "an alias in another block, an alias read only where it stands",
      code: `${head}
class Image {
  constructor(pointer) {
    { const self = this; use(() => self); }
    const own = this;
    own.draw();
    { manage(pointer, this, () => free(pointer)); }
  }
}`,
    },
    {
      name: "an alias that is emptied",
      code: `${head}
class Image {
  constructor(pointer) {
    let self = this;
    use(() => self);
    manage(pointer, this, () => free(pointer));
    self = null;
  }
}
async function open(image, pointer) {
  use(() => image);
  manage(pointer, image, () => free(pointer));
  await image.ready;
  image = undefined;
}`,
    },
    {
      name: "a held value that is a field of the target, or the wrapped handle",
      code: `class Shape {
  constructor(runtime, pointer) {
    this._inner = new Inner(new WeakRef(runtime), pointer);
    let registry = registries.get(runtime);
    if (registry === undefined) registry = new FinalizationRegistry(finalizeInner);
    registry.register(this, this._inner, this);
  }
  set wrapped(handle) {
    shapeFinalizer.register(this, handle, handle);
    this._wrapped = handle;
  }
}
class Inner { constructor(runtime, pointer) { this._runtime = runtime; this._pointer = pointer; } }
function finalizeInner(inner) { inner.dispose(); }`,
    },
    {
      name: "an indirect eval, another function's eval, a shadowed one",
      code: `${head}
class Image {
  constructor(pointer) {
    (0, eval)("1");
    manage(pointer, this, () => free(pointer));
  }
  run(code) { return eval(code); }
}`,
    },
    {
      name: "other registries and other manage methods",
      code: `class Component {
  constructor(scope) {
    registry.register(this, () => this.render());
    scope.manage(new Handle(), this, () => this.free());
    customElements.register(this, this);
    manage(this, () => this.free());
  }
}
// wasm`,
    },
    {
      name: "two wrappers of one factory function",
      code: `${head}
const keep = (value) => () => value;
class Image {
  constructor(pointer) {
    this.self = keep(this);
    manage(pointer, this, keep(pointer));
  }
}`,
    },
    {
      name: "a held object whose owner is emptied, a weak reference in it",
      code: `const registry = new FinalizationRegistry((held) => free(held.pointer));
class Image {
  constructor(pointer) {
    const held = { pointer, ref: new WeakRef(this) };
    held.owner = this;
    registry.register(this, held);
    held.owner = null;
  }
}`,
    },
    {
      name: "a weak collection that the callback's scope has keeps none of its keys",
      code: `export function keysOf(cache) {
  const names = new WeakMap();
  const known = new WeakSet();
  const parts = new Map();
  const registry = new FinalizationRegistry((name) => {
    parts.delete(name);
    cache.delete(name);
  });
  return function name(object) {
    const key = parts.size + "{}";
    registry.register(object, key);
    names.set(object, key);
    known.add(object);
    return names.get(object);
  };
}`,
    },
    {
      name: "TypeScript: a type that names the target is no capture",
      language: "ts",
      code: `import { manage } from "wasm-leaks/runtime";
function attach(image: Image, pointer: number) {
  const deleter = (p: number, _?: typeof image) => free(p);
  manage(pointer, image, deleter);
}`,
    },
  ],
});
