import { runRule } from "./support/run-rule.ts";

// What the rules said wrongly of right code: each form beside a near miss that is a bug.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "one call frees all that an allocator object gave",
      options: possible,
      code: `export function aggregate(module, keys) {
        const memory = new Memory(module);
        const key = memory.malloc(32);
        const cache = memory.malloc(64);
        const status = module.ccall("key_aggregate", "number", ["number", "number"], [key, cache]);
        if (status !== 1) { memory.free(); throw new Error("aggregate"); }
        const result = memory.read(key, 32);
        memory.free();
        return result;
      }`,
    },
    {
      name: "the address of an object tells whether it is released, and one of two names was cleared",
      options: possible,
      code: `
        import init, * as photo from "./pkg/photo_wasm";
        export function resize(bytes, by) {
          let input, output;
          try {
            input = photo.Image.from_bytes(bytes);
            output = input;
            if (by !== 1) {
              output = photo.resize(input, by);
              input.free();
            }
            input = undefined;
            return encode(output.raw());
          } finally {
            if (input && input.ptr !== 0) input.free();
            if (output && output.__wbg_ptr !== 0) output.free();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "another allocator object is emptied, or none on one way",
      options: possible,
      code: `export function aggregate(module, other) {
        const memory = new Memory(module);
        const key = memory.malloc(32);
                    ~~~~~~~~~~~~~~~~~ [path]
        const status = module.ccall("key_aggregate", "number", ["number"], [key]);
        if (status !== 1) throw new Error("aggregate");
        memory.free();
      }
      export function wrong(module, other) {
        const memory = new Memory(module);
        const key = memory.malloc(32);
                    ~~~~~~~~~~~~~~~~~ [never]
        module._key_print(key);
        other.free();
      }`,
    },
  ],
});

runRule("no-double-release", {
  valid: [
    {
      name: "a stream comes to one end",
      options: possible,
      code: `
        import init, { Rewriter } from "./pkg/rewriter_wasm";
        export function rewrite(text) {
          let rewriter;
          return new TransformStream({
            start(controller) { rewriter = new Rewriter(controller); },
            async transform(chunk) {
              try { await rewriter.write(chunk); } catch (error) { rewriter.free(); throw error; }
            },
            async flush() { try { return await rewriter.end(); } finally { rewriter.free(); } },
          });
        }
      `,
    },
    {
      name: "asked for its address first",
      options: possible,
      code: `
        import init, { Image } from "./pkg/photo_wasm";
        export function draw(bytes, early) {
          const image = Image.from_bytes(bytes);
          if (early) image.free();
          if (image.ptr > 0) image.free();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "asked for an address that release does not clear",
      options: possible,
      code: `
        export function draw(M, n) {
          const block = { ptr: M._malloc(n) };
          M._free(block.ptr);
          if (block.ptr !== 0) M._free(block.ptr);
                               ~~~~~~~~~~~~~~~~~~ [again]
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "the callback has it while it runs, and what collects pointers frees them",
      code: `export function withModel(M, data, use) {
        const model = M._model_create(data);
        try { return use(model, (p) => M._free(p)); } finally { M._model_destroy(model); }
      }
      export function sample(M, n, deferredFree) {
        const out = M._samples_create(n);
        deferredFree(out);
        return M._sample(out);
      }`,
    },
  ],
  invalid: [
    {
      name: "the callback may keep it",
      code: `const { exports } = new WebAssembly.Instance(wasmModule);
      export function open(use) {
        const image = exports._Image__constructor();
        use(image);
            ~~~~~ [callback]
      }`,
    },
  ],
});
