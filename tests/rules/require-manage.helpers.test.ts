import { runRule } from "./support/run-rule.ts";

// Fields whose release stands in a helper of any name, or whose memory goes with the object; each beside one that leaks.

runRule("require-manage", {
  valid: [
    {
      name: "a method that releases what it is given, whatever it is called",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function pass(mat) { drop(mat); }
        function drop(mat) { mat.delete(); }
        export class Frame {
          #mat; #mask; #last;
          start() { this.#mat = new cv.Mat(); this.#mask = new cv.Mat(); this.#last = new cv.Mat(); }
          away(held) { held?.delete(); }
          end() {
            if (this.#mat) { this.away(this.#mat); this.#mat = null; }
            pass(this.#mask);
            const last = this.#last;
            drop(last);
          }
        }
      `,
    },
    {
      name: "what the glue of WebIDL calls itself",
      options: [{ report: "possible" }],
      code: `
        export class Physics {
          async load() { this.box2d = await Box2D(); this.gravity = new this.box2d.b2Vec2(0, 9); }
          clear(held) { held.__destroy__(); }
          end() { this.clear(this.gravity); }
          once() { const at = new this.box2d.b2Vec2(1, 2); this.world.SetGravity(at); at.__destroy__(); }
        }
      `,
    },
    {
      name: "an instance that every object makes for itself",
      code: `
        export class Machine {
          async load(module) {
            const instance = await WebAssembly.instantiate(module, {});
            this.exports = instance.exports;
          }
          async begin(bytes) {
            await this.load(bytes);
            this.rom = this.exports.malloc(65536);
            this.state = this.exports.machine_new();
          }
          read() { const p = this.exports.malloc(8); this.exports.free(p); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a method that only looks at what it is given, and one that releases another field",
      code: `
        import cv from "@techstark/opencv-js";
        export class Frame {
          #mat; #mask;
          start() { this.#mat = new cv.Mat(); this.#mask = new cv.Mat(); }
                                ~~~~~~~~~~~~ [unmanaged]
          show(held) { cv.imshow("canvas", held); }
          away(held) { held.delete(); }
          end() { this.show(this.#mat); this.away(this.#mask); }
        }
      `,
    },
    {
      name: "an instance that the objects share",
      code: `
        const { instance } = await WebAssembly.instantiateStreaming(fetch("a.wasm"));
        export class Machine {
          #rom;
          constructor() { this.exports = instance.exports; this.#rom = this.exports.malloc(65536); }
                                                                       ~~~~~~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          read(at) { return new Uint8Array(this.exports.memory.buffer, this.#rom, 65536)[at]; }
        }
        export function once() { const p = instance.exports.malloc(8); instance.exports.free(p); }
      `,
    },
  ],
});
