import { runRule } from "./support/run-rule.ts";

// What a function gives by an argument that has a default.

runRule("require-release", {
  valid: [
    {
      name: "the default, or the argument, takes the other way",
      options: [{ report: "possible" }],
      code: `
        function make(size, useWasm = false) { if (useWasm) return Module._malloc(size); return new Float32Array(size); }
        function makeNative(size, useWasm = true) { if (useWasm) return Module._malloc(size); return new Float32Array(size); }
        function rewritten(size, useWasm = false) { useWasm = size > 9; if (useWasm) return Module._malloc(size); return new Float32Array(size); }
        export function a() { return make(8).length; }
        export function b() { const list = make(8, false); return Module._sum(list.length); }
        export function c() { const list = makeNative(8, false); return Module._sum(list.length); }
        export function d() { const pointer = makeNative(8); const sum = Module._sum(pointer); Module._free(pointer); return sum; }
      `,
    },
  ],
  invalid: [
    {
      name: "the default, or the argument, takes this way",
      options: [{ report: "possible" }],
      code: `
        function make(size, useWasm = false) { if (useWasm) return Module._malloc(size); return new Float32Array(size); }
        function makeNative(size, useWasm = true) { if (useWasm) return Module._malloc(size); return new Float32Array(size); }
        export function a() {
          const pointer = make(8, true);
                          ~~~~~~~~~~~~~ [never]
          return Module._sum(pointer);
        }
        export function b() {
          const pointer = makeNative(8);
                          ~~~~~~~~~~~~~ [never]
          return Module._sum(pointer);
        }
      `,
    },
  ],
});
