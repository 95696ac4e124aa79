import { runRule } from "./support/run-rule.ts";

// What a path tells of itself: `typeof`, constants for nothing, names that outlive their block, status codes.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "a type that says whether there is anything",
      options: possible,
      code: `
        export function bytes(Module, wanted) {
          let p;
          if (wanted) p = Module._malloc(4);
          if (typeof p === "undefined") return null;
          Module._free(p);
        }
        export function callback(Module, wanted) {
          let run, p;
          if (wanted) { run = () => 1; p = Module.addFunction(run, "i"); }
          if ("undefined" !== typeof run) Module.removeFunction(p);
        }
        export function typed(Module, wanted) {
          let p, mat;
          if (wanted) { p = Module._malloc(4); mat = new Module.Mat(p); }
          if (typeof p === "number") Module._free(p);
          if (typeof mat == "object") mat.delete();
        }
      `,
    },
    {
      name: "a constant for nothing, of whatever object",
      options: possible,
      code: `
        import { Values } from "./values.js";
        export function open(Module, n) {
          const p = Module._malloc(n);
          if (p === Values.Null) throw new Error("no memory");
          Module._free(p);
        }
      `,
    },
    {
      name: "a var that is used behind its block",
      options: possible,
      code: `
        export function hook(Module, kind, run) {
          switch (kind) {
            case 1:
              var p = Module.addFunction(run, "v");
              break;
            case 2:
              var p = Module.addFunction(run, "vi");
              break;
          }
          const status = Module._hook_add(p);
          if (status != 0) {
            Module.removeFunction(p);
            throw new Error("failed");
          }
          const hook = { callback: p };
          return hook;
        }
      `,
    },
    {
      name: "a call that only tells how it went",
      options: possible,
      code: `
        export function make(Module, handle, out) {
          var ret = Module.ccall("vm_context_alloc", "number", ["pointer", "pointer"], [handle, out]);
          var context = Module.getValue(out, "*");
          if (ret != Module.ERR_OK) {
            var text = "failed with code " + ret + ": " + Module.strerror(ret);
            throw text;
          }
          return context;
        }
        export const end = (Module, context) => Module.ccall("vm_context_free", "number", ["pointer"], [context]);
      `,
    },
    {
      name: "a class of the file that is called like those of the language",
      options: possible,
      code: `
        export class GlyphBuffer {
          constructor(pointer) { this.pointer = pointer; }
          destroy() { exports.hb_buffer_destroy(this.pointer); }
        }
        export const create = (exports) => new GlyphBuffer(exports.hb_buffer_create());
      `,
    },
  ],
  invalid: [
    {
      name: "the type of something else",
      code: `
        export function other(Module, n, wanted) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          if (typeof wanted === "undefined") throw new Error("nothing wanted");
          Module._free(p);
        }
      `,
    },
    {
      name: "a constant that is something, and a var that its loop forgets",
      code: `
        import { Values } from "./values.js";
        export function some(Module, n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
          if (p === Values.Some) throw new Error("no memory");
          Module._free(p);
        }
        export function each(Module, list) {
          for (const n of list) {
            var p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [path]
            if (n > 8) continue;
            Module._free(p);
          }
        }
      `,
    },
    {
      name: "an address that is compared and handed on",
      code: `
        export function make(Module, handle) {
          const context = Module.ccall("vm_context_new", "number", ["pointer"], [handle]);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          if (context != Module.ERR_OK) Module.ccall("vm_run", null, ["pointer"], [context]);
        }
        export const end = (Module, context) => Module.ccall("vm_context_free", null, ["pointer"], [context]);
      `,
    },
  ],
});
