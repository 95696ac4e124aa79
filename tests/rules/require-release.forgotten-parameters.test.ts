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

// A parameter that a function ends, and that an exception behind a look at its memory forgets.

runRule("require-release", {
  valid: [
    {
      name: "what refuses the argument itself, and what ends it first",
      options: [{ report: "possible" }],
      code: `
        export function read(pointer) {
          if (pointer === 0) throw new Error("nothing");
          const view = new Uint8Array(Module.HEAPU8.buffer, pointer, 4);
          const first = view[0];
          Module._free(pointer);
          if (first === 0) throw new Error("failed");
          return first;
        }
        export function only(pointer, length) {
          if (length > 9) throw new RangeError("too long");
          const text = Module.UTF8ToString(pointer);
          Module._free(pointer);
          return text;
        }
        export function borrowed(pointer) {
          const view = new Uint8Array(Module.HEAPU8.buffer, pointer, 4);
          if (view[0] === 0) throw new Error("failed");
          return view[1];
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what it finds in the memory is refused",
      options: [{ report: "possible" }],
      code: `
        export class Host {
          read(pointer) {
            const view = new Uint8Array(this.memory.buffer, pointer);
            const length = view.indexOf(0);
            if (length < 0) throw new Error("no end");
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            this.deallocate(pointer);
            return length;
          }
          deallocate(pointer) { this.exports.toolkit_free(pointer); }
        }
      `,
    },
  ],
});
