import { runRule } from "./support/run-rule.ts";

// Views that something keeps when their block is freed, and views of a module's variables by other ways of filling them.

const options = [{ report: "possible" }];

runRule("no-stale-view", {
  invalid: [
    {
      name: "a list, a map, an object or a field is given a view of a block that is freed next",
      options,
      code: `
        export function frames(count, out) {
          for (let i = 0; i < count; i++) {
            const p = Module._malloc(64);
            Module._frame(p, i);
            out.push(new Uint8Array(Module.HEAPU8.buffer, p, 64));
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [freed]
            Module._free(p);
          }
        }
        export function named(n) {
          const found = new Map();
          const p = Module._malloc(n);
          const view = Module.HEAPU8.subarray(p, p + n);
          found.set("all", view);
                           ~~~~ [freed]
          Module._free(p);
          return found;
        }
        export class Reader {
          read(n) {
            const p = Module._malloc(n);
            try {
              this.last = Module.HEAPU8.subarray(p, p + n);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [freed]
            } finally { Module._free(p); }
          }
        }
      `,
    },
    {
      name: "a view that is taken out of the module once, or made when it is first asked for",
      options,
      code: `
        const { HEAPU8, _malloc, _free } = Module;
                ~~~~~~ [module]
        let cached;
        const view = () => (cached ??= new Uint8Array(Module.wasmMemory.buffer));
                            ~~~~~~ [module]
        export function put(bytes) {
          const p = Module._malloc(bytes.length);
          HEAPU8.set(bytes, p);
          view().set(bytes, p);
          Module._free(p);
        }
      `,
    },
    {
      name: "a variable of the module that its start fills before the module runs",
      options,
      code: `
        let bytes;
        const imports = { env: { log(p, n) { console.log(decoder.decode(bytes.subarray(p, p + n))); } } };
        export async function start(source) {
          const { instance } = await WebAssembly.instantiate(source, imports);
          bytes = new Uint8Array(instance.exports.memory.buffer);
          ~~~~~ [module]
          instance.exports.main();
        }
      `,
    },
  ],
  valid: [
    {
      name: "copies, a list that is used up before, a block that is freed elsewhere, a place that gets something else",
      options,
      code: `
        export function copies(n, out) {
          const p = Module._malloc(n);
          out.push(Module.HEAPU8.slice(p, p + n));
          Module._free(p);
        }
        export function joined(n) {
          const parts = [];
          const p = Module._malloc(n);
          parts.push(Module.HEAPU8.subarray(p, p + n));
          const all = join(parts);
          Module._free(p);
          return all;
        }
        export function written(n, bytes) {
          const p = Module._malloc(n);
          const from = Module._malloc(n);
          Module.HEAPU8.set(Module.HEAPU8.subarray(from, from + n), p);
          Module._free(from);
          return p;
        }
        export function kept(n, out) {
          const p = Module._malloc(n);
          if (n > 8) { out.push(Module.HEAPU8.subarray(p, p + n)); return p; }
          Module._free(p);
          return 0;
        }
        export function another(n, out) {
          const p = Module._malloc(n);
          const q = Module._malloc(n);
          out.push(Module.HEAPU8.subarray(p, p + n));
          Module._free(q);
          return p;
        }
        export function lent(n, job) {
          const p = Module._malloc(n);
          job.input = Module.HEAPU8.subarray(p, p + n);
          job.run();
          job.input = null;
          Module._free(p);
        }
      `,
    },
    {
      name: "a module of which nothing grows the memory",
      options,
      code: `
        const { HEAPU8 } = Module;
        export const first = () => HEAPU8[0];
      `,
    },
    {
      name: "a view that is looked at before it is used",
      options,
      code: `
        let cached;
        const view = () => (cached ??= new Uint8Array(Module.wasmMemory.buffer));
        export function put(bytes) {
          if (cached?.buffer !== Module.wasmMemory.buffer) cached = undefined;
          const p = Module._malloc(bytes.length);
          view().set(bytes, p);
          Module._free(p);
        }
      `,
    },
  ],
});
