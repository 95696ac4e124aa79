import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "parameters that every way ends, that were not there, or that the caller has",
      options: [{ report: "possible" }],
      code: `
        export function a(draco, decoder, buffer) {
          if (!decoder.ok()) { draco.destroy(decoder); draco.destroy(buffer); throw new Error("failed"); }
          draco.destroy(buffer);
          draco.destroy(decoder);
        }
        export function b(draco, decoder, buffer) {
          if (buffer === null) { draco.destroy(decoder); throw new Error("empty"); }
          draco.destroy(buffer);
          draco.destroy(decoder);
        }
        export function c(draco, decoder, buffer) {
          if (!decoder.ok()) throw new Error("failed");
          draco.destroy(buffer);
          draco.destroy(decoder);
        }
        export function d(draco, decoder, buffer, keep) {
          if (!decoder.ok()) { draco.destroy(decoder); throw new Error("failed"); }
          if (!keep) draco.destroy(buffer);
          draco.destroy(decoder);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a parameter that the way that fails forgets, where it ends the other",
      options: [{ report: "possible" }],
      code: `
        export function convert(draco, decoder, buffer) {
          const status = decoder.Decode(buffer);
          if (!status.ok()) {
            draco.destroy(decoder);
            throw new Error("failed");
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          }
          draco.destroy(buffer);
          const count = decoder.GetCount();
          draco.destroy(decoder);
          return count;
        }
        export function early(parser, tree, text) {
          if (text === "") { parser.delete(); return 0; }
                                              ~~~~~~~~~ [path]
          const size = new cv.Mat().rows + tree.size(text);
                       ~~~~~~~~~~~~ [temporary]
          tree.delete();
          parser.delete();
          return size;
        }
      `,
    },
  ],
});
