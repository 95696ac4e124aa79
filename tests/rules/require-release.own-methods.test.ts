import { runRule } from "./support/run-rule.ts";

// Methods of object literals and of prototypes, called by `this`.

runRule("require-release", {
  valid: [
    {
      name: "the caller frees what they give, or another has the method",
      options: [{ report: "possible" }],
      code: `
        const api = {
          alloc(bytes) { const pointer = Module._malloc(bytes.length); Module.HEAPU8.set(bytes, pointer); return pointer; },
          run(bytes) { const pointer = this.alloc(bytes); const result = Module._sum(pointer); this.drop(pointer); return result; },
          drop(pointer) { Module._free(pointer); },
        };
        function Codec() {}
        Codec.prototype.alloc = function (size) { return Module._malloc(size); };
        Codec.prototype.drop = function (pointer) { Module._free(pointer); };
        Codec.prototype.run = function (size) { const pointer = this.alloc(size); const result = Module._sum(pointer); this.drop(pointer); return result; };
        function Pool() { this.list = []; }
        Pool.prototype.take = function (size) { return this.alloc(size); };
        function Twice() {}
        Twice.prototype.alloc = function (size) { return Module._malloc(size); };
        if (globalThis.shared) Twice.prototype.alloc = function () { return globalThis.shared; };
        Twice.prototype.run = function (size) { const pointer = this.alloc(size); return Module._sum(pointer); };
        export default [api, Codec, Pool, Twice];
      `,
    },
  ],
  invalid: [
    {
      name: "nobody frees what they give",
      options: [{ report: "possible" }],
      code: `
        const api = {
          alloc(bytes) { const pointer = Module._malloc(bytes.length); Module.HEAPU8.set(bytes, pointer); return pointer; },
          run(bytes) {
            const pointer = this.alloc(bytes);
                            ~~~~~~~~~~~~~~~~~ [never]
            return Module._sum(pointer);
          },
          drop(pointer) { Module._free(pointer); },
        };
        function Codec() {}
        Codec.prototype.alloc = function (size) { return Module._malloc(size); };
        Codec.prototype.run = function (size) {
          const pointer = this.alloc(size);
                          ~~~~~~~~~~~~~~~~ [never]
          return Module._sum(pointer);
        };
        function Other() {}
        Other.prototype = {
          alloc: function (size) { return Module._malloc(size); },
          run: function (size) {
            const pointer = this.alloc(size);
                            ~~~~~~~~~~~~~~~~ [never]
            return Module._sum(pointer);
          },
        };
        export default [api, Codec, Other];
      `,
    },
  ],
});

// What only Rust names, and parts of matrices that a name is given.

runRule("require-release", {
  valid: [
    {
      name: "no package of wasm, and parts that are released or of something else",
      options: [{ report: "possible" }],
      code: `
        import { Universe } from "game-of-life";
        export function play() { const universe = Universe.new(); universe.tick(); }
        export function face(image, area) {
          const part = image.roi(area);
          cv.imshow("face", part);
          part.delete();
        }
        export const cell = (sheet, at) => { const part = sheet.row(at); return part.text; };
      `,
    },
  ],
  invalid: [
    {
      name: "a factory called new, and a part that a function of OpenCV is given",
      options: [{ report: "possible" }],
      code: `
        import { Universe } from "wasm-game-of-life";
        export function play() {
          const universe = Universe.new();
                           ~~~~~~~~~~~~~~ [never]
          universe.tick();
        }
        export function face(image, area) {
          const mat = new cv.Mat();
          mat.delete();
          const part = image.roi(area);
                       ~~~~~~~~~~~~~~~ [never]
          cv.imshow("face", part);
        }
      `,
    },
  ],
});
