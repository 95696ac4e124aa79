import { runRule } from "./support/run-rule.ts";

// What `recommended` said too surely of code that nobody here had seen, each beside a near miss that is certain.

runRule("require-release", {
  valid: [
    {
      name: "native code that reads may free as well, where nothing here ever does",
      code: `export function mesh(instance, bytes) {
        const at = instance.exports.malloc(bytes.length);
        new Uint8Array(instance.exports.memory.buffer).set(bytes, at);
        return instance.exports.mesh_decode(at, bytes.length); // free(at) is C's
      }
      export const text = (M, n) => M._parse(M._malloc(n));`,
    },
  ],
  invalid: [
    {
      name: "the same, possible",
      options: [{ report: "possible" }],
      code: `
        export function mesh(instance, bytes) {
          const at = instance.exports.malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          new Uint8Array(instance.exports.memory.buffer).set(bytes, at);
          return instance.exports.mesh_decode(at, bytes.length);
        }
      `,
    },
    {
      name: "the glue copies what is at the address, and native code has not seen it",
      code: `
        export function text(M, bytes) {
          const at = M._malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          M.HEAPU8.set(bytes, at);
          return M.UTF8ToString(at);
        }
      `,
    },
    {
      name: "the file frees elsewhere",
      code: `
        export function mesh(M, bytes) {
          const at = M._malloc(bytes.length);
                     ~~~~~~~~~~~~~~~~~~~~~~~ [never]
          M.HEAPU8.set(bytes, at);
          return M._mesh_decode(at, bytes.length);
        }
        export function count(M, bytes) {
          const at = M._malloc(bytes.length);
          const count = M._count(at);
          M._free(at);
          return count;
        }
      `,
    },
  ],
});
