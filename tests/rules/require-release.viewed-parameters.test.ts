import { runRule } from "./support/run-rule.ts";

// A helper that gives a view of memory leaves the memory to its caller.

runRule("require-release", {
  valid: [
    {
      name: "it is freed, or whoever has the view may free it",
      options: [{ report: "possible" }],
      code: `
        const view = (pointer, length) => new Float32Array(Module.HEAPF32.buffer, pointer, length);
        export function freed(values) {
          const pointer = Module._malloc(4 * values.length);
          view(pointer, values.length).set(values);
          const sum = Module._sum(pointer, values.length);
          Module._free(pointer);
          return sum;
        }
        export function given(length) {
          const pointer = Module._malloc(4 * length);
          return view(pointer, length);
        }
        export class Buffer {
          constructor(length) { this.view = view(Module._malloc(4 * length), length); }
          free() { Module._free(this.view.byteOffset); }
        }
        function owned(pointer) { return { bytes: new Uint8Array(Module.HEAPU8.buffer, pointer, 4), free() { Module._free(pointer); } }; }
        export const made = () => owned(Module._malloc(4));
      `,
    },
  ],
  invalid: [
    {
      name: "a function, a method and one that has the rest by itself",
      options: [{ report: "possible" }],
      code: `
        const view = (pointer, length) => new Float32Array(Module.HEAPF32.buffer, pointer, length);
        export function sum(values) {
          const pointer = Module._malloc(4 * values.length);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          view(pointer, values.length).set(values);
          return Module._sum(pointer, values.length);
        }
        export class Filter {
          part(pointer, length = 2) { return this.module.HEAPF32.subarray(pointer >> 2, (pointer >> 2) + length); }
          run(value) {
            const pointer = this.module._malloc(8);
                            ~~~~~~~~~~~~~~~~~~~~~~ [never]
            this.part(pointer)[0] = value;
            return this.module._filter(pointer);
          }
          end() { this.module._free(0); }
        }
      `,
    },
    {
      name: "what a helper allocates and fills by it",
      options: [{ report: "possible" }],
      code: `
        function floats(pointer, length) { return Module.HEAPF32.subarray(pointer / 4, pointer / 4 + length); }
        function vector(x, y) {
          const pointer = Module._malloc(8);
          const values = floats(pointer, 2);
          values[0] = x;
          values[1] = y;
          return pointer;
        }
        export function draw() {
          Module._draw(vector(0, 1));
                       ~~~~~~~~~~~~ [temporary]
        }
      `,
    },
  ],
});
