import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "strings that are freed by themselves, out of the block or by a helper, and a block that stays",
      options: [{ report: "possible" }],
      code: `
        export function a(mod, args) {
          const argv = mod._malloc(args.length * 4);
          const strings = args.map((arg) => mod.stringToNewUTF8(arg));
          strings.forEach((p, i) => { mod.HEAPU32[(argv >> 2) + i] = p; });
          mod._tool_use(args.length, argv);
          strings.forEach((p) => mod._free(p));
          mod._free(argv);
        }
        export function b(mod, args) {
          const argv = mod._malloc(args.length * 4);
          args.forEach((arg, i) => { mod.setValue(argv + i * 4, mod.stringToNewUTF8(arg), "*"); });
          mod._tool_use(args.length, argv);
          for (let i = 0; i < args.length; i++) mod._free(mod.HEAPU32[(argv >> 2) + i]);
          mod._free(argv);
        }
        export function c(mod, args) {
          const argv = mod._malloc(args.length * 4);
          args.forEach((arg, i) => { mod.setValue(argv + i * 4, mod.stringToNewUTF8(arg), "*"); });
          mod._tool_use(args.length, argv);
          freeStrings(mod, argv, args.length);
          mod._free(argv);
        }
        function freeStrings(mod, argv, n) { for (let i = 0; i < n; i++) mod._free(mod.getValue(argv + i * 4, "*")); }
        export function d(mod, args, numbers) {
          const list = mod._malloc(numbers.length * 4);
          numbers.forEach((n, i) => { mod.HEAPU32[(list >> 2) + i] = n; });
          mod._tool_use(numbers.length, list);
          mod._free(list);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "strings whose addresses are only in a block that is freed",
      options: [{ report: "possible" }],
      code: `
        export function a(mod, args) {
          const strings = args.map((arg) => mod.stringToNewUTF8(arg));
                                            ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const argv = mod._malloc((strings.length + 1) * 4);
          strings.forEach((p, i) => mod.setValue(argv + i * 4, p, "i32"));
          try { return mod._tool_use(strings.length, argv); } finally { mod._free(argv); }
        }
        function writeString(mod, text) {
          const p = mod._malloc(text.length + 1);
          mod.stringToUTF8(text, p, text.length + 1);
          return p;
        }
        export function b(mod, args) {
          const argv = mod._malloc(args.length * 4);
          args.forEach((arg, i) => {
            const p = writeString(mod, arg);
                      ~~~~~~~~~~~~~~~~~~~~~ [path]
            mod.HEAPU32[(argv >> 2) + i] = p;
          });
          mod._tool_use(args.length, argv);
          mod._free(argv);
        }
      `,
    },
  ],
});

// Addresses that are written into a block at once.

runRule("require-release", {
  valid: [
    {
      name: "it is freed as well",
      options: [{ report: "possible" }],
      code: `
        const { malloc, free, memory } = instance.exports;
        export function freed(bytes) {
          const data = malloc(bytes.length);
          new Uint8Array(memory.buffer).set(bytes, data);
          const block = malloc(8);
          new Uint32Array(memory.buffer, block, 2).set([data, bytes.length]);
          instance.exports.call(block);
          free(data);
          free(block);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the block is freed, and what it has the address of is not",
      options: [{ report: "possible" }],
      code: `
        const { malloc, free, memory } = instance.exports;
        export function lost(bytes) {
          const data = malloc(bytes.length);
                       ~~~~~~~~~~~~~~~~~~~~ [path]
          new Uint8Array(memory.buffer, data, bytes.length).set(bytes);
          const block = malloc(8);
          new Uint32Array(memory.buffer, block, 2).set([data, bytes.length]);
          instance.exports.call(block);
          free(block);
        }
      `,
    },
    {
      name: "by the views of Emscripten",
      options: [{ report: "possible" }],
      code: `
        export function lost(bytes) {
          const data = Module._malloc(bytes.length);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          Module.HEAPU8.set(bytes, data);
          const block = Module._malloc(8);
          Module.HEAPU32.set([data, bytes.length], block >> 2);
          Module._call(block);
          Module._free(block);
        }
      `,
    },
  ],
});
