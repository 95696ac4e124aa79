import { runRule } from "./support/run-rule.ts";

const load = "const { exports } = new WebAssembly.Instance(module); const { memory } = exports;\n";

runRule("no-stale-view", {
  invalid: [
    {
      name: "filled once by a function, put into a cache, or shown after a library's own free, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        let heap;
        let chunk = null;
        const parts = new Map();
        export async function init(source) {
          const { instance } = await WebAssembly.instantiate(source);
          native = instance.exports;
          heap = new Uint8Array(native.memory.buffer);
          ~~~~ [module]
        }
        let native;
        export function put(bytes) { const p = native.alloc_input(bytes.length); heap.set(bytes, p); return p; }
        export function feed(bytes) {
          chunk = new Uint8Array(native.memory.buffer, native.alloc_chunk(64), 64);
          ~~~~~ [module]
          chunk.set(bytes);
        }
        export function more(bytes) { chunk.set(bytes); native.run_chunk(); }
        export function remember(key, p, n) {
          const part = new Uint8Array(native.memory.buffer, p, n);
          parts.set(key, part);
                         ~~~~ [stored]
        }
        export function text(p, n) {
          const part = new Uint8Array(native.memory.buffer, p, n);
          native.lib_string_free(p);
          return part.slice();
                 ~~~~ [freed]
        }
      `,
    },
    {
      name: "kept by a constructor without class, or over a memory that comes from outside, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function Codec(native) {
          this.input = native._malloc(64);
          this.bytes = native.HEAPU8.subarray(this.input, this.input + 64);
          ~~~~~~~~~~ [field]
          this.output = native._malloc(64);
        }
        Codec.prototype.encode = function (data) { this.bytes.set(data); return native._encode(this.input, this.output); };
        export class Reader {
          constructor(instance) {
            this.memory = instance.exports.memory;
            this.view = new DataView(this.memory.buffer);
            ~~~~~~~~~ [outside]
          }
          read(p) { return this.view.getUint32(p, true); }
        }
      `,
    },
    {
      name: "a view that is looked at for nothing only",
      code: `function write(data) {
  let bytes = new Uint8Array(wasm.memory.buffer);
  const at = wasm.__wbindgen_malloc(data.length);
  if (bytes === null || data.length === 0) return 0;
  bytes.set(data, at);
  ~~~~~ [used]
  return at;
}`,
    },
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
      name: "replaced by something else after the use, by another view, or emptied",
      code: `${load}function collect(isText) {
  let rows = new Float64Array(memory.buffer, 8, 4);
  exports.malloc(8);
  use(rows[0]);
      ~~~~ [used]
  rows = [];
  let bytes = new Uint8Array(memory.buffer);
  if (isText) bytes = new Uint8Array(memory.buffer, 8);
  exports.malloc(8);
  use(bytes[0]);
      ~~~~~ [used]
  let words = null;
  words = new Uint16Array(memory.buffer);
  if (isText) words = null;
  exports.malloc(8);
  use(words[0]);
      ~~~~~ [used]
}`,
    },
    {
      name: "the view itself, where another name of it is replaced under a condition",
      code: `${load}function collect(isText) {
  const plain = new Float64Array(memory.buffer, 8, 4);
  let rows = plain;
  if (isText) rows = new Array(4);
  exports.malloc(8);
  use(rows[0]);
  plain[0] = 1;
  ~~~~~ [used]
}`,
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
      name: "fields with views beside exports that fields hold",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        type Output = { memory: WebAssembly.Memory; process: (state: number) => Promise<number> };
        export class Engine {
          private readonly run: Output["process"];
          private readonly view: DataView;
          constructor(output: Output) {
            this.run = output.process;
            this.view = new DataView(output.memory.buffer);
            ~~~~~~~~~ [field]
          }
          async process(state: number, at: number) {
            await this.run(state);
            return this.view.getInt32(at, true);
          }
        }
      `,
    },
    {
      name: "the buffer is an argument before the one that grows",
      code: `const view = new Uint8Array(Module.HEAPU8.buffer, Module._malloc(8), 8);
                            ~~~~~~~~~~~~~~~~~~~~ [receiver]
copy(Module.HEAPU8, Module._malloc(8));
     ~~~~~~~~~~~~~ [receiver]`,
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
    {
      name: "a field: in the same method after a call that grows",
      code: `${load}class Writer {
  fill() {
    this.view = new DataView(memory.buffer);
    const p = exports.malloc(8);
    this.view.setInt32(p, 1);
    ~~~~~~~~~ [used]
  }
}`,
    },
    {
      name: "a field: filled in one method, used in another, with an export in between",
      options: [{ report: "possible" }],
      code: `${load}class Terminal {
  resize() {
    if (!this.dirty) return;
    this.cells = new DataView(memory.buffer, exports.cells());
    ~~~~~~~~~~ [field]
  }
  write(text) {
    exports.write(text.length);
    this.resize();
  }
  cell(i) {
    return this.cells.getUint32(i);
  }
}`,
    },
    {
      name: "a field that is not filled again on every way after the growth (seed 38616279)",
      options: [{ report: "possible" }],
      code: `${load}class Box {
  view = new Int32Array(memory.buffer);
  fill(list) {
    exports.malloc(8);
    for (const item of list) this.view = new Uint8Array(memory.buffer);
                             ~~~~~~~~~ [field]
  }
  show() { use(this.view); }
}`,
    },
    {
      name: "a field of a class that is given the instance",
      language: "ts",
      options: [{ report: "possible" }],
      code: `class Terminal {
  private wasm: any;
  private memory: WebAssembly.Memory;
  private cells: DataView | null = null;
  constructor(instance: WebAssembly.Instance) {
    this.wasm = instance.exports;
    this.memory = this.wasm.memory;
  }
  refresh(): void {
    this.wasm.update();
    if (this.dirty) this.cells = new DataView(this.memory.buffer, this.wasm.cells());
                    ~~~~~~~~~~ [field]
  }
  cell(i: number): number {
    return this.cells!.getUint32(i);
  }
}`,
    },
    {
      name: "captured by what a loader returns, which also allocates",
      code: `async function load(url) {
  const { instance } = await WebAssembly.instantiateStreaming(fetch(url));
  const { memory, malloc } = instance.exports;
  const heap = new Uint8Array(memory.buffer);
        ~~~~ [closure]
  return {
    alloc: (n) => malloc(n),
    put(bytes, at) { heap.set(bytes, at); },
  };
}
function later(url) {
  return new Promise(async (resolve) => {
    const { instance } = await WebAssembly.instantiateStreaming(fetch(url));
    const heap = new Uint8Array(instance.exports.memory.buffer);
    resolve({ put(bytes) { heap.set(bytes, instance.exports.malloc(bytes.length)); } });
                           ~~~~ [receiver]
  });
}
fetch("x.wasm").then((response) => WebAssembly.instantiateStreaming(response)).then(({ instance: { exports } }) => {
  const heap = new Uint8Array(exports.memory.buffer);
  window.put = (bytes) => {
    const p = exports.malloc(bytes.length);
    heap.set(bytes, p);
    ~~~~ [used]
  };
});`,
    },
    {
      name: "captured by what passes the exports on",
      options: [{ report: "possible" }],
      code: `import { subset } from "./bindings.js";
function load(binary) {
  return new Promise(async (resolve) => {
    const { instance: { exports } } = await WebAssembly.instantiate(binary);
    const heap = new Uint8Array(exports.memory.buffer);
          ~~~~ [closure]
    resolve({ subset: (font) => subset(exports, heap, font) });
  });
}`,
    },
    {
      name: "captured by a callback that runs once, before anybody knows what else has run",
      options: [{ report: "possible" }],
      code: `${load}function start(done) {
  const heap = new Uint8Array(memory.buffer);
        ~~~~ [closure]
  done.then(() => use(heap[0]));
  exports.run();
}`,
    },
    {
      name: "a parameter is older than the call that grows",
      code: `function put(exports, { HEAPU8 }, bytes) {
  const p = exports.malloc(bytes.length);
  HEAPU8.set(bytes, p);
  ~~~~~~ [used]
}
${load}function fill(view) {
  const p = exports.malloc(8);
  view[p] = 1;
  ~~~~ [used]
}
fill(new Uint8Array(memory.buffer));`,
    },
    {
      name: "a parameter that is only called a heap",
      options: [{ report: "possible" }],
      code: `export function put(exports, heapu8, bytes) {
  const p = exports.malloc(bytes.length);
  heapu8.set(bytes, p);
  ~~~~~~ [used]
}`,
    },
    {
      name: "a helper that is called, a closure that is called, a second name",
      code: `${load}function run() {
  let view = new Uint8Array(memory.buffer);
  const grow = () => { exports.malloc(8); };
  const show = () => { use(view[0]); };
                           ~~~~ [used]
  grow();
  show();
}
function alias() {
  const view = new Uint8Array(memory.buffer);
  const same = view;
  exports.malloc(1);
  use(same[0]);
      ~~~~ [used]
}`,
    },
    {
      name: "freed and returned",
      code: `function read(buffer, n) {
  const p = Module._malloc(n);
  const v = new Float64Array(buffer, p, n);
  Module._free(p);
  return v;
         ~ [freed]
}
function late(n) {
  const p = Module._malloc(n);
  try {
    return Module.HEAPU8.subarray(p, p + n);
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [freed]
  } finally {
    Module._free(p);
  }
}
function at(p, n) { return Module.HEAPU8.subarray(p, p + n); }
function helped(n) {
  const p = Module._malloc(n);
  const v = at(p, n);
  Module._free(p);
  return v;
         ~ [freed]
}`,
    },
    {
      name: "freed by an export of a module that is given, under a name in quotes",
      code: `const table = (wasm) => (inst, n) => {
  const p = wasm.exports["allocFloatArray"](n);
  wasm.exports["readTable"](inst, p);
  const v = new Float64Array(wasm.wasi.memory.buffer, p, n);
  wasm.exports["freeFloatArrayMem"](p);
  return v;
         ~ [freed]
};`,
    },
    {
      name: "after a catch, in a finally",
      code: `${load}function f() {
  let view = new Uint8Array(memory.buffer);
  try {
    exports.malloc(8);
    view = new Uint8Array(memory.buffer);
  } catch {
    use(view[0]);
        ~~~~ [used]
  }
}
function g() {
  const view = new Uint8Array(memory.buffer);
  try {
    if (exports.malloc(8) === 0) return;
  } finally {
    use(view[0]);
        ~~~~ [used]
  }
}`,
    },
  ],
  valid: [
    {
      name: "the call that grows comes before the buffer, or is one of another function",
      code: `
        const p = Module._malloc(8);
        const view = new Uint8Array(Module.HEAPU8.buffer, p, 8);
        copy(Module._malloc(8), Module.HEAPU8);
        later(Module.HEAPU8, () => Module._malloc(8));
        const other = new Uint8Array(Module._malloc(8), Module.HEAPU8.length);
      `,
    },
    {
      name: "variables of the module that are looked after, copies in a cache, a copy made before the free",
      options: [{ report: "possible" }],
      code: `
        let heap, bytes = null, native;
        const parts = new Map();
        export function updateMemoryViews() { heap = new Uint8Array(native.memory.buffer); }
        export function allocate(n) { bytes = null; return native.alloc_input(n); }
        export function current() { if (!bytes) bytes = new Uint8Array(native.memory.buffer); return bytes; }
        export function put(data) { const p = native.alloc_input(data.length); updateMemoryViews(); heap.set(data, p); return p; }
        export function remember(key, p, n) { parts.set(key, new Uint8Array(native.memory.buffer, p, n).slice()); }
        export function write(p, n, target) { target.set(new Uint8Array(native.memory.buffer, p, n), 0); }
        export function text(p, n) {
          const copy = new Uint8Array(native.memory.buffer, p, n).slice();
          native.lib_string_free(p);
          return copy;
        }
      `,
    },
    {
      name: "kept by a constructor without class that minds it, or over a memory that the file makes",
      options: [{ report: "possible" }],
      code: `
        function Codec(native) {
          this.native = native;
          this.input = native._malloc(64);
          this.bytes = native.HEAPU8.subarray(this.input, this.input + 64);
          this.output = native._malloc(64);
        }
        Codec.prototype.encode = function (data) {
          if (this.bytes.length === 0) this.bytes = this.native.HEAPU8.subarray(this.input, this.input + 64);
          this.bytes.set(data);
        };
        function Last(native) { this.input = native._malloc(64); this.bytes = native.HEAPU8.subarray(this.input, this.input + 64); }
        Last.prototype.fill = function (data) { this.bytes.set(data); };
        export class Own {
          constructor() { this.memory = new WebAssembly.Memory({ initial: 4 }); this.view = new DataView(this.memory.buffer); }
          read(p) { return this.view.getUint32(p, true); }
        }
      `,
    },
    {
      name: "fields that are filled anew together when the buffer is another one",
      code: `export class Bridge {
  refresh() {
    const { buffer } = this.exports.memory;
    if (this.bytes?.buffer === buffer) return;
    this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.words = new Uint32Array(this.exports.memory.buffer);
  }
  grow(pages) { this.exports.memory.grow(pages); this.refresh(); }
  word(at) { this.refresh(); return this.words[at]; }
}
export const bridge = (exports) => Object.assign(new Bridge(), { exports });`,
    },
    {
      name: "a field that is looked at for nothing before its buffer is compared",
      code: `export class Bridge {
  #bytes = null;
  get bytes() {
    if (this.#bytes === null || this.#bytes.buffer !== wasm.memory.buffer) {
      this.#bytes = new Uint8Array(wasm.memory.buffer);
    }
    return this.#bytes;
  }
  write(data) {
    const at = wasm.__wbindgen_malloc(data.length);
    this.bytes.set(data, at);
    return at;
  }
}`,
    },
    {
      name: "fields whose buffer is compared: through a chain, kept in a field of its own",
      options: [{ report: "possible" }],
      code: `${load}class A {
  refresh() {
    exports.update();
    if (this.view?.buffer !== memory.buffer) this.view = new DataView(memory.buffer);
  }
  cell(i) { return this.view.getUint32(i); }
}
class B {
  get dv() {
    if (this.buffer !== memory.buffer) {
      this.buffer = memory.buffer;
      this.view = new DataView(memory.buffer);
    }
    return this.view;
  }
  update() { exports.update(); }
  cell(i) { return this.dv.getUint32(i); }
}`,
    },
    {
      name: "replaced by something else, under another test of the same condition",
      code: `${load}function collect(desc) {
  const plain = new Float64Array(memory.buffer, 8, 4);
  let rows = plain;
  if (desc.kind === "text") rows = new Array(4);
  fill(rows);
  switch (desc.kind) {
    case "text": {
      exports.malloc(8);
      for (let i = 0; i < 4; i++) use(rows[i]);
    }
  }
}`,
    },
    {
      name: "replaced by something else on the ways that matter",
      code: `${load}function collect(kind) {
  let rows = new Float64Array(memory.buffer, 8, 4);
  if (kind === "text") rows = [];
  switch (kind) {
    case "text":
      exports.malloc(8);
      use(rows[0]);
  }
}`,
    },
    {
      name: "fields: made anew in each method, guarded, refreshed by a method, filled when the memory grows",
      options: [{ report: "possible" }],
      code: `${load}class A {
  put(n) {
    const p = exports.malloc(n);
    this.view = new Uint8Array(memory.buffer);
    this.view[p] = 1;
  }
}
class B {
  view = new Uint8Array(memory.buffer);
  get heap() {
    if (this.view.buffer !== memory.buffer) this.view = new Uint8Array(memory.buffer);
    return this.view;
  }
  put(n) {
    const p = exports.malloc(n);
    this.heap[p] = 1;
    this.view[0] = 1;
  }
}
class C {
  refresh() { this.view = new Uint8Array(memory.buffer); }
  put(n) {
    const p = exports.malloc(n);
    this.refresh();
    this.view[p] = 1;
  }
}
class D {
  constructor() { onGrow(() => { this.view = new Uint8Array(memory.buffer); }); }
  put(n) { const p = exports.malloc(n); this.view[p] = 1; }
}`,
    },
    {
      name: "closures: run at once, given a fresh view, or nothing grows afterwards",
      options: [{ report: "possible" }],
      code: `import { memory, malloc } from "./x.wasm";
export function f(list) {
  const p = malloc(8);
  const view = new Uint8Array(memory.buffer);
  list.forEach((x, i) => { view[p + i] = x; });
  const put = (x) => { view[p] = x; };
  put(1);
}`,
    },
    {
      name: "what a helper returns depends on the pointer it was made from, not on the helper's arguments",
      code: `function copyOfSet(set) {
  const n = Module._lib_set_size(set);
  const q = Module._malloc(n * 4);
  Module._lib_set_copy(set, q);
  return Module.HEAPU32.subarray(q >>> 2, (q >>> 2) + n);
}
export function values() {
  const set = Module._lib_set_new();
  const r = copyOfSet(set);
  Module._lib_set_free(set);
  return r;
}`,
    },
    {
      name: "given to a function of the user's own whose name frees, of an object that is no module",
      code: `const table = (store) => (inst, n) => {
  const p = store.allocFloatArray(n);
  const v = new Float64Array(store.buffer, p, n);
  store.freeFloatArray(p);
  return v;
};`,
    },
    {
      name: "copied before it is freed",
      code: `function read(buffer, n) {
  const p = Module._malloc(n);
  const v = new Float64Array(buffer, p, n).slice();
  Module._free(p);
  return v;
}
function late(n) {
  const p = Module._malloc(n);
  try {
    return Module.HEAPU8.slice(p, p + n);
  } finally {
    Module._free(p);
  }
}`,
    },
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
