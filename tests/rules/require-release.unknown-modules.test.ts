import { runRule } from "./support/run-rule.ts";

// Objects of modules that no package explains, and memory that older glue hands out.

const options = [{ report: "possible" }];

runRule("require-release", {
  invalid: [
    {
      name: "objects of the file that keep a list of what they allocate, and end it by a name of their own",
      options: [{ report: "possible" }],
      code: `
        class Allocator {
          constructor() { this.offsets = []; }
          alloc(n) { const offset = Module._malloc(n); this.offsets.push(offset); return offset; }
          freeAll() { for (const offset of this.offsets) Module._free(offset); this.offsets = []; }
        }
        export function cut(mesh) {
          const allocator = new Allocator();
                            ~~~~~~~~~~~~~~~ [never]
          const at = allocator.alloc(mesh.length);
          return Module._cut(at);
        }
        export function cook(mesh) {
          const allocator = new Allocator();
                            ~~~~~~~~~~~~~~~ [path]
          const at = allocator.alloc(mesh.length);
          if (Module._cook(at) === 0) throw new Error("cook");
          allocator.freeAll();
        }
      `,
    },
    {
      name: "an object of a class of the file that keeps native memory until it is told to give it back",
      options,
      code: `
        const wasm = new WebAssembly.Instance(module).exports;
        class Decoder {
          constructor(bytes) {
            const p = wasm.decoder_new(bytes.length);
            this.pointer = p;
          }
          frames() { return wasm.decoder_count(this.pointer); }
          free() { wasm.decoder_free(this.pointer); }
        }
        export function count(bytes) { return new Decoder(bytes).frames(); }
                                              ~~~~~~~~~~~~~~~~~~ [never]
        export function first(bytes) {
          const decoder = new Decoder(bytes);
                          ~~~~~~~~~~~~~~~~~~ [never]
          return decoder.frames() > 0;
        }
      `,
    },
    {
      name: "an object of a class of the file that is given what it deletes, from a factory of the class too",
      options,
      code: `
        import { binding } from "./wasm.js";
        class Grammar {
          constructor(handle) { this.handle = handle; }
          static async fromText(text) { return new Grammar(binding.grammarFromText(text)); }
          rules() { return this.handle.rules(); }
          dispose() { this.handle.delete(); }
        }
        export async function rules(text) {
          const grammar = await Grammar.fromText(text);
                                ~~~~~~~~~~~~~~~~~~~~~~ [never]
          return grammar.rules();
        }
        export function empty() {
          const grammar = new Grammar(new binding.Grammar());
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return grammar.rules() === 0;
        }
      `,
    },
    {
      name: "a class of a wasm module that is required",
      options,
      code: `
        const fonts = require("./utils/wasm/fonts");
        export async function draw(text) {
          await fonts.init();
          const layout = new fonts.Layout();
                         ~~~~~~~~~~~~~~~~~~ [never]
          return layout.measure(text);
        }
      `,
    },
    {
      name: "what functions of a crate's module give, as far as methods are called on it; factories with names of Rust",
      options,
      code: `
        import { newSelection, cellsOf } from "@/app/grid-core/grid_core";
        import { Uint4 } from "node-ciphers";
        export const saved = (sheet) => newSelection(sheet).save();
                                        ~~~~~~~~~~~~~~~~~~~ [never]
        export function has(list, x) {
          return list.filter((each) => {
            const cells = cellsOf(each);
                          ~~~~~~~~~~~~~ [never]
            return cells.holds(x);
          });
        }
        export const open = (bytes, key) => Uint4.safe_deserialize(bytes).decrypt(key);
                                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "a callback that takes results apart is no test that something throws",
      options,
      code: `
        import { PublicKey } from "@somebody/keys";
        export const check = (bytes, text) => Result.unthrow(async (t) => {
          const key = PublicKey.from_public_key_der(bytes);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return key.verify(text);
        });
      `,
    },
    {
      name: "Embind's classes and vectors by names in quotes, which may copy, and vectors that constructors copy",
      options,
      code: `
        function path(points) {
          const all = new Module["Path64"]();
          for (const [x, y] of points) {
            const point = new Module["Point64"](x, y);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            all["push_back"](point);
          }
          return all;
        }
        function info(binding, words) {
          const list = binding.vecStringFromJSArray(words);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return new binding.TokenizerInfo(list);
        }
        function end(tokens) { tokens.delete(); }
      `,
    },
    {
      name: "Emscripten's older `allocate`, on the heap and on the stack",
      options,
      code: `
        const parse = (text) => {
          const p = allocate(intArrayFromString(text), "i8", ALLOC_NORMAL);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module.raw_parse(p);
        };
        const size = (lib, text) => {
          const cell = lib.allocate(new ArrayBuffer(4), lib.ALLOC_STACK);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unbalanced]
          lib._measure(text, cell);
          return lib.getValue(cell, "i32");
        };
      `,
    },
    {
      name: "a function of a package under the name that it was taken out by",
      options,
      code: `
        export async function tokens(text, model) {
          // tiktoken is loaded when it is needed
          const { encoding_for_model } = await load();
          const encoding = encoding_for_model(model);
                           ~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
          return encoding.encode(text).length;
        }
      `,
    },
    {
      name: "what a method allocates, of which another result is given to the module's own free",
      options,
      code: `
        class Project {
          set(xs, ys) {
            const x = this._allocateArray(xs);
            const y = this._allocateArray(ys);
                      ~~~~~~~~~~~~~~~~~~~~~~~ [never]
            this.instance._set_curve(x, y);
            this.instance._free(x);
          }
        }
      `,
    },
  ],
  valid: [
    {
      name: "objects of the file that keep a list are ended, or their list is not one of native memory",
      options: [{ report: "possible" }],
      code: `
        class Allocator {
          constructor() { this.offsets = []; }
          alloc(n) { const offset = Module._malloc(n); this.offsets.push(offset); return offset; }
          freeAll() { for (let i = 0; i < this.offsets.length; i++) Module._free(this.offsets[i]); this.offsets.length = 0; }
        }
        export function cut(mesh) {
          const allocator = new Allocator();
          const at = allocator.alloc(mesh.length);
          const size = Module._cut(at);
          allocator.freeAll();
          return size;
        }
        class Sinks {
          constructor() { this.sinks = []; }
          add(sink) { this.sinks.push(sink); Module._count(3); }
          clear() { for (const sink of this.sinks) sink.delete(); }
        }
        export function log(sink) { const sinks = new Sinks(); sinks.add(sink); return sinks.size; }
      `,
    },
    {
      name: "what a vector is given is not surely copied: it may be one of pointers",
      code: `
        export class Service {
          make(buffer) { return new this.module.AlignedMemory(buffer.byteLength, 64); }
          load(buffers) {
            const list = new this.module.AlignedMemoryList();
            const memory = [...buffers.map((buffer) => this.make(buffer))];
            memory.forEach((each) => list.push_back(each));
            const one = new this.module.AlignedMemory(8, 64);
            list.push_back(one);
            return list;
          }
          end(memory) { memory.delete(); }
        }
      `,
    },
    {
      name: "objects of a class of the file that are given back, returned, kept, or own nothing",
      options,
      code: `
        const wasm = new WebAssembly.Instance(module).exports;
        class Decoder {
          #pointer;
          constructor(bytes) { this.#pointer = wasm.decoder_new(bytes.length); }
          static open(bytes) { return new Decoder(bytes); }
          frames() { return wasm.decoder_count(this.#pointer); }
          free() { wasm.decoder_free(this.#pointer); }
        }
        class Cursor {
          #decoder;
          constructor(decoder) { this.#decoder = decoder; }
          frames() { return this.#decoder.frames(); }
          free() { this.#decoder = undefined; }
        }
        const shared = new Decoder(bytes);
        export function count(bytes) {
          const decoder = new Decoder(bytes);
          try { return decoder.frames(); } finally { decoder.free(); }
        }
        export const open = (bytes) => new Decoder(bytes);
        export const walk = () => new Cursor(shared).frames();
        export class Player {
          load(bytes) { this.decoder?.free(); this.decoder = new Decoder(bytes); }
          close() { this.decoder.free(); }
        }
      `,
    },
    {
      name: "an object of a class of the file that is lent what it could delete, or is disposed of",
      options,
      code: `
        import { binding } from "./wasm.js";
        class Grammar {
          constructor(handle) { this.handle = handle; }
          static async fromText(text) { return new Grammar(binding.grammarFromText(text)); }
          rules() { return this.handle.rules(); }
          named(name) { this.handle.name = name; return this; }
          dispose() { this.handle.delete(); }
        }
        export const rulesOf = (handle) => new Grammar(handle).rules();
        export const made = (name) => new Grammar(new binding.Grammar()).named(name);
        export async function rules(text) {
          const grammar = await Grammar.fromText(text);
          try { return grammar.rules(); } finally { grammar.dispose(); }
        }
      `,
    },
    {
      name: "what a crate's module gives as plain values, and what is freed; modules of other names",
      options,
      code: `
        import { newSelection, names, getShared } from "@/app/grid-core/grid_core";
        import { create } from "./state/my_store";
        import { consolePrinter } from "@somebody/wasm-wasi";
        export const print = (imports) => { const printer = consolePrinter(); printer.addToImports(imports); my_call.free(); };
        export const all = (sheet) => names(sheet).map((name) => name.trim());
        export const shared = () => getShared().save();
        export const store = () => create().save();
        export function saved(sheet) {
          const selection = newSelection(sheet);
          try { return selection.save(); } finally { selection.free(); }
        }
      `,
    },
    {
      name: "a vector of Arrow, a stack that is put back, one that an error unwinds",
      options,
      code: `
        export const column = (list) => arrow.vectorFromArray(list).toArray();
        export function size(text) {
          const mark = Module.stackSave();
          const cell = allocate(4, ALLOC_STACK);
          Module._measure(text, cell);
          Module.stackRestore(mark);
        }
        export function fail(text) {
          const message = Module.allocateUTF8OnStack(text);
          Module._raise_error(message);
        }
        function end(tokens) { tokens.delete(); }
      `,
    },
  ],
});
