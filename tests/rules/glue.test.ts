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
  valid: [],
});
