import { runRule } from "./support/run-rule.ts";

runRule("no-mismatched-release", {
  valid: [
    {
      name: "fields that their own release ends, that hold different things, or whose release makes nothing else known",
      options: [{ report: "possible" }],
      code: `
        export function Decoder() {}
        Decoder.prototype.open = function (rate) {
          this.decoder = _opus_decoder_create(rate);
          this.resampler = _speex_resampler_init(rate);
          this.either = rate > 9 ? _opus_decoder_create(rate) : 0;
          this.either = _speex_resampler_init(rate);
        };
        Decoder.prototype.close = function () {
          _opus_decoder_destroy(this.decoder);
          _speex_resampler_destroy(this.resampler);
          _speex_resampler_destroy(this.either);
        };
        export class Encoder {
          open(rate) { this.encoder = _opus_encoder_create(rate); }
          close() { _codec_destroy(this.encoder); }
        }
        export class Frames {
          open(wasm, n) { this.decoder = wasm.opus_frame_decoder_create(n); this.block = wasm.malloc(n); }
          close(wasm) {
            wasm.opus_frame_decoder_destroy(this.decoder);
            wasm.free(this.decoder);
            wasm.free(this.block);
          }
        }
      `,
    },
    {
      name: "each module frees what it made, by another name as well, and the stack is given back",
      options: [{ report: "possible" }],
      code: `
        export function a(decoder, filter, n) {
          const p = decoder._malloc(n);
          const q = filter._malloc(n);
          filter._free(q);
          decoder._free(p);
        }
        export class B {
          run(n) { const module = this.module; const p = this.module._malloc(n); const q = module._malloc(n); module._free(p); module._free(q); }
        }
        export function c(decoder, n) { const heap = decoder; const p = decoder._malloc(n); heap._free(p); heap._free(heap._malloc(n)); }
        export function d(M, n) { const top = M.stackSave(); const p = M.stackAlloc(n); M._fill(p); M.stackRestore(top); }
      `,
    },
    {
      name: "functions of the module that are kept in constants",
      code: `
        export function* decode(module, format) {
          const decoder = module._jxl_dec_create(format, 1);
          const step = module._jxl_dec_step, decFree = module._jxl_dec_free;
          const p = module._malloc(8);
          try { yield step(decoder, p); } finally { module._free(p); decFree(decoder); }
        }
      `,
    },
    {
      name: "the address of an object of Embind, read or given to what works on it",
      options: [{ report: "possible" }],
      code: `
        export function run(rate) {
          const kernel = new Module.VoiceKernel(rate);
          const result = Module._process(kernel.$$.ptr);
          const block = { ptr: Module._malloc(8) };
          Module._free(block.ptr);
          kernel.delete();
          return result;
        }
      `,
    },
    {
      name: "a maker that also says whose it is",
      options: [{ report: "possible" }],
      code: `
        export class Emulator {
          ram() {
            const file = this.module._ext_ram_file_data_new(this.e);
            const size = this.module._get_file_data_size(file);
            this.module._file_data_delete(file);
            return size;
          }
        }
      `,
    },
    {
      name: "slots that are given back, memory beside them, and releases of one's own with a default",
      options: [{ report: "possible" }],
      code: `
        const slots = new Map();
        const mixed = [];
        export function slot(fn) { const p = Module.addFunction(fn, "vi"); slots.set(fn, p); mixed.push(p); mixed.push(Module._malloc(4)); }
        export function clear() { for (const p of slots.values()) Module.removeFunction(p); for (const p of mixed) Module._free(p); }
        function dealloc(p, n = 8) { wasm.dealloc(p, n); }
        export function a(n) { const p = wasm.alloc(n); dealloc(p, n); }
        export function b() { const p = wasm.alloc(8); dealloc(p); }
      `,
    },
    {
      name: "a method of one's own that goes by the name of free",
      code: `export class Bridge {
          copy(data) { const p = this.bridge.Malloc(data.length); this.M.HEAPU8.set(data, p); this.free(p); }
          free(p) { this.bridge.Free(p); }
        }`,
    },
    {
      name: "two ways to free what a C function gives, of which one is seen as such",
      options: [{ report: "possible" }],
      code: `export function f(n) { const first = Module._libTake(n); Module._libRelease(first); }
      export function g(n) { const second = Module._libTake(n); Module._run(second); free(second); }`,
    },
    {
      name: "a library's own name for free",
      code: "export function f(M) { const p = M._malloc(8); M._lib_run(p); M._lib_free(p); }",
    },
    "function f(n) { const p = M._malloc(n); M._free(p); }",
    "function f(n) { const p = malloc(n); _free(p); }",
    "function f(M) { const p = M._Image__constructor(); M._Image__destructor(p); }",
    {
      name: "a helper whose name says nothing of a family",
      code: "function f(n) { const p = M._malloc(n); destroyBuffer(p); }",
    },
    {
      name: "the allocator of a library",
      code: "function f(n) { const p = M._sqlite3_malloc(n); M._sqlite3_free(p); }",
    },
    {
      name: "a C library's own pair; what the file has no release for",
      code: `
        export function a() { const p = api._Shape_Create(); api._Shape_Dispose(p); }
        export function b() { const p = api._Shape_Create(); api._Shape_Destroy(p); }
        export function c() { const p = api._Mesh_Create(); api._free(p); }
        export function d() { const p = api._malloc(8); api._Shape_Init(p); api._free(p); }
      `,
    },
    {
      name: "AssemblyScript: __unpin, and __free in a runtime that has it",
      code: `
        export function a() { const p = wasm.exports.__new(8, 4); wasm.exports.__unpin(p); }
        export function b() { const p = wasm.exports.__new(8, 4); wasm.exports.__free(p); }
        export function c() { const p = wasm.exports.__pin(wasm.exports.__new(8, 4)); wasm.exports.__unpin(p); }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that the release of another one is given",
      options: [{ report: "possible" }],
      code: `
        export function Decoder() {}
        Decoder.prototype.open = function (rate) {
          this.decoder = _opus_decoder_create(rate);
          this.resampler = _speex_resampler_init(rate);
        };
        Decoder.prototype.close = function () {
          _opus_decoder_destroy(this.decoder);
          if (this.resampler) _speex_resampler_destroy(this.decoder);
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        };
        export class Both {
          tree = null;
          open() { this.tree = Module._xml_tree_new(); this.path = Module._xml_path_new(this.tree); }
          drop() { Module._xml_tree_free(this.tree); this.tree = null; }
          close() { Module._xml_path_free(this.tree); this.tree = null; }
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "the free of another module, and that of memory of the stack",
      options: [{ report: "possible" }],
      code: `
        export function a(decoder, filter, n) {
          const p = decoder._malloc(n);
          decoder._decode(p, n);
          const q = filter._malloc(n);
          filter._free(p);
          ~~~~~~~~~~~~~~~ [mismatch]
          filter._free(q);
        }
        export function b(M, n) {
          const top = M.stackSave();
          const p = M.stackAlloc(n);
          try { M._fill(p); } finally {
            M._free(p);
            ~~~~~~~~~~ [mismatch]
            M.stackRestore(top);
          }
        }
      `,
    },
    {
      name: "slots of the function table, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        const slots = new Map();
        const list = [];
        export function slot(fn) { const p = Module.addFunction(fn, "vi"); slots.set(fn, p); list.push(p); return p; }
        export function sort(p, n, compare) {
          const f = Module.addFunction(compare, "iii");
          Module._sort(p, n, f);
          Module._free(f);
          ~~~~~~~~~~~~~~~ [mismatch]
        }
        export function clear() {
          for (const p of slots.values()) Module._free(p);
                                          ~~~~~~~~~~~~~~~ [mismatch]
          list.forEach((p) => Module._free(p));
                              ~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "fewer arguments than the others have, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export function a(n) { const p = wasm.alloc(n); wasm.use(p, n); wasm.dealloc(p, n); }
        export function b(n) {
          const p = wasm.alloc(n);
          wasm.use(p, n);
          wasm.dealloc(p);
          ~~~~~~~~~~~~~~~ [short]
        }
      `,
    },
    {
      name: "the memory under an object of Embind",
      code: `
        export class Voice {
          constructor(rate) { this.kernel = new Module.VoiceKernel(rate); }
          stop() {
            Module._free(this.kernel.$$.ptr);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [under]
          }
        }
      `,
    },
    {
      name: "the module's own free for what another allocator made",
      code: `
        export class Bridge {
          copy(data) {
            const p = this.bridge.Malloc(data.length);
            this.M.HEAPU8.set(data, p);
            this.bridge.free(p);
            ~~~~~~~~~~~~~~~~~~~ [mismatch]
          }
          drop(p) { this.bridge.Free(p); }
        }
      `,
    },
    {
      name: "the library makes objects of its own",
      code: `
        export function f(M) {
          const thing = M._lib_create();
          const p = M._malloc(8);
          M._lib_free(p);
          ~~~~~~~~~~~~~~ [mismatch]
          M._lib_free(thing);
        }
      `,
    },
    {
      name: "an object of a C library given to free, although the file has its own release",
      code: `
        export function a() {
          const p = api._Shape_Create();
          api._free(p);
          ~~~~~~~~~~~~ [mismatch]
        }
        export function b(p) { api._Shape_Dispose(p); }
      `,
    },
    {
      name: "AssemblyScript: objects of its garbage collector are no blocks of malloc's",
      code: `
        export function a() {
          const p = wasm.exports.__new(8, 4);
          wasm.exports.free(p);
          ~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
        export const done = (p) => wasm.exports.__unpin(p);
        export function b() {
          const p = wasm.exports.__pin(wasm.exports.make());
          wasm.exports.__free(p);
          ~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "memory of an object, without its destructor",
      code: `
        function f(M) {
          const p = M._Image__constructor();
          M._free(p);
          ~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "the destructor of another class, another allocator",
      code: `
        function f(M) {
          const p = M._Image__constructor();
          M._Font__destructor(p);
          ~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
          const q = M._sqlite3_malloc(8);
          M._free(q);
          ~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "a part of another object, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(Ammo) {
          const transform = new Ammo.btTransform();
          const origin = transform.getOrigin();
          Ammo.destroy(origin);
          ~~~~~~~~~~~~~~~~~~~~ [borrowed]
          return transform;
        }
      `,
    },
    {
      name: "a part of another object, where the package is known to keep it",
      language: "ts",
      code: `
        import type Ammo from "ammo.js";
        export function rest(module: typeof Ammo, body: Ammo.btRigidBody) {
          const transform = body.getWorldTransform();
          transform.setIdentity();
          module.destroy(transform);
          ~~~~~~~~~~~~~~~~~~~~~~~~~ [borrowed]
        }
      `,
    },
    {
      name: "an object given to free",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function f() {
          const path = new CanvasKit.Path();
          CanvasKit._free(path);
          ~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
  ],
});
