import { runRule } from "./support/run-rule.ts";

// Whatever the callback of the registry calls frees the address, by `using` too.

runRule("no-lost-registration", {
  valid: [
    {
      name: "it is unregistered first, or what is called is a table's",
      code: `
        const registry = new FinalizationRegistry((pointer) => dealloc(pointer, 16));
        export class Handle {
          constructor(pointer) { this.pointer = pointer; registry.register(this, pointer, this); }
          [Symbol.dispose]() { registry.unregister(this); dealloc(this.pointer, 16); }
        }
      `,
    },
    {
      name: "a table's own",
      code: `
        const known = new FinalizationRegistry((key) => forget(key));
        export class Entry {
          constructor(key) { this.key = key; known.register(this, key, this); }
          [Symbol.dispose]() { forget(this.key); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "both free the address",
      code: `
        const registry = new FinalizationRegistry((pointer) => dealloc(pointer, 16));
        export class Handle {
          constructor(pointer) { this.pointer = pointer; registry.register(this, pointer, this); }
          [Symbol.dispose]() { dealloc(this.pointer, 16); }
                               ~~~~~~~~~~~~~~~~~~~~~~~~~ [noUnregister]
        }
      `,
    },
  ],
});
