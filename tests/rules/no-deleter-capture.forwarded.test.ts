import { runRule } from "./support/run-rule.ts";

// A method of the class, or of its parent, registers what it is given for the object itself.

runRule("no-deleter-capture", {
  valid: [
    {
      name: "what is given does not hold the object, or another class has a method of that name",
      code: `
        const cleanups = new FinalizationRegistry((cleanup) => cleanup());
        class Resource {
          attach(cleanup) { cleanups.register(this, cleanup, this); }
        }
        export class Block extends Resource {
          constructor(size) { super(); const pointer = native.malloc(size); this.pointer = pointer; this.attach(() => native.free(pointer)); }
        }
        export class View {
          constructor(element) { this.attach(this.draw.bind(this)); this.element = element; }
          attach(draw) { this.element.addEventListener("resize", draw); }
          draw() { this.element.focus(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "bound to the object, or an arrow that reads it",
      code: `
        const cleanups = new FinalizationRegistry((cleanup) => cleanup());
        class Resource {
          attach(cleanup) { cleanups.register(this, cleanup, this); }
        }
        export class Block extends Resource {
          constructor(size) { super(); this.pointer = native.malloc(size); this.attach(this.destroy.bind(this)); }
                                                                                       ~~~~~~~~~~~~~~~~~~~~~~~ [bind]
          destroy() { native.free(this.pointer); }
        }
        export class Other extends Resource {
          constructor(size) { super(); this.pointer = native.malloc(size); this.attach(() => native.free(this.pointer)); }
                                                                                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [reads]
        }
      `,
    },
  ],
});

// One call of a method that registers in either branch is one registration.

runRule("no-lost-registration", {
  valid: [
    {
      name: "two branches, and a second call with another pointer",
      code: `
        const registry = new FinalizationRegistry((pointer) => native.free(pointer));
        export class Bitmap {
          constructor(size) { this.setPointer(native.malloc(size)); }
          setPointer(pointer) {
            if (this.old) { registry.unregister(this); registry.register(this, pointer, this); }
            else registry.register(this, pointer, this);
          }
          other(pointer, next) { this.setPointer(pointer); this.setPointer(next); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the same pointer twice in one block",
      code: `
        const registry = new FinalizationRegistry((pointer) => native.free(pointer));
        export class Bitmap {
          constructor(pointer) {
            registry.register(this, pointer);
            registry.register(this, pointer);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [twice]
          }
        }
      `,
    },
  ],
});
