import { runRule } from "./support/run-rule.ts";

const held = `
  const registry = new FinalizationRegistry((end) => end());
  export class Searcher {
    constructor(bytes) {
      this.ptr = load(bytes);
      registry.register(this, () => this.free(), this);
    }
    free() {
      wasm.__wbg_searcher_free(this.ptr, 0);
    }
  }
`;

runRule("no-deleter-capture", {
  invalid: [
    {
      name: "a loader that people write calls the exports of wasm-bindgen",
      code: `
        const registry = new FinalizationRegistry((end) => end());
        export class Searcher {
          constructor(wasm, bytes) {
            const end = wasm.__wbindgen_add_to_stack_pointer(-16);
            this.ptr = wasm.searcher_new(end, bytes.length);
            registry.register(this, () => this.free(wasm), this);
                                    ~~~~~~~~~~~~~~~~~~~~~ [reads]
          }
          free(wasm) {
            wasm.__wbg_searcher_free(this.ptr, 0);
          }
        }
      `,
    },
  ],
  valid: [
    { name: "glue of wasm-bindgen", code: `let wasm;\nfunction addHeapObject(value) {}\n${held}` },
    { name: "glue for CommonJS", code: `module.exports.__wbindgen_throw = (at) => at;\n${held}` },
    { name: "older glue, whose imports are an object", code: `imports.wbg.__wbg_now = () => 1;\n${held}` },
    {
      name: "glue of Emscripten",
      code: `function updateMemoryViews() {}\nfunction createWasm() { var wasm; }\n${held}`,
    },
  ],
});

runRule("no-signed-pointer", {
  invalid: [
    {
      name: "what is wrong with a toolchain's glue is wrong in all of it",
      options: [{ report: "possible" }],
      code: `
        let wasm;
        function passStringToWasm0(bytes, malloc) {
          const ptr = wasm.malloc(bytes.length);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~ [made]
          new Uint8Array(wasm.memory.buffer).subarray(ptr, ptr + bytes.length).set(bytes);
          return ptr;
        }
        export function parse(bytes) {
          wasm = new WebAssembly.Instance(compiled).exports;
          return passStringToWasm0(bytes, wasm.__wbindgen_malloc);
        }
      `,
    },
  ],
  valid: [
    {
      name: "Emscripten writes '>>> 0' where its memory may exceed 2 GiB",
      options: [{ report: "possible" }],
      code: `
        function updateMemoryViews() { HEAPU8 = new Uint8Array(wasmMemory.buffer); }
        async function createWasm() { updateMemoryViews(); }
        var stackAlloc = (size) => __emscripten_stack_alloc(size);
        var bytesOnStack = (bytes) => {
          var ret = stackAlloc(bytes.length);
          HEAPU8.subarray(ret, ret + bytes.length).set(bytes);
          return ret;
        };
      `,
    },
  ],
});

const pinned = `
  function keep(address, count) {
    const text = exports.__pin(exports.__new(count << 1, 2)) >>> 0;
    if (address > 0) exports.measure(text, address);
  }
`;

runRule("require-release", {
  invalid: [
    {
      name: "a loader that people write around what AssemblyScript exports",
      options: [{ report: "possible" }],
      code: `
        const { exports } = await WebAssembly.instantiate(module, imports);
        function keep(address, count) {
          const text = exports.__pin(exports.__new(count << 1, 2)) >>> 0;
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          if (address > 0) exports.measure(text, address);
        }
      `,
    },
  ],
  valid: [
    {
      name: "glue of AssemblyScript's compiler",
      options: [{ report: "possible" }],
      code: `
        const { exports } = await WebAssembly.instantiate(module, imports);
        function __liftString(pointer) { return pointer ? decode(pointer) : null; }
        ${pinned}
      `,
    },
    {
      name: "glue of AssemblyScript's compiler for imports that it adapts",
      options: [{ report: "possible" }],
      code: `
        async function instantiate(module, imports = {}) {
          const adaptedImports = { env: Object.assign(Object.create(globalThis), imports.env || {}) };
          const { exports } = await WebAssembly.instantiate(module, adaptedImports);
          ${pinned}
        }
      `,
    },
  ],
});
