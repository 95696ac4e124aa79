import { runRule } from "./support/run-rule.ts";

// And its view is one of that memory.

runRule("no-use-after-release", {
  valid: [
    {
      name: "it is read before",
      options: [{ report: "possible" }],
      code: `
        const view = (pointer, length) => new Float32Array(Module.HEAPF32.buffer, pointer, length);
        export function first() {
          const pointer = Module._malloc(8);
          const values = view(pointer, 2);
          const found = values[0];
          Module._free(pointer);
          return found;
        }
      `,
    },
  ],
  invalid: [
    {
      name: "it is read behind the release",
      options: [{ report: "possible" }],
      code: `
        const view = (pointer, length) => new Float32Array(Module.HEAPF32.buffer, pointer, length);
        export function first() {
          const pointer = Module._malloc(8);
          const values = view(pointer, 2);
          Module._free(pointer);
          return values[0];
                 ~~~~~~~~~ [plain]
        }
      `,
    },
  ],
});
