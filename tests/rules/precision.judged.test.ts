import { runRule } from "./support/run-rule.ts";

// What readers of repositories that nobody had looked at before found wrong, beside what is like it and right.

const possible = [{ report: "possible" }];
const cv = 'import cv from "@techstark/opencv-js";';
const lib = 'import createLib from "./lib.js";\nconst lib = await createLib({ wasmBinary });';

runRule("no-use-after-release", {
  valid: [
    {
      name: "a list compares what it looks for",
      options: possible,
      code: `${cv}
        const mats = [];
        export function run() {
          const mat = new cv.Mat();
          mats.push(mat);
          mat.delete();
          const at = mats.indexOf(mat);
          if (at >= 0) mats.splice(at, 1);
        }
        export function end(p) {
          lib._free(p);
          if (pointers.includes(p)) pointers.splice(pointers.lastIndexOf(p), 1);
        }
      `,
    },
    {
      name: "an address is the key of a map",
      options: possible,
      code: `${lib}
        const names = new Map();
        export function end(p) {
          lib._free(p);
          const name = names.get(p);
          names.delete(p);
          return name;
        }
      `,
    },
    {
      name: "a cursor of IndexedDB goes on",
      options: possible,
      code: `${lib}
        export function prune(store) {
          store.openCursor().onsuccess = ({ target }) => {
            const item = target.result;
            if (!item) return;
            item.delete();
            item.continue();
          };
        }
      `,
    },
    {
      name: "a test compares the address",
      options: possible,
      code: `${lib}
        test("reuses the block", (test) => {
          const p = lib._malloc(4);
          lib._free(p);
          const again = lib._malloc(4);
          test.strictEqual(again, p, "should be the same block");
          lib._free(again);
        });
      `,
    },
  ],
  invalid: [
    {
      name: "what reads at the address",
      options: possible,
      code: `${lib}
        export function end(p) {
          lib._free(p);
          return lib.HEAPU8[p];
                 ~~~~~~~~~~~~~ [plain]
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "OpenCV's points and sizes, by whatever name the module goes",
      options: possible,
      code: `
        import { whenReady } from "./ready.js";
        export async function shrink(input, rgba) {
          const { cv: ready } = await whenReady();
          const src = ready.matFromImageData(rgba);
          const small = new ready.Mat();
          try {
            ready.resize(src, small, new ready.Size(input.width, input.height), 0, 0, ready.INTER_AREA);
            ready.copyMakeBorder(small, src, 0, 0, 0, 0, ready.BORDER_CONSTANT, new ready.Scalar(0, 0, 0, 0));
          } finally {
            src.delete();
            small.delete();
          }
        }
      `,
    },
    {
      name: "what is destroyed is what is created, and opening tells how it went",
      options: possible,
      code: `
        export class Demuxer {
          init() {
            this.#context = this.module.ccall("demux_create", "number", [], []);
          }
          open(file) {
            const count = this.module.ccall("demux_open", "number", ["number", "string"], [this.#context, file]);
            if (count < 0) throw new Error("cannot open " + file);
            return count;
          }
          destroy() {
            this.module.ccall("demux_destroy", null, ["number"], [this.#context]);
          }
          #context = 0;
        }
      `,
    },
    {
      name: "constants for null",
      options: possible,
      code: `${lib}
        export function first(use) {
          const area = lib._Rectangle_Create();
          if (area === Api._api._NullPointer) throw new Error("no memory");
          try { return use(area); } finally { lib._Rectangle_Dispose(area); }
        }
        export function second(use) {
          const block = lib._malloc(8);
          if (block === NULL_PTR) return;
          try { return use(block); } finally { lib._free(block); }
        }
      `,
    },
    {
      name: "a test notes that the call throws",
      options: possible,
      code: `${cv}
        describe("roi", () => {
          it("throws", () => {
            const mat = new cv.Mat(4, 4, cv.CV_8U);
            let threw = false;
            try {
              mat.roi(new cv.Rect(1, 1, 10, 10));
            } catch (error) {
              threw = true;
            }
            expect(threw).toBe(true);
            mat.delete();
          });
        });
      `,
    },
    {
      name: "what a test expects to throw, whatever it does with the exception",
      options: possible,
      code: `${cv}
        test("goes on after an abort", async () => {
          const mat = new cv.Mat(4, 4, cv.CV_8U);
          try {
            mat.roi(new cv.Rect(1, 1, 10, 10));
          } catch {
            /* a number */
          }
          mat.delete();
        });
        test("rejects", () => {
          const parser = new Parser();
          cv.imread("none").catch((error) => { expect(error.message).toContain("none"); });
        });
      `,
    },
    {
      name: "kept by a cache of another file, freed where nothing came of it",
      options: possible,
      code: `${lib}
        export class Engine {
          open(id, n) {
            const block = lib._malloc(n);
            const document = lib._doc_load(block, n);
            if (!document) {
              lib._free(block);
              throw new Error("cannot load");
            }
            for (let i = 0; i < n; i++) this.sizes.push(i);
            this.cache.setDocument(id, block, document);
          }
        }
      `,
    },
    {
      name: "what a class inherits may keep it",
      code: `${cv}
        import { Shape } from "./shape.js";
        export class Shell extends Shape {
          make(n) {
            const mat = new cv.Mat(n, n, cv.CV_8U);
            this._fromMat(mat);
            return this;
          }
        }
      `,
    },
    {
      name: "only memory that has run out takes the other way",
      code: `${lib}
        export function run(n, payload) {
          let head = 0, body = 0;
          if (payload) {
            head = lib._malloc(8);
            body = lib._malloc(n);
          }
          lib._step(head, body);
          if (head) {
            lib._free(head);
            lib._free(body);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a program that goes on after what it made and lost",
      code: `${cv}
        export function run(canvas) {
          try {
            cv.imread(canvas);
            ~~~~~~~~~~~~~~~~~ [temporary]
          } catch {
            /* nothing to show */
          }
        }
      `,
    },
    {
      name: "opening makes it where nothing else does",
      options: possible,
      code: `
        export function count(lib, file) {
          const context = lib._demux_open(file);
                          ~~~~~~~~~~~~~~~~~~~~~ [path]
          if (file.size > 3) return 0;
          const found = lib._demux_count(context);
          lib._demux_destroy(context);
          return found;
        }
      `,
    },
    {
      name: "a way out of the test itself is what its author thought of",
      code: `${lib}
        export function run(n) {
          const head = lib._malloc(8);
                       ~~~~~~~~~~~~~~ [path]
          const body = lib._malloc(n);
          if (!body) return -1;
          lib._step(head, body);
          lib._free(head);
          lib._free(body);
          return 0;
        }
      `,
    },
  ],
});

runRule("no-pointer-escape", {
  valid: [
    {
      name: "threads that wait for each other share their memory",
      code: `
        export class Proxy {
          async send(text) {
            const p = this.wasm.exports.malloc(text.length);
            postMessage(["text", p]);
            Atomics.notify(this.lock, 0);
          }
        }
      `,
    },
    {
      name: "the other thread asks for the end of what it was told of",
      code: `
        import createLib from "./lib.js";
        const lib = await createLib({ wasmBinary });
        self.onmessage = ({ data }) => {
          if (data.type === "free") lib._free(data.pointer);
          else {
            const p = lib._malloc(data.size);
            self.postMessage({ pointer: p });
          }
        };
      `,
    },
  ],
  invalid: [
    {
      name: "nobody asks for its end",
      code: `
        import createLib from "./lib.js";
        const lib = await createLib({ wasmBinary });
        self.onmessage = ({ data }) => {
          const p = lib._malloc(data.size);
          self.postMessage({ pointer: p });
                                      ~ [message]
        };
      `,
    },
  ],
});

runRule("no-stale-view", {
  valid: [
    {
      name: "asm.js has a heap that keeps its length",
      options: possible,
      code: `
        export function asm(stdlib, foreign, heap) {
          "use asm";
          var HEAP32 = new stdlib.Int32Array(heap);
          function f(n) {
            n = n | 0;
            HEAP32[n >> 2] = Array_new(0 | 0, 1 | 0) | 0;
          }
          function Array_new(a, b) { return malloc(a + b | 0) | 0; }
          return { f: f };
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a heap that may grow meanwhile",
      options: possible,
      code: `${lib}
        export function put(n) {
          lib.HEAP32[n >> 2] = lib._malloc(n);
          ~~~~~~~~~~ [receiver]
        }
      `,
    },
  ],
});
