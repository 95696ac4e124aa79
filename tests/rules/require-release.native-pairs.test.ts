import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a function that ends whatever a store of JavaScript has",
      options: [{ report: "possible" }],
      code: `
        import * as store from "./store.js";
        export function at(frames, point) {
          const copy = store.copy(frames);
          if (!copy.has(point)) return NaN;
          store.deleteObject(copy);
          return copy.x;
        }
      `,
    },
    {
      name: "what is made of something else, or by another verb than the pairs of the file",
      options: [{ report: "possible" }],
      code: `
        import createModule from "./console.js";
        const M = await createModule();
        export function play(frames) {
          const rewind = M._rewind_new_simple(64);
          const pad = M._joypad_new(rewind);
          const state = M._state_current();
          for (const frame of frames) M._rewind_append(rewind, frame);
          M._joypad_press(pad, state);
          M._rewind_delete(rewind);
        }
      `,
    },
    {
      name: "pairs in lower case and in camel case: released, a status, or methods of the file's own",
      options: [{ report: "possible" }],
      code: `
        import createModule from "./codec.js";
        const M = await createModule();
        export function a(rate) { const codec = M._codec_create(rate); try { return M._codec_run(codec); } finally { M._codec_destroy(codec); } }
        export function b(out) { if (M._image_create(out) !== 0) throw new Error("image"); M._image_destroy(out); }
        class Pool {
          _item_create() { return {}; }
          _item_destroy(item) { this.list.delete(item); }
        }
        export function c(pool) { const item = pool._item_create(); return item.name; }
        const { createShape, destroyShape, draw } = shapes;
        export function d() { const shape = createShape(); draw(shape); }
      `,
    },
    {
      name: "what Emscripten's accessors read is no acquisition, whatever is freed under the name later",
      options: [{ report: "possible" }],
      code: `
        export function name(id) {
          let text = Module._name_of(id);
          const copy = Module.UTF8ToString(text);
          Module._free(text);
          return copy;
        }
        export function title(p) { const text = Module.UTF8ToString(p); Module._free(p); return text; }
        export function close(p) { Module._db_close(Module.getValue(p, "*")); return Module.getValue(p + 4, "i32"); }
      `,
    },
    {
      name: "made and undone on every path, checked for its status, or lent by a function that nothing here undoes",
      options: [{ report: "possible" }],
      code: `
        export function play(bytes) {
          const song = Module._song_load(bytes);
          try { return Module._song_length(song); } finally { Module._song_free(song); }
        }
        export function keep(value) { const p = Module._R_protect(value); Module._R_ReleaseObject(p); }
        export function call(value) { const p = Module._R_protect(value); Module._R_eval(p); Module._R_unprotect(1); }
        export function test(bytes) { return Module._song_load(bytes) !== 0; }
        export function current() { return Module._song_length(Module._song_playing()); }
        export class Match {
          createBlock() { return wasm.call("create"); }
          destroyBlock(p) { return wasm.call("destroy", p); }
          run() { const block = this.createBlock(); const n = this.count(block); this.destroyBlock(block); return n; }
          createView() { return new View(); }
          show() { const view = this.createView(); return view.title; }
        }
        export class Renderer {
          start(wasm) { const program = this.gl.createProgram(); if (!wasm) return; this.gl.deleteProgram(program); }
          load() { const shader = this.createShader(1); if (!this.ready) return; this.deleteShader(shader); }
          createShader(type) { return this.gl.createShader(type); }
          deleteShader(shader) { this.gl.deleteShader(shader); }
        }
      `,
    },
    {
      name: "given to a native function that makes something of it and may keep it",
      options: [{ report: "possible" }],
      code: `
        export function image(n) { const p = Module._malloc(n); const at = Module._Image_create(8, 8, p, n); return new Image(at); }
      `,
    },
    {
      name: "functions that are put into the table once",
      options: [{ report: "possible" }],
      code: `
        export function initLog(sink) { Module._log_to(Module.addFunction((p) => sink(p), "vi")); }
        const add = Module.addFunction((a, b) => a + b, "iii");
        export function sum(list) { return Module._reduce(list, Module.addFunction((a, b) => a + b, "iii")); }
        Module.onRuntimeInitialized = () => { const done = []; Module._each(Module.addFunction((p) => done.push(p), "vi")); };
      `,
    },
  ],
  invalid: [
    {
      name: "pairs in lower case and in camel case",
      options: [{ report: "possible" }],
      code: `
        import createModule from "./codec.js";
        const M = await createModule();
        export function open(rate) {
          const codec = M._codec_create(rate);
                        ~~~~~~~~~~~~~~~~~~~~~ [never]
          return M._codec_run(codec);
        }
        export function close(codec) { M._codec_destroy(codec); }
        const { exports } = new WebAssembly.Instance(wasmModule);
        export function draw() {
          const shape = exports.createShape();
                        ~~~~~~~~~~~~~~~~~~~~~ [never]
          return exports.drawShape(shape);
        }
        export function drop(shape) { exports.destroyShape(shape); }
      `,
    },
    {
      name: "a C function whose result is freed elsewhere in the file, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function play(bytes) {
          const song = Module._song_load(bytes);
          const length = Module._song_length(song);
          Module._song_free(song);
          return length;
        }
        export function probe(bytes) {
          const song = Module._song_load(bytes);
                       ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (Module._song_tracks(song) === 0) return undefined;
          const length = Module._song_length(song);
          Module._song_free(song);
          return length;
        }
        export function tracks(bytes) {
          const song = Module._song_load(bytes);
                       ~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return Module._song_tracks(song);
        }
      `,
    },
    {
      name: "a pair of methods of one class, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Match {
          createBlock() { return wasm.call("create"); }
          destroyBlock(p) { return wasm.call("destroy", p); }
          run() { const block = this.createBlock(); const n = this.count(block); this.destroyBlock(block); return n; }
          find(text) {
            const block = this.createBlock();
                          ~~~~~~~~~~~~~~~~~~ [path]
            const at = this.search(text, block);
            if (at < 0) return null;
            this.destroyBlock(block);
            return at;
          }
        }
      `,
    },
    {
      name: "given to a native function that makes something by reading it, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function open(bytes) {
          const p = Module._malloc(bytes.length);
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          Module.HEAPU8.set(bytes, p);
          return new Song(Module._song_create_from_memory(p, bytes.length));
        }
      `,
    },
    {
      name: "a slot of the function table for each call, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Thread {
          push(target) {
            const pointer = this.module.addFunction((state) => target(this.at(state)), "ii");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            this.module._push_closure(this.address, pointer, 0);
          }
        }
        export class Decoder {
          decode(bytes) {
            const frames = [];
            const each = Module.addFunction(function (p) { frames.push(p); }, "vi");
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            Module._decode(bytes, each);
            return frames;
          }
        }
      `,
    },
    {
      name: "a function that is named as another one is whose result is ended",
      options: [{ report: "possible" }],
      code: `
        import createModule from "./console.js";
        const M = await createModule();
        export function play(frames) {
          const rewind = M._rewind_new_simple(64);
          const pad = M._joypad_new();
                      ~~~~~~~~~~~~~~~ [never]
          for (const frame of frames) M._rewind_append(rewind, frame);
          M._joypad_press(pad, 1);
          M._rewind_delete(rewind);
        }
      `,
    },
    {
      name: "a function of the binding that ends whatever it has made",
      options: [{ report: "possible" }],
      code: `
        import * as AST from "./ast.wasm";
        export function at(frames, point) {
          const copy = AST.copy(frames);
                       ~~~~~~~~~~~~~~~~ [path]
          const found = AST.at(copy, point);
          if (!found) return NaN;
          AST.deleteObject(copy);
          return found.x;
        }
      `,
    },
  ],
});
