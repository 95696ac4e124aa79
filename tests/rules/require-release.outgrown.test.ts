import { runRule } from "./support/run-rule.ts";

const start = 'import cv from "@techstark/opencv-js";\n';
const own = "let M; export async function init() { M = await createModule(); }\n";

runRule("require-release", {
  valid: [
    {
      name: "what is made once, grown by what reads the old block, or released before the next one",
      options: [{ report: "possible" }],
      code: `${own}
        let a = 0, aSize = 0;
        export function once(bytes) { if (aSize === 0) { a = M._malloc(1000); aSize = 1000; } M.HEAPU8.set(bytes, a); }
        let b = 0, isReady = false;
        export function flag(bytes) { if (!isReady) { b = M._malloc(1000); isReady = true; } M.HEAPU8.set(bytes, b); }
        let c = 0, cSize = 0;
        export function empty(n) { if (n > cSize && c === 0) { c = M._malloc(n); cSize = n; } return c; }
        let d = 0, dSize = 0;
        export function grow(n) { if (n > dSize) { d = M._realloc(d, n); dSize = n; } return d; }
        let e = 0, eSize = 0;
        export function freed(n) { if (n <= eSize) return e; if (e) M._free(e); e = M._malloc(n); eSize = n; return e; }
        let f = 0, fSize = 0;
        export function copied(n) { if (n > fSize) { const old = f; f = M._malloc(n); fSize = n; move(old, f); } return f; }
        export function stop() { for (const p of [a, b, c, d, e, f]) M._free(p); }
      `,
    },
    {
      name: "fields that a method of the object looks after, and what only its maker fills",
      options: [{ report: "possible" }],
      code: `${start}
        export class Scaler {
          #mat = null;
          #size = 0;
          constructor(size) { if (size > this.#size) { this.#mat = new cv.Mat(size); this.#size = size; } }
          resize(size) { if (size === this.#size) return; this.destroy(); this.#size = size; this.#mat = new cv.Mat(size); }
          refit(size) { if (this.#mat?.rows !== size) { this.#mat?.delete(); this.#mat = cv.Mat.ones(size, size, 0); } }
          lazy(size) { if (!this.#mat) this.#mat = cv.Mat.ones(size, size, 0); return this.#mat; }
          destroy() { this.#mat?.delete(); this.#mat = null; }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a test that lets through what is there but too small, or of another size",
      options: [{ report: "possible" }],
      code: `${own}
        let p = 0, capacity = 0;
        export function write(bytes) {
          if (bytes.length > capacity) { p = M._malloc(bytes.length); capacity = bytes.length; }
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          M.HEAPU8.set(bytes, p);
        }
        let q = 0, room = 0;
        function reserve(n) {
          if (n <= room) return;
          q = M._malloc(n);
          ~~~~~~~~~~~~~~~~ [replaced]
          room = n;
        }
        export function put(bytes) { reserve(bytes.length); M.HEAPU8.set(bytes, q); }
        export function stop() { M._free(p); M._free(q); }
      `,
    },
    {
      name: "a kernel, a matrix and a field for another size",
      options: [{ report: "possible" }],
      code: `${start}
        let kernel;
        function kernelOf(n) {
          if (!kernel || kernel.rows !== n) kernel = cv.Mat.ones(n, n, 0);
                                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          return kernel;
        }
        const state = { width: 0, gray: null };
        export function frame(source, n) {
          if (source.cols !== state.width) {
            state.gray = new cv.Mat(source.rows, source.cols, 0);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            state.width = source.cols;
          }
          cv.cvtColor(source, state.gray, 1);
          cv.erode(state.gray, state.gray, kernelOf(n));
        }
        export class Blur {
          #kernel = null;
          #n = 0;
          run(source, n) {
            if (this.#kernel === null || this.#n !== n) {
              this.#kernel = cv.Mat.ones(n, n, 0);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
              this.#n = n;
            }
            cv.filter2D(source, source, -1, this.#kernel);
          }
          dispose() { this.#kernel?.delete(); }
        }
      `,
    },
    {
      name: "a loop that asks for its next run, an entry that a parameter names, an object of a class that keeps a handle",
      options: [{ report: "possible" }],
      code: `${start}
        let frame;
        export function loop() {
          frame = cv.imread("video");
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          cv.imshow("out", frame);
          requestAnimationFrame(loop);
        }
        let source;
        export function use(image) { source = cv.imread(image); }
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        export function stop() { source.delete(); }
        const cache = new Map();
        export function update(id, image) { cache.set(id, cv.imread(image)); }
                                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entry]
        class Painting {
          constructor(image) { this.mat = cv.imread(image); }
          draw() { cv.imshow("out", this.mat); }
          dispose() { this.mat.delete(); }
        }
        export function paint(image) { const painting = new Painting(image); painting.draw(); }
                                                        ~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
  ],
});
