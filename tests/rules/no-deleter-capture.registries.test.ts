import { runRule } from "./support/run-rule.ts";

const body = "_free() { wasm.free(this.pointer); }";

runRule("no-deleter-capture", {
  valid: [
    {
      name: "a registry that is gone with the function keeps nothing alive",
      code: `export function open(path) {
        const stdin = openFile(path);
        const registry = new FinalizationRegistry((fd) => closeSync(fd));
        registry.register(stdin, stdin.fd);
        return async () => { await stdin.close(); };
      }`,
    },
    {
      name: "held values of the pointer alone, and registries that collect nothing",
      code: `
        import { registry } from "./plugins.js";
        const optional = typeof FinalizationRegistry === "undefined" ? undefined : new FinalizationRegistry((p) => wasm.free(p));
        let made;
        function lazy() { return (made ??= new FinalizationRegistry((p) => wasm.free(p))); }
        function onCollected(object, pointer) { lazy().register(object, pointer); }
        export class Mesh {
          constructor(pointer) {
            this.pointer = pointer;
            optional?.register(this, pointer, this);
            lazy().register(this, { pointer });
            onCollected(this, pointer);
            registry.register(this, { name: "mesh", dispose: () => this._free() });
          }
          ${body}
        }
      `,
    },
  ],
  invalid: [
    {
      name: "registries that may be missing, are made when first asked for, or are of a class of the file",
      code: `
        const optional = typeof FinalizationRegistry === "undefined" ? undefined : new FinalizationRegistry((free) => free());
        let made;
        function lazy() { return (made ??= new FinalizationRegistry((free) => free())); }
        class Registry extends FinalizationRegistry { constructor() { super((free) => free()); } }
        const own = new Registry();
        function onCollected(object, free) { own.register(object, free); }
        export class Mesh {
          constructor(pointer) {
            this.pointer = pointer;
            optional?.register(this, this._free.bind(this));
                                     ~~~~~~~~~~~~~~~~~~~~~ [bind]
            lazy().register(this, { pointer, mesh: this });
                                  ~~~~~~~~~~~~~~~~~~~~~~~ [holds]
            onCollected(this, () => this._free());
                              ~~~~~~~~~~~~~~~~~~ [reads]
          }
          ${body}
        }
      `,
    },
    {
      name: "a registry that is only declared to be one",
      language: "ts",
      code: `
        export class Mesh {
          constructor(private pointer: number, registry?: FinalizationRegistry<{ free: () => void }>) {
            registry?.register(this, { free: this._free.bind(this) });
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [bind]
          }
          ${body}
        }
      `,
    },
  ],
});
