import { runRule } from "./support/run-rule.ts";

// As in `precision.fourth.test.ts`: each form that was wrongly reported beside a near miss that is a bug; here of plain addresses.

const possible = [{ report: "possible" }];

runRule("no-use-after-release", {
  valid: [
    {
      name: "what is unpinned lives until something is made, or in what it was put into",
      options: possible,
      code: `
        const { __new, __pin, __unpin, memory } = wasm.exports;
        export function put(n) {
          const text = __pin(__new(n, 1));
          const list = __new(16, 4);
          __unpin(text);
          const words = new Uint32Array(memory.buffer);
          words[list >>> 2] = text;
          words[text >>> 2] = 1;
          return list;
        }
        export function push(n) {
          const text = __pin(__new(n, 1));
          const list = __new(16, 4);
          wasm.exports.push(list, text);
          __unpin(text);
          const more = __new(n, 1);
          return wasm.exports.sum(text) + more;
        }
        export function read(n) {
          const text = __pin(__new(n, 1));
          __unpin(text);
          return new Uint8Array(memory.buffer, text, n).slice();
        }
      `,
    },
    {
      name: "the address of what is gone in a message or a comparison",
      options: possible,
      code: `
        export function check(size) {
          const first = Module._malloc(size);
          Module._free(first);
          const second = Module._malloc(size);
          const end = Module._end();
          Module._reserve(end - first);
          Module._free(second);
          if (second !== first) throw new Error("expected " + first + \` and not \${second}\`);
        }
      `,
    },
    {
      name: "a name that stands for the text by the time that it is released",
      code: `
        export function names(view) {
          let found = Module._names_json(view);
          found = Module.UTF8ToString(found);
          Module._free(found);
          return JSON.parse(found);
        }
      `,
    },
    {
      name: "two elements of one list, of which each has its own release",
      options: possible,
      code: `
        export const end = (parts) => {
          Module._parser_delete(parts[0]);
          Module._free(parts[1]);
        };
      `,
    },
  ],
  invalid: [
    {
      name: "something was made since it was unpinned, and nothing else reaches it",
      code: `
        const { __new, __pin, __unpin } = wasm.exports;
        export function sum(n) {
          const text = __pin(__new(n, 1));
          __unpin(text);
          const other = __pin(__new(n, 1));
          wasm.exports.sum(text, other);
                           ~~~~ [plain]
          __unpin(other);
        }
      `,
    },
    {
      name: "the same element after its release",
      options: possible,
      code: `
        export const end = (parts) => {
          Module._free(parts[0]);
          Module._parser_delete(parts[0]);
                                ~~~~~~~~ [plain]
        };
      `,
    },
    {
      name: "an address that is computed from what is gone",
      code: `
        export function read(size) {
          const first = Module._malloc(size);
          Module._free(first);
          return Module.HEAPU8[first + 4];
                 ~~~~~~~~~~~~~~~~~~~~~~~~ [plain]
        }
      `,
    },
    {
      name: "the text has a name of its own, and the address is read again",
      options: possible,
      code: `
        export function names(view) {
          const found = Module._names_json(view);
          const text = Module.UTF8ToString(found);
          Module._free(found);
          return text + Module.UTF8ToString(found);
                                            ~~~~~ [plain]
        }
      `,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "a second release that has to fail",
      code: `
        export function check(p) {
          wasm.exports.__unpin(p);
          try { wasm.exports.__unpin(p); assert(false); } catch (error) { /* as it should */ }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a second release whose failure is asserted to be none",
      options: possible,
      code: `
        export function check(p) {
          Module._free(p);
          try { Module._free(p); assert(true); } catch (error) { log(error); }
                ~~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "an allocation that has to fail",
      options: possible,
      code: `
        export function check() {
          let isMade = false;
          try {
            Module._malloc(-1);
            isMade = true;
          } catch { /* as it should */ }
          if (isMade) throw new Error("allocated");
          try { Module._malloc(-2); expect.unreachable(); } catch {}
        }
      `,
    },
    {
      name: "an allocator that is reset as a whole",
      options: possible,
      code: `
        export function run(size) {
          const used = Module._heap_alloc(size);
          Module._heap_free(used);
          const first = Module._heap_alloc(64);
          Module._heap_reset();
          if (Module._heap_sum(first) > 8) throw new Error("moved");
          Module._heap_reset();
        }
      `,
    },
    {
      name: "what is read from memory, of which one word is an address",
      options: possible,
      code: `
        export function read(at) {
          const text = lib._i32_load(at);
          lib._free(text);
          const count = lib._i32_load(at + 4);
          return count;
        }
      `,
    },
    {
      name: "another type around an address, in the words of AssemblyScript",
      language: "ts",
      options: possible,
      code: `
        export function f(size: i32): void {
          const block = Module._malloc(size);
          Module._free(changetype<usize>(block));
        }
      `,
    },
    {
      name: "what is put into a structure, given to a main that runs on, and a slot that a setter keeps",
      options: possible,
      code: `
        export function fill(stream, text) {
          const name = Module._malloc(text.length);
          Module.HEAPU8.set(text, name);
          Stream_name_s(stream, name);
        }
        export function start(words) {
          const argv = Module._malloc(4 * words.length);
          return Module.ccall("main", "number", ["number", "number"], [words.length, argv], { async: true });
        }
        let closing;
        export function begin(module) {
          module.onRuntimeInitialized = () => {
            closing = module.addFunction((p) => show(p), "vi");
            module._file_set_fclose_fn(closing);
          };
        }
      `,
    },
    {
      name: "released before it is replaced, wherever there is something",
      options: possible,
      code: `
        export function watch(shape) {
          shape.cell = Module._malloc(4);
          let slot = null;
          Object.defineProperty(shape, "filter", {
            set: function (filter) {
              if (slot) Module.removeFunction(slot);
              slot = Module.addFunction(function (p) { return filter(p); }, "ii");
              shape._call("filter", slot);
            },
          });
        }
      `,
    },
    {
      name: "a copying helper of Emscripten's does not throw, and a cell of the stack is taken once at the start",
      options: possible,
      code: `
        export function copy(text, size) {
          const p = Module._malloc(size + 1);
          Module.writeAsciiToMemory(text, p, false);
          return p;
        }
        let cell;
        Module.onRuntimeInitialized = () => { cell = stackAlloc(4); };
      `,
    },
    {
      name: "two GiB that are dropped, so that all later addresses are high",
      code: "if (process.env.HIGH) Module._malloc(2147483648);",
    },
  ],
  invalid: [
    {
      name: "an allocation in a try, whose failure is allowed for",
      code: `
        export function check() {
          let isMade = false;
          try {
            Module._malloc(8);
            ~~~~~~~~~~~~~~~~~ [temporary]
            isMade = true;
          } catch { /* no memory */ }
          return isMade;
        }
      `,
    },
    {
      name: "what a function makes whose other result is freed",
      options: possible,
      code: `
        export function run(size) {
          const used = Module._heap_alloc(size);
          Module._heap_free(used);
          const first = Module._heap_alloc(64);
                        ~~~~~~~~~~~~~~~~~~~~~~ [never]
          if (Module._heap_sum(first) > 8) throw new Error("moved");
        }
      `,
    },
    {
      name: "what a structure is only found by, a function that is run and comes back, and a cell of each call",
      options: possible,
      code: `
        export function find(text) {
          const name = Module._malloc(text.length);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._Stream_name_s(name, text);
        }
        export function run(words) {
          const argv = Module._malloc(4 * words.length);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module.ccall("count", "number", ["number", "number"], [words.length, argv]);
        }
        let cell;
        export function size(p) {
          cell = stackAlloc(4);
                 ~~~~~~~~~~~~~ [unbalanced]
          return Module._size(p, cell);
        }
      `,
    },
    {
      name: "replaced where there is something, and released somewhere else",
      options: possible,
      code: `
        export function watch(shape) {
          shape.cell = Module._malloc(4);
          let slot = null;
          shape.end = () => { Module.removeFunction(slot); slot = null; };
          Object.defineProperty(shape, "filter", {
            set: function (filter) {
              if (slot) Module._filter_show(slot);
              slot = Module.addFunction(function (p) { return filter(p); }, "ii");
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
              shape._call("filter", slot);
            },
          });
        }
      `,
    },
    {
      name: "a small block that is dropped",
      code: `
        export function f() { Module._malloc(2048); Module._free(0); }
                              ~~~~~~~~~~~~~~~~~~~~ [temporary]
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "cells of a worker, and a cache that the object keeps",
      options: possible,
      code: `
        Module["onRuntimeInitialized"] = function () { self.width = Module._malloc(4); };
        export class Names {
          #names = new Map();
          of(text) {
            const all = this.#names;
            const pointer = Module._malloc(text.length);
            all.set(text, pointer);
            return pointer;
          }
        }
      `,
    },
    {
      name: "what the caller gave together with the callback",
      language: "ts",
      options: possible,
      code: `
        type Pointer<T> = number;
        export function make(text: Pointer<string>, create: (text: Pointer<string>) => number) {
          return create(text);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a block that grows with what is loaded, a list of the caller's, and what is made here",
      options: possible,
      code: `
        function load(size) { self.bytes = Module._malloc(size); }
                              ~~~~~~~~~~ [global]
        export class Names {
          of(text, all) {
            const pointer = Module._malloc(text.length);
            all.set(text, pointer);
            return pointer;
                   ~~~~~~~ [return]
          }
        }
        export function make(create) {
          return create(Module._malloc(8));
                        ~~~~~~~~~~~~~~~~~ [callback]
        }
      `,
    },
  ],
});

runRule("no-mismatched-release", {
  valid: [
    {
      name: "one name of a pair also says what it is that is made",
      code: `
        export const size = (wasm) => {
          const p = wasm.exports.allocParamsStruct();
          wasm.exports.getParams(p);
          wasm.exports.freeParams(p);
        };
      `,
    },
  ],
  invalid: [
    {
      name: "the release of something else",
      options: possible,
      code: `
        export const size = (wasm) => {
          const p = wasm.exports.allocParamsStruct();
          wasm.exports.getParams(p);
          wasm.exports.freeOptions(p);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        };
      `,
    },
  ],
});

runRule("no-stale-view", {
  valid: [
    {
      name: "a view that is let go of, and one behind a release",
      options: possible,
      code: `
        export class Player {
          start() { this.input = new Float32Array(this.wasm.memory.buffer, this.at, 64); this.play(this.input); }
          async stop() {
            await this.stopped;
            delete this.input;
          }
        }
        export function read(exports, cell) {
          const view = new DataView(exports.memory.buffer);
          const at = view.getUint32(cell, true);
          exports.wasm_free_opaque(cell);
          return view.getUint32(at, true);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a view of a method that is called from others: what grows the memory stands in the method",
      options: possible,
      code: `
        const { exports } = new WebAssembly.Instance(compiled);
        export class Dump {
          all(at) { return this.symbols(at); }
          symbols(at) {
            const heap = new DataView(exports.memory.buffer);
            exports.next_symbol(at);
            return heap.getInt32(at, true);
                   ~~~~ [used]
          }
        }
      `,
    },
  ],
});
