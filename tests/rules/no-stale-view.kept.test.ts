import { runRule } from "./support/run-rule.ts";

// Views that are kept: in variables around closures, in fields of classes that inherit, by objects that share a memory.

const options = [{ report: "possible" }];

runRule("no-stale-view", {
  invalid: [
    {
      name: "a module that is fetched, read and instantiated in a chain of promises",
      code: `
        fetch(url)
          .then((response) => response.arrayBuffer())
          .then((bytes) => WebAssembly.instantiate(bytes))
          .then(({ instance }) => {
            const { memory, create } = instance.exports;
            let heap;
            register((text) => {
              heap = new Uint8Array(memory.buffer);
              const p = instance.exports.malloc(text.length);
              heap.set(text, p);
              ~~~~ [used]
            });
          });
      `,
    },
    {
      name: "a variable of a function that one of its closures fills again, for a new module",
      options,
      code: `
        export async function library() {
          let native = await load();
          let view = new DataView(native.memory.buffer);
              ~~~~ [closure]
          return {
            reset: async () => {
              native = await load();
              view = new DataView(native.memory.buffer);
            },
            allocate: (n) => native.malloc(n),
            word: (p) => view.getInt32(p, true),
          };
        }
      `,
    },
    {
      name: "made while there is none and never let go, read by a closure that another calls",
      options,
      code: `
        const player = (function () {
          let block = undefined;
          function feed(bytes) {
            if (block === undefined) {
              const p = Module._malloc(64);
              block = new Uint8Array(Module.HEAPU8.buffer, p, 64);
              ~~~~~ [closure]
            }
            block.set(bytes);
            Module._play();
          }
          return { play: (bytes) => feed(bytes) };
        })();
      `,
    },
    {
      name: "a field that is filled once the module is there, or when a message comes",
      options,
      code: `
        class Processor {
          constructor(port) {
            port.onmessage = ({ data }) => {
              WebAssembly.instantiate(data).then(({ instance }) => {
                this.native = instance.exports;
                this.out = new Float32Array(this.native.memory.buffer, this.native.output(), 128);
                ~~~~~~~~ [field]
              });
            };
          }
          process(target) {
            this.native.process(128);
            target.set(this.out);
          }
        }
      `,
    },
    {
      name: "a field of the class that is extended, used by the class that extends it",
      options,
      code: `
        class Base {
          constructor(output) {
            this._memory = output.memory;
            this._bytes = new Uint8Array(output.memory.buffer);
            ~~~~~~~~~~~ [field]
            this._enroll = output.enroll;
          }
        }
        export class Profiler extends Base {
          async enroll(p) {
            const status = await this._enroll(p);
            return this._bytes[p] + status;
          }
        }
      `,
    },
    {
      name: "objects of one memory, of which one makes only its own view anew",
      options,
      code: `
        let wasm = null;
        function Hash() {
          this.pointer = wasm.hash_new();
          this.memory = new Uint8Array(wasm.memory.buffer);
          ~~~~~~~~~~~ [field]
        }
        Hash.prototype.grow = function (size) {
          wasm.memory.grow(size);
          this.memory = new Uint8Array(wasm.memory.buffer);
        };
        Hash.prototype.digest = function () { return this.memory.slice(this.pointer, this.pointer + 32); };
      `,
    },
    {
      name: "a helper chosen between two that both allocate, one of another file that is given the module",
      options,
      code: `
        import { writeText } from "./text.js";
        const narrow = (wasm, text) => wasm.malloc(text.length);
        const wide = (wasm, text) => wasm.malloc(text.length * 2);
        export function both(wasm, texts, isWide) {
          const encode = isWide ? wide : narrow;
          const p = wasm.malloc(texts.length * 4);
          const table = new Uint32Array(wasm.memory.buffer, p, texts.length);
          texts.forEach((text, i) => { table[i] = encode(wasm, text); });
                                       ~~~~~ [used]
          return p;
        }
        export function other(wasm, text) {
          const head = new Uint32Array(wasm.memory.buffer, 8, 2);
          const p = writeText(wasm, text);
          head[0] = p;
          ~~~~ [used]
        }
      `,
    },
    {
      name: "the one reader that does not make the view anew as the others do",
      options,
      code: `
        export class Imports {
          refresh() { if (!this.view || this.view.buffer.byteLength === 0) this.view = new DataView(this.memory.buffer); }
          get table() {
            return {
              args: (p) => { this.refresh(); this.view.setUint32(p, 1); },
              env: (p) => { this.refresh(); this.view.setUint32(p, 2); },
              sizes: (p, list) => { this.refresh(); list.forEach((n, i) => this.view.setUint32(p + i, n)); },
              clock: (p) => {
                if (!this.view) this.refresh();
                this.view.setUint32(p, 4);
                ~~~~~~~~~ [unrefreshed]
              },
            };
          }
        }
      `,
    },
    {
      name: "beside a shared buffer that is another one",
      code: `
        const { exports } = new WebAssembly.Instance(module);
        export const ring = new SharedArrayBuffer(64);
        export function put(bytes) {
          const heap = new Uint8Array(exports.memory.buffer);
          const p = exports.malloc(bytes.length);
          heap.set(bytes, p);
          ~~~~ [used]
        }
      `,
    },
    {
      name: "a view that a method hands out, put into a record of another object",
      options,
      code: `
        class Allocator {
          constructor(exports) { this.exports = exports; }
          bytes(p, n) { return new Uint8Array(this.exports.memory.buffer, p, n); }
        }
        export function imports(plugin) {
          const runtime = plugin;
          return {
            put(key, p, n) {
              const value = runtime.allocator.bytes(p, n);
              runtime.vars[key] = value;
                                  ~~~~~ [stored]
            },
          };
        }
      `,
    },
    {
      name: "a view at an address that was read from a block that is freed",
      options,
      code: `
        export function frame(input) {
          const p = Module._lib_decode(input);
          const header = new Uint32Array(Module.HEAPU8.buffer, p, 4);
          const data = header[3];
          const pixels = new Uint8Array(Module.HEAPU8.buffer, data, header[2]);
          Module._lib_free_frame(p);
          return pixels;
                 ~~~~~~ [freed]
        }
      `,
    },
  ],
  valid: [
    {
      name: "a memory that may be shared",
      code: `
        const { exports } = new WebAssembly.Instance(module);
        export function put(bytes) {
          const heap = new Uint8Array(exports.memory.buffer);
          const p = exports.malloc(bytes.length);
          heap.set(bytes, p);
          return exports.memory.buffer instanceof SharedArrayBuffer ? heap.slice() : heap;
        }
      `,
    },
    {
      name: "made anew by what makes the memory larger, emptied by what allocates, compared",
      options,
      code: `
        export async function library() {
          const native = await load();
          let view = new DataView(native.memory.buffer);
          let block;
          let last;
          return {
            setMemorySize: (n) => { native.resize(n); view = new DataView(native.memory.buffer); },
            word: (p) => view.getInt32(p, true),
            allocate: (n) => { block = undefined; return native.malloc(n); },
            byte: (p) => {
              if (block === undefined) block = new Uint8Array(native.memory.buffer);
              return block[p];
            },
            half: (p) => {
              if (last === undefined || last.buffer !== native.memory.buffer) last = new Uint16Array(native.memory.buffer);
              return last[p];
            },
          };
        }
      `,
    },
    {
      name: "objects that have a memory each, and make their view anew where it grows",
      options,
      code: `
        function Hash(wasm) {
          this.wasm = wasm;
          this.memory = new Uint8Array(wasm.memory.buffer);
        }
        Hash.prototype.grow = function (size) {
          this.wasm.memory.grow(size);
          this.memory = new Uint8Array(this.wasm.memory.buffer);
        };
        Hash.prototype.digest = function (p) { return this.memory.slice(p, p + 32); };
      `,
    },
    {
      name: "filled when the memory grows",
      options,
      code: `
        class Processor {
          constructor(port) {
            port.onmemorygrowth = () => { this.out = new Float32Array(this.native.memory.buffer, 8, 128); };
          }
          process(target) {
            this.native.process(128);
            target.set(this.out);
          }
        }
      `,
    },
    {
      name: "all readers make the view anew, some through another function, and what they call need not",
      options,
      code: `
        export class Imports {
          refresh() { if (!this.view || this.view.buffer.byteLength === 0) this.view = new DataView(this.memory.buffer); }
          put(p, n) { this.view.setUint32(p, n); }
          ready() { this.refresh(); }
          get table() {
            return {
              args: (p) => { this.refresh(); this.view.setUint32(p, 1); },
              env: (p) => { this.refresh(); this.view.setUint32(p, 2); },
              clock: (p) => { this.ready(); this.put(p, 4); this.view.setUint32(p, 5); },
            };
          }
        }
      `,
    },
    {
      name: "copied, or handed out by one of two methods of a name, before it is put away",
      options,
      code: `
        class Heap { bytes(p, n) { return new Uint8Array(memory.buffer, p, n); } }
        class Disk { bytes(p, n) { return read(p, n); } }
        class Text { slice(p, n) { return new Uint8Array(memory.buffer, p, n); } }
        export function imports(plugin, heap, disk) {
          return {
            put(key, p, n) { const value = heap.bytes(p, n).slice(); plugin.vars[key] = value; },
            load(key, p, n) { const value = disk.bytes(p, n); plugin.vars[key] = value; },
            part(key, list) { const value = list.slice(1, 2); plugin.vars[key] = value; },
          };
        }
      `,
    },
    {
      name: "copied before the block whose address led to it is freed, and a helper that only reads",
      options,
      code: `
        import { readText } from "./text.js";
        export function frame(input) {
          const p = Module._lib_decode(input);
          const header = new Uint32Array(Module.HEAPU8.buffer, p, 4);
          const data = header[3];
          const pixels = new Uint8Array(Module.HEAPU8.buffer, data, 4).slice();
          Module._lib_free_frame(p);
          return pixels;
        }
        export function other(wasm, p) {
          const head = new Uint32Array(wasm.memory.buffer, 8, 2);
          const text = readText(wasm, p);
          return text + head[0];
        }
      `,
    },
  ],
});
