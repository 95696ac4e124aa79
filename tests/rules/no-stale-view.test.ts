import { runRule } from "./support/run-rule.ts";

const load = "const { exports } = new WebAssembly.Instance(module); const { memory } = exports;\n";

runRule("no-stale-view", {
  invalid: [
    {
      name: "a view made before an allocation",
      code: `function write(text) {
  const heap = Module.HEAPU8;
  const p = Module._malloc(text.length);
  heap.set(text, p);
  ~~~~ [used]
}`,
      suggestions: [
        [
          {
            messageId: "remake",
            output: `function write(text) {
  const heap = Module.HEAPU8;
  const p = Module._malloc(text.length);
  Module.HEAPU8.set(text, p);
}`,
          },
        ],
      ],
    },
    {
      name: "made from the buffer, in a loop, through a helper, by grow",
      code: `${load}function fill(items) {
  const bytes = new Uint8Array(memory.buffer);
  for (const item of items) {
    bytes[0] = item;
    ~~~~~ [used]
    exports.malloc(8);
  }
  const view = new DataView(memory.buffer, 8, 4);
  enlarge();
  view.setUint8(0, 1);
  ~~~~ [used]
  const { buffer } = memory;
  const copy = memory.buffer;
  memory.grow(1);
  new Uint8Array(copy);
                 ~~~~ [used]
}
function enlarge() { memory.grow(1); }`,
    },
    {
      name: "on one of two ways, and on the way through catch",
      code: `${load}function read(isLarge) {
  const bytes = new Uint8Array(memory.buffer);
  if (isLarge) exports.malloc(9);
  const other = new Uint8Array(memory.buffer);
  try { exports.malloc(9); } catch { other[0] = 1; }
                                     ~~~~~ [used]
  return bytes[0];
         ~~~~~ [used]
}`,
    },
    {
      name: "the view is read before the call that grows",
      code: `Module.HEAPU8.set(bytes, Module._malloc(bytes.length));
~~~~~~~~~~~~~ [receiver]
Module.HEAP32[p >> 2] = Module._malloc(4);
~~~~~~~~~~~~~ [receiver]
new Uint8Array(Module.wasmMemory.buffer).fill(0, Module._malloc(8));
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [receiver]`,
    },
    {
      name: "a block that is freed while a view shows it",
      code: `function encode(n) {
  const p = Module._malloc(n);
  Module._encode(p, n);
  const out = Module.HEAPU8.subarray(p, p + n);
  Module._free(p);
  return out;
         ~~~ [freed]
}`,
    },
    {
      name: "made once for the module or in a field",
      code: `${load}const bytes = new Uint8Array(memory.buffer);
      ~~~~~ [module]
export function put(text) {
  const p = exports.malloc(text.length);
  for (let i = 0; i < text.length; i++) bytes[p + i] = text[i];
}
class Heap {
  constructor() {
    this.bytes = new Uint8Array(memory.buffer);
    ~~~~~~~~~~ [field]
  }
  put(text) { this.bytes.set(text); exports.malloc(8); }
}`,
    },
    {
      name: "what is only possible: any export, a suspension, a view in an object",
      options: [{ report: "possible" }],
      code: `${load}async function render(done) {
  const pixels = new Uint8Array(memory.buffer, 0, 8);
  exports.render();
  draw(pixels);
       ~~~~~~ [used]
  const frame = new Uint8Array(memory.buffer, 0, 8);
  await done;
  draw(frame);
       ~~~~~ [suspended]
  const kept = new Uint8Array(memory.buffer, 8, 8);
  return { kept };
           ~~~~ [stored]
}`,
    },
    {
      name: "TypeScript",
      language: "ts",
      code: `declare const wasm: { memory: WebAssembly.Memory; malloc(n: number): number };
export function write(text: Uint8Array): void {
  const heap = new Uint8Array(wasm.memory.buffer) as Uint8Array;
  const p = wasm.malloc(text.length)!;
  heap.set(text, p);
  ~~~~ [used]
}`,
    },
  ],
  valid: [
    {
      name: "made after the call, made again, copied",
      code: `${load}function write(text) {
  const p = exports.malloc(text.length);
  const heap = new Uint8Array(memory.buffer);
  heap.set(text, p);
  const copy = heap.slice(p, p + 8);
  let view = new Uint8Array(memory.buffer);
  const q = exports.malloc(8);
  view = new Uint8Array(memory.buffer);
  view[q] = 1;
  exports.malloc(8);
  return copy;
}`,
    },
    {
      name: "a guard that compares the buffer",
      code: `${load}let cached = new Uint8Array(memory.buffer);
function bytes() {
  if (cached.buffer !== memory.buffer) cached = new Uint8Array(memory.buffer);
  return cached;
}
function write() {
  let view = new Uint8Array(memory.buffer);
  exports.malloc(8);
  if (view.byteLength === 0) view = new Uint8Array(memory.buffer);
  view[0] = 1;
  bytes()[0] = 1;
}`,
    },
    {
      name: "Emscripten's getters read anew, a call that frees",
      code: `function write(text) {
  const p = Module._malloc(text.length);
  Module.HEAPU8.set(text, p);
  const heap = Module.HEAPU8;
  Module._free(p);
  return heap[8];
}`,
    },
    {
      name: "a memory that does not grow, a shared one",
      code: "const memory = new WebAssembly.Memory({ initial: 9, maximum: 9 }); const b = new Uint8Array(memory.buffer); exports.malloc(8); b[0] = 1;",
    },
    {
      name: "a memory that the settings call fixed",
      settings: { "wasm-leaks": { memory: { growth: false } } },
      code: "const b = Module.HEAPU8; Module._malloc(8); b[0] = 1;",
    },
    "const memory = new WebAssembly.Memory({ initial: 1, maximum: 9, shared: true }); const b = new Uint8Array(memory.buffer); malloc(8); b[0] = 1;",
    {
      name: "a length-tracking view",
      code: `${load}const b = new Uint8Array(memory.toResizableBuffer()); exports.malloc(8); b[0] = 1;`,
    },
    {
      name: "the way with the growth ends",
      code: `${load}function read(isLarge) {
  const bytes = new Uint8Array(memory.buffer);
  if (isLarge) {
    exports.malloc(8);
    return 0;
  }
  while (true) {
    if (bytes[0]) break;
  }
  return bytes[1];
}`,
    },
    {
      name: "other exports and suspensions, by default",
      code: `${load}async function render() {
  const pixels = new Uint8Array(memory.buffer, 0, 8);
  exports.render();
  await 0;
  draw(pixels);
}`,
    },
  ],
});
