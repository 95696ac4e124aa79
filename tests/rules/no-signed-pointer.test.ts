import { runRule } from "./support/run-rule.ts";

runRule("no-signed-pointer", {
  invalid: [
    {
      name: "a shift of what was made unsigned",
      options: [{ report: "possible" }],
      code: `function read(q) {
  const rows = Module._rows(q) >>> 0;
  const start = rows >> 2;
                ~~~~~~~~~ [shifted]
  return Module.HEAPF32.slice(start, start + 3);
}`,
      suggestions: [
        [
          {
            messageId: "unsigned",
            output: `function read(q) {
  const rows = Module._rows(q) >>> 0;
  const start = rows >>> 2;
  return Module.HEAPF32.slice(start, start + 3);
}`,
          },
        ],
      ],
    },
    {
      name: "tests for failure",
      code: `function open(n) {
  const p = exports.malloc(n);
  if (p < 0) throw new Error("out of memory");
      ~~~~~ [compared]
  if (p <= 0) return;
  if (0 > p) use(p);
      ~~~~~ [compared]
  if (p > 0) exports.free(p);
}`,
      suggestions: [
        [
          {
            messageId: "unsigned",
            output: `function open(n) {
  const p = exports.malloc(n);
  if (p === 0) throw new Error("out of memory");
  if (p <= 0) return;
  if (0 > p) use(p);
  if (p > 0) exports.free(p);
}`,
          },
        ],
      ],
    },
    {
      name: "an object's constructor, through a field",
      code: `class Image {
  #pointer;
  constructor() {
    this.#pointer = exports._Image__constructor();
    if (this.#pointer < 0) throw new Error();
        ~~~~~~~~~~~~~~~~~ [compared]
  }
}`,
    },
    {
      name: "once per pointer, where it is made",
      options: [{ report: "possible" }],
      code: `function write(n) {
  const p = exports.malloc(n);
            ~~~~~~~~~~~~~~~~~ [made]
  if (p <= 0) return;
      ~~~~~~ [compared]
  if (p > 0) exports.free(p);
      ~~~~~ [compared]
  Module.HEAP32[p >> 2] = 1;
  Module.HEAP32[(p + 4) >> 2] = 1;
  Module.HEAPU8[p + 1] = 2;
  Module.HEAPU8.subarray(p, p + n).fill(0);
  const floats = new Float32Array(Module.wasmMemory.buffer);
  floats.slice(p / 4, p / 4 + n);
}
class Image {
  #p = exports._Image__constructor();
       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [made]
  first() { return Module.HEAPU8[this.#p]; }
  last() { return Module.HEAPU8[this.#p + 8]; }
}`,
      suggestions: [
        [
          {
            messageId: "unsigned",
            output: `function write(n) {
  const p = exports.malloc(n) >>> 0;
  if (p <= 0) return;
  if (p > 0) exports.free(p);
  Module.HEAP32[p >>> 2] = 1;
  Module.HEAP32[(p + 4) >>> 2] = 1;
  Module.HEAPU8[p + 1] = 2;
  Module.HEAPU8.subarray(p, p + n).fill(0);
  const floats = new Float32Array(Module.wasmMemory.buffer);
  floats.slice(p / 4, p / 4 + n);
}
class Image {
  #p = exports._Image__constructor();
  first() { return Module.HEAPU8[this.#p]; }
  last() { return Module.HEAPU8[this.#p + 8]; }
}`,
          },
        ],
      ],
    },
    {
      name: "kept signed, used where it is made, read from memory as a signed word",
      options: [{ report: "possible" }],
      code: `function write(n, at) {
  keep(exports.malloc(n) | 0);
       ~~~~~~~~~~~~~~~~~~~~~ [kept]
  Module.HEAP32[exports.malloc(4) >> 2] = 1;
                ~~~~~~~~~~~~~~~~~~~~~~ [shifted]
  const floats = new Float32Array(Module.wasmMemory.buffer);
  floats.subarray(mesh.getVerticesPtr() / 4, 8);
                  ~~~~~~~~~~~~~~~~~~~~~~~~~ [divided]
  const text = Module.HEAP32[at >>> 2];
               ~~~~~~~~~~~~~~~~~~~~~~~ [made]
  Module.HEAPU8.subarray(text, text + n);
  let i = text;
  while (Module.HEAPU8[i]) i++;
}`.replace("  ~~~~~~~~~~~~~ [!]\n", ""),
    },
  ],
  valid: [
    {
      name: "made unsigned where it is made, where it is used, or in a helper",
      options: [{ report: "possible" }],
      code: `const alloc = (n) => exports.malloc(n) >>> 0;
function write(n) {
  const p = exports.malloc(n) >>> 0;
  if (p < 0) never();
  Module.HEAPU8[p + 1] = 2;
  Module.HEAP32[p >>> 2] = 1;
  const q = alloc(n);
  Module.HEAPU8.subarray(q, q + n);
  const r = exports.malloc(n);
  Module.HEAPU8.fill(0, r >>> 0, (r >>> 0) + n);
  if (r === 0 || r !== 0 || !r) throw new Error();
}`,
    },
    {
      name: "Emscripten's glue makes its own pointers unsigned",
      options: [{ report: "possible" }],
      code: `function write(n) {
  const p = Module._malloc(n);
  if (p < 0 || p <= 0) throw new Error("out of memory");
  Module.HEAPU8[p + 1] = 2;
  Module.HEAP32[p >> 2] = 1;
  Module.HEAPU8.subarray(p, p + n).fill(0);
  const q = Module.stackAlloc(8);
  Module.HEAPU8[q] = 1;
  const r = Module._realloc(Module._calloc(1, n), 2 * n);
  Module.HEAPU8.subarray(Module.getValue(r, "*"), n);
}`,
    },
    {
      name: "numbers of this file's own that are made unsigned, and shifts that stay so",
      options: [{ report: "possible" }],
      code: `function read(text, q) {
  const hash = mix(text) >>> 0;
  table[hash >> 2] = 1;
  const rows = Module._rows(q) >>> 0;
  return Module.HEAP32[rows >>> 2];
}`,
    },
    {
      name: "numbers that are no pointers",
      options: [{ report: "possible" }],
      code: `function read(i, n) {
  if (i < 0 || Module._count(i) < 0) return;
  Module.HEAP32[i >> 2] = n | 0;
  list[i >> 2] = n / 4;
  Module.HEAPU8.subarray(n / 4, n);
}`,
    },
    {
      name: "a memory that stays below 2 GiB",
      options: [{ report: "possible" }],
      settings: { "wasm-leaks": { memory: { maximum: 2 ** 31 } } },
      code: "const p = exports.malloc(8); if (p < 0) throw 1; Module.HEAP32[p >> 2] = 1;",
    },
    {
      name: "a memory of the file's own that stays small",
      code: "const memory = new WebAssembly.Memory({ initial: 1, maximum: 1024 }); const p = exports.malloc(8); if (p < 0) throw 1;",
    },
    "const p = exports.malloc(8); Module.HEAP32[p >> 2] = 1; use(p | 0);",
    { name: "memory64", code: "const p = BigInt(exports.malloc(8n)); if (p < 0n) throw 1;" },
  ],
});
