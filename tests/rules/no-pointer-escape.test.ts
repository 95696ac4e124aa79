import { runRule } from "./support/run-rule.ts";

const load = "const { exports } = new WebAssembly.Instance(module);\n";

runRule("no-pointer-escape", {
  invalid: [
    {
      name: "a public field",
      code: `${load}class Image {
  constructor(width) {
    this.data = exports._Image__constructor(width);
    ~~~~~~~~~ [field]
    this.width = width;
  }
  draw() { exports._Image__draw(this.data); }
}`,
      suggestions: [
        [
          {
            messageId: "makePrivate",
            output: `${load}class Image {
  #data;
  constructor(width) {
    this.#data = exports._Image__constructor(width);
    this.width = width;
  }
  draw() { exports._Image__draw(this.#data); }
}`,
          },
        ],
      ],
    },
    {
      name: "a public field that others read is not renamed",
      code: `${load}class Image {
  data = exports._Image__constructor();
  ~~~~ [field]
  blit(other) { exports._Image__blit(this.data, other.data); }
}`,
      suggestions: [[]],
    },
    {
      name: "a pointer given to the constructor: from the caller, or known by what is done with it",
      code: `${load}class Image {
  constructor(p) { this.p = p; }
                   ~~~~~~ [field]
  static create() { return new Image(exports.image_new()); }
}
class Sound {
  constructor(handle) {
    this.handle = handle;
    ~~~~~~~~~~~ [field]
    manage(handle, new WeakRef(this), exports._Sound__destructor);
  }
}`,
    },
    {
      name: "static fields, fields filled later, only the first place is reported",
      code: `${load}class Image {
  static shared = exports._Image__constructor();
         ~~~~~~ [field]
  open(width) {
    this.pixels ??= exports._Image__constructor(width);
    ~~~~~~~~~~~ [field]
    this.pixels = exports._Image__constructor(width);
  }
}`,
    },
    {
      name: "allocated bytes in a public field of an exported class that never frees them: nothing shows a use after it",
      options: [{ report: "possible" }],
      code: `export class Buffer {
  constructor(n) {
    this.start = Module._malloc(n);
    ~~~~~~~~~~ [field]
  }
}`,
    },
    {
      name: "getters and methods that hand out a private field",
      code: `${load}class Image {
  #pointer = exports._Image__constructor();
  get pointer() { return this.#pointer; }
                         ~~~~~~~~~~~~~ [getter]
  valueOf() { return this.#pointer; }
                     ~~~~~~~~~~~~~ [method]
}`,
    },
    {
      name: "returns of a fresh pointer",
      code: `${load}export function makeImage(width) {
  const image = exports._Image__constructor(width);
  if (image === 0) throw new Error("no memory");
  return image;
         ~~~~~ [return]
}
export const makeSound = () => exports._Sound__constructor();
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [return]
export default function () { return { image: exports._Image__constructor() }; }
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [return]
class Scene {
  addImage() { return exports._Image__constructor(); }
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [return]
}
const makeFont = () => exports._Font__constructor();
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [return]
export { makeFont };`,
    },
    {
      name: "a view that nobody can free",
      code: `export class Codec {
  encode(n) {
    const start = Module._malloc(n);
    Module._encode(start, n);
    return Module.HEAPU8.subarray(start, start + n);
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [view]
  }
}`,
    },
    {
      name: "exports and globals",
      code: `import { _Image__constructor } from "./image.wasm";
export const image = _Image__constructor();
             ~~~~~ [export]
export let later;
export function init() { later = _Image__constructor(); }
                         ~~~~~ [export]
globalThis.image = _Image__constructor();
~~~~~~~~~~~~~~~~ [global]
window.state = { image: _Image__constructor() };
~~~~~~~~~~~~ [global]`,
    },
    {
      name: "CommonJS",
      sourceType: "script",
      code: `const wasm = new WebAssembly.Instance(m).exports;
module.exports.image = wasm._Image__constructor();
~~~~~~~~~~~~~~~~~~~~ [export]
function make() { return wasm._Image__constructor(); }
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~ [return]
module.exports = { make };`,
    },
    {
      name: "collections, callbacks, messages",
      code: `${load}const all = new Map();
const list = [];
export function open(name, done) {
  const image = exports._Image__constructor();
  all.set(name, image);
                ~~~~~ [collection]
  list.push({ image });
              ~~~~~ [collection]
  list[0] = image;
  ~~~~~~~ [collection]
  done(image);
       ~~~~~ [callback]
  emitter.emit("open", image);
                       ~~~~~ [callback]
  worker.postMessage({ type: "open", image });
                                     ~~~~~ [message]
}`,
    },
    {
      name: "an async init fills the module's exports",
      code: `let wasm;
export async function init() {
  ({ instance: { exports: wasm } } = await WebAssembly.instantiateStreaming(fetch("image.wasm")));
}
class Image {
  constructor() { this.pointer = wasm.image_new(); }
                  ~~~~~~~~~~~~ [field]
}`,
    },
    {
      name: "what is only possible",
      options: [{ report: "possible" }],
      code: `${load}let current;
export function open(n, use) {
  current = exports._Image__constructor();
  ~~~~~~~ [variable]
  const bytes = malloc(n);
  use(bytes);
      ~~~~~ [callback]
  return bytes;
         ~~~~~ [return]
}
export class Buffer {
  start = malloc(8);
  ~~~~~ [field]
  free() { free(this.start); }
  render() { return new Uint8Array(exports.memory.buffer, exports.render(), 8); }
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [view]
}`,
    },
    {
      name: "configured families and pointer names",
      settings: { "wasm-leaks": { families: [{ acquire: "open_*", release: "shut_*" }], pointers: ["rawImage"] } },
      code: `class Font {
  constructor(rawImage) {
    this.face = lib.open_face();
    ~~~~~~~~~ [field]
    this.image = rawImage;
    ~~~~~~~~~~ [field]
  }
}`,
    },
    {
      name: "TypeScript: visibility, brands, parameter properties",
      language: "ts",
      code: `declare const wasm: { memory: WebAssembly.Memory; _Image__constructor(): number };
export class Image {
  readonly pointer: number;
  private readonly hidden: number;
  constructor(public owned: Owned<Image>, private mine: Owned<Image>, protected readonly ours: Pointer<Image>) {
                     ~~~~~~~~~~~~~~~~~~~ [field]
    this.pointer = wasm._Image__constructor();
    ~~~~~~~~~~~~ [field]
    this.hidden = wasm._Image__constructor();
  }
  get raw(): number { return this.hidden; }
                             ~~~~~~~~~~~ [getter]
}`,
      suggestions: [
        [],
        [
          {
            messageId: "makePrivate",
            output: `declare const wasm: { memory: WebAssembly.Memory; _Image__constructor(): number };
export class Image {
  readonly #pointer: number;
  private readonly hidden: number;
  constructor(public owned: Owned<Image>, private mine: Owned<Image>, protected readonly ours: Pointer<Image>) {
    this.#pointer = wasm._Image__constructor();
    this.hidden = wasm._Image__constructor();
  }
  get raw(): number { return this.hidden; }
}`,
          },
        ],
      ],
    },
  ],
  valid: [
    {
      name: "allocated bytes in a public field that nothing here frees",
      code: `export class Buffer { constructor(n) { this.start = Module._malloc(n); } }`,
    },
    {
      name: "allocated bytes of an instance that the object makes for itself",
      options: [{ report: "possible" }],
      code: `export class Machine {
  async load(bytes) { this.exports = (await WebAssembly.instantiate(bytes)).instance.exports; }
  begin() { this.rom = this.exports.malloc(65536); }
}`,
    },
    {
      name: "written into native memory: the struct owns it",
      options: [{ report: "possible" }],
      code: `export function vector(n, at, view, setValue) {
  const a = Module._malloc(n);
  Module.HEAPU32[at >> 2] = a;
  const b = Module._malloc(n);
  Module.HEAPU32.set([n, b], at);
  const c = Module._malloc(n);
  setValue(at, c, "*");
  const d = Module._malloc(n);
  view.setUint32(at, d);
  if (n > 4) return a;
  if (n > 3) return b;
  if (n > 2) return c;
  return d;
}`,
    },
    {
      name: "a helper over a parameter is judged by itself",
      options: [{ report: "possible" }],
      code: `export function viewAt(module, Type, pointer, n) {
  return new Type(module.HEAPU8.buffer, pointer, n);
}
export function checked(pointer) {
  if (pointer === 0) throw new Error("out of memory");
  return pointer;
}
function fill(module, n) {
  const p = checked(module._malloc(n));
  viewAt(module, Uint8Array, p, n).fill(0);
  module._free(p);
}`,
    },
    {
      name: "an arena that frees what it handed out",
      options: [{ report: "possible" }],
      code: `export class Arena {
  pointers = [];
  alloc(n) {
    const p = Module._malloc(n);
    this.pointers.push(p);
    return p;
  }
  free() {
    for (const p of this.pointers) Module._free(p);
    this.pointers.length = 0;
  }
}`,
    },
    {
      name: "an object of pointers beside the function that frees them",
      options: [{ report: "possible" }],
      code: `export function makeInput(n) {
  const ptr = Module._malloc(n);
  return { ptr, n };
}
export function clearInput(input) {
  Module._free(input.ptr);
}
export const makeOutput = (n) => ({ out: Module._malloc(n), n });
export function clearOutput({ out }) {
  Module._free(out);
}`,
    },
    {
      name: "private fields, by language or by convention",
      code: `${load}class Image {
  #pointer;
  constructor() {
    this.#pointer = exports._Image__constructor();
    this._handle = exports._Image__constructor();
  }
  get #own() { return this.#pointer; }
  _raw() { return this.#pointer; }
  draw() { exports._Image__draw(this.#pointer); }
}`,
    },
    {
      name: "a method that gives the pointer away and forgets it",
      code: `${load}class Image {
  #pointer = exports._Image__constructor();
  intoRaw() {
    const pointer = this.#pointer;
    this.#pointer = 0;
    return pointer;
  }
  take() { try { return this.#pointer; } finally { this.#pointer = 0; } }
}`,
    },
    {
      name: "results that are no pointers",
      code: `${load}export class Image {
  #pointer = exports._Image__constructor();
  width = exports.image_width(1);
  get width2() { return exports._Image__get_width(this.#pointer); }
  get isOpen() { return this.#pointer !== 0; }
}
export const add = (a, b) => exports.add(a, b);
export function status(db) { return exports.sqlite3_create_function(db); }`,
    },
    {
      name: "helpers of the file itself, allocators that say so, module-lifetime memory",
      code: `export function Factory(Module) {
  const scratch = Module._malloc(8);
  function createString(s) {
    const p = Module._malloc(s.length + 1);
    Module.stringToUTF8(s, p, s.length + 1);
    return p;
  }
  return { run(s) { const p = createString(s); try { return Module._run(p, scratch); } finally { Module._free(p); } } };
}
const table = Module._malloc(64);`,
    },
    {
      name: "a prototype's field that finalize frees, an exported class that frees its bytes",
      code: `function StatementIterator(sql) {
  this.sqlPtr = stringToNewUTF8(sql);
}
StatementIterator.prototype.finalize = function () { _free(this.sqlPtr); this.sqlPtr = null; };
export class Buffer {
  constructor(n) { this.start = Module._malloc(n); }
  dispose() { Module._free(this.start); }
}
class Private { constructor(n) { this.start = Module._malloc(n); } }`,
    },
    {
      name: "borrowing callbacks, local collections, lists that are freed, wasm memory",
      code: `const pool = [];
export function withBuffer(n, use) {
  const p = Module._malloc(n);
  try { return use(p); } finally { Module._free(p); }
}
export function all(names) {
  const pointers = [];
  for (const name of names) pointers.push(Module._malloc(name.length));
  pool.push(Module._Image__constructor());
  Module.HEAPU32[pointers[0] >> 2] = Module._malloc(4);
  for (const p of pointers) Module._free(p);
}
export function clear() { for (const p of pool) Module._Image__destructor(p); }`,
    },
    {
      name: "a map keyed by address, a wrapper put into a collection",
      code: `${load}const byPointer = new Map();
export function wrap() {
  const pointer = exports._Image__constructor();
  const image = new Image(pointer);
  byPointer.set(pointer, image);
  return image;
}
class Image { #pointer; constructor(pointer) { this.#pointer = pointer; } }`,
    },
    {
      name: "threads that share one memory",
      code: `${load}const memory = new WebAssembly.Memory({ initial: 1, maximum: 9, shared: true });
worker.postMessage({ stack: exports._Stack__constructor(), memory });`,
    },
    {
      name: "views of what is freed or borrowed, copies",
      code: `export class Codec {
  pixels() { return new Uint8Array(memory.buffer, Module._get_pixels(), 8); }
  encode(n) {
    const p = Module._malloc(n);
    const copy = Module.HEAPU8.slice(p, p + n);
    Module._free(p);
    return copy;
  }
}`,
    },
    {
      name: "the default reports what is certain only",
      code: `${load}let current;
export function open(n) {
  current = exports._Image__constructor();
  return malloc(n);
}`,
    },
    {
      name: "a result that is declared to be owned",
      language: "ts",
      code: `export function makeImage(): Owned<Image> { return wasm._Image__constructor(); }
/** @internal */
export class Inner {
  #p = wasm._Image__constructor();
  /** @internal */
  get raw(): number { return this.#p; }
}`,
    },
    {
      name: "the same in TSDoc",
      code: `/** @returns {Owned<Image>} the caller frees it */
export function makeImage() { return wasm._Image__constructor(); }`,
    },
    "class Plain { constructor(data) { this.data = data; this.pointer = image_new(); } } // wasm",
  ],
});
