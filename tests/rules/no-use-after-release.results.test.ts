import { runRule } from "./support/run-rule.ts";

// Codecs keep one result inside of the module, until they are told to free it.

runRule("no-use-after-release", {
  valid: [
    {
      name: "it is copied first, or only numbers are asked for",
      options: [{ report: "possible" }],
      code: `
        export function encode(module, data) {
          const result = module.encode(data);
          const copy = new Uint8Array(result.buffer.slice(0));
          module.free_result();
          return copy;
        }
        export function size(module, data) {
          const view = module.encode(data);
          const size = module.result_size();
          module.free_result();
          return size + view.length;
        }
        export function either(module, data) {
          const result = module.encode(data);
          if (result.length === 0) { module.free_result(); return undefined; }
          return new Uint8Array(result.buffer);
        }
      `,
    },
    {
      name: "what is freed by its address",
      options: [{ report: "possible" }],
      code: `
        export function decode(module, data) {
          const result = module.decode(data);
          module.free_result(result);
          module.free_buffer();
          return new Uint8Array(data.buffer);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "its bytes are read when the module has freed them",
      options: [{ report: "possible" }],
      code: `
        export function encode(module, data) {
          const result = module.quantize(data);
          module.free_result();
          return new Uint8Array(result.buffer);
                                ~~~~~~ [plain]
        }
        export function decode(module, data, size) {
          const view = new Uint8ClampedArray(module.HEAPU8.buffer, module.decode(data), size);
          module.free_result();
          return new ImageData(view, 4, 4);
                               ~~~~ [plain]
        }
      `,
    },
  ],
});
