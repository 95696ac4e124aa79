import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a native function whose name says that it keeps the address",
      code: `
        export function add(engine, bytes) { const p = Module._malloc(8); Module._engine_add_voice(engine, p); }
        export function image(n) { const p = Module._malloc(n); return Module._image_create(p, n); }
        export function named(n) { const p = Module._malloc(n); Module.ccall("registerFont", null, ["number"], [p]); }
      `,
    },
    {
      name: "an address written into memory belongs to the structure around it",
      code: `
        export function f(n) {
          const data = Module._malloc(n);
          const list = Module._malloc(8);
          Module.setValue(list, data, "*");
          Module._run(list);
          Module._free(list);
        }
        export function g(n, at) { const data = Module._malloc(n); Module.HEAPU32.set([data, n], at >> 2); }
        export function h(n, view) { const data = Module._malloc(n); view.setUint32(0, data, true); }
      `,
    },
    {
      name: "given to an object of the module that lives on",
      code: "export function f(Module, n) { const p = Module._malloc(n); const r = new Module.Reader(); r.load(p); this.reader = r; }",
    },
    {
      name: "a private method with an underscore is no native function, nor is a helper that hands the address on",
      code: `
        export class Sound {
          play(n) { const p = Module._malloc(n); this._start(p); }
        }
        function enqueue(p) { Module._queue_push(p); }
        export function f(n) { const p = Module._malloc(n); enqueue(p); }
      `,
    },
  ],
  invalid: [
    {
      name: "an address that only native calls and the heap see",
      code: `
        export function digest(bytes) {
          const input = Module._malloc(bytes.length);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module.HEAPU8.set(bytes, input);
          return Module._digest(input, bytes.length) >>> 0;
        }
        export function name(id) {
          const out = Module._malloc(64);
                      ~~~~~~~~~~~~~~~~~~ [never]
          Module.ccall("nameOf", null, ["number", "number"], [id, out]);
          return Module.UTF8ToString(out);
        }
      `,
    },
    {
      name: "an object that carries its module beside its functions",
      code: `
        export function bounds(shape) {
          const out = Geo.Module._malloc(32);
                      ~~~~~~~~~~~~~~~~~~~~~~ [never]
          Geo.ShapeGetBounds(shape, out);
          return Geo.Module.getValue(out, "double");
        }
      `,
    },
    {
      name: "given to an object of the module that is deleted before",
      code: `
        export function first(Module, n) {
          const p = Module._malloc(n);
                    ~~~~~~~~~~~~~~~~~ [never]
          const reader = new Module.Reader();
          try {
            reader.open(p, n);
            return reader.next();
          } finally {
            reader.delete();
          }
        }
      `,
    },
  ],
});
