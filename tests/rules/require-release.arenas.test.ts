import { runRule } from "./support/run-rule.ts";

// Allocators that are emptied when the next call begins.

runRule("require-release", {
  valid: [
    {
      name: "reset() comes first",
      code: `
        let exports;
        export async function start(bytes) { exports = (await WebAssembly.instantiate(bytes)).instance.exports; }
        export function hash(bytes) {
          exports.reset();
          const input = exports.alloc(bytes.length);
          const output = exports.alloc(32);
          new Uint8Array(exports.memory.buffer, input, bytes.length).set(bytes);
          exports.hash(input, bytes.length, output);
          return new Uint8Array(exports.memory.buffer, output, 32).slice();
        }
        export function verify(bytes) {
          exports.arena_reset();
          const input = exports.alloc(bytes.length);
          return exports.verify(input, bytes.length) === 1;
        }
        export function drop(pointer) { exports.free(pointer); }
      `,
    },
  ],
  invalid: [
    {
      name: "another thing is reset, or another function's allocator",
      code: `
        let exports;
        export async function start(bytes) { exports = (await WebAssembly.instantiate(bytes)).instance.exports; }
        export function hash(bytes, timer) {
          timer.reset();
          const input = exports.alloc(bytes.length);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return exports.hash(input, bytes.length);
        }
        export function clear() { exports.reset(); }
        export function drop(pointer) { exports.free(pointer); }
      `,
    },
  ],
});
