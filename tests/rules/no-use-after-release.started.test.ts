import { runRule } from "./support/run-rule.ts";

// An `async` function that nobody awaits goes on with what it was given when the release is done.

const possible = [{ report: "possible" }];

const opencv = `import cv from "@techstark/opencv-js";
async function blur(mat, size) {
  const kernel = await load(size);
  return mat.convertTo(kernel, 5);
}
`;

runRule("no-use-after-release", {
  valid: [
    {
      name: "awaited, used before the first await alone, released by the function or when its promise settles",
      options: possible,
      code: `${opencv}
        async function maybe(mat, cond) { await load(1); if (cond) mat.setTo(1); }
        export function unknown(cond) { const mat = new cv.Mat(); maybe(mat, cond); mat.delete(); }
        async function early(mat) { const n = mat.type(); await load(n); return n; }
        async function own(mat) { await load(1); mat.setTo(1); mat.delete(); }
        export async function awaited() {
          const mat = new cv.Mat();
          await blur(mat, 3);
          mat.delete();
        }
        export async function later() {
          const mat = new cv.Mat();
          const blurred = blur(mat, 3);
          await blurred;
          mat.delete();
        }
        export async function all(sizes) {
          const mat = new cv.Mat();
          await Promise.all(sizes.map(async (size) => { await load(size); mat.setTo(size); }));
          mat.delete();
        }
        export function before() {
          const mat = new cv.Mat();
          const read = early(mat);
          mat.delete();
          return read;
        }
        export function settled() {
          const mat = new cv.Mat();
          return blur(mat, 3).finally(() => mat.delete());
        }
      `,
    },
    {
      name: "a callback that gives a value by its type, and one whose promise is awaited",
      options: possible,
      code: `import cv from "@techstark/opencv-js";
        type Use = (mat: cv.Mat) => Promise<void>;
        export async function count(use: (mat: cv.Mat) => number) {
          const mat = new cv.Mat();
          try { return use(mat); } finally { mat.delete(); }
        }
        export async function draw(use: Use) {
          const mat = new cv.Mat();
          try { return await use(mat); } finally { mat.delete(); }
        }
      `,
      language: "ts",
    },
  ],
  invalid: [
    {
      name: "a call of a function of the file, by a name, a method, a closure, for each element",
      options: possible,
      code: `${opencv}
        export function dropped() {
          const mat = new cv.Mat();
          blur(mat, 3);
          ~~~~~~~~~~~~ [started]
          mat.delete();
        }
        export function kept() {
          const mat = new cv.Mat();
          const blurred = blur(mat, 3);
                          ~~~~~~~~~~~~ [started]
          mat.delete();
          return blurred;
        }
        export class Filter {
          async run(mat) { await load(1); mat.setTo(1); }
          once() {
            const mat = new cv.Mat();
            this.run(mat);
            ~~~~~~~~~~~~~ [started]
            mat.delete();
          }
        }
        export function each(sizes) {
          const mat = new cv.Mat();
          sizes.forEach(async (size) => { await load(size); mat.setTo(size); });
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [started]
          mat.delete();
        }
        export function closure() {
          const mat = new cv.Mat();
          const work = async () => { await load(1); mat.setTo(1); };
          work();
          ~~~~~~ [started]
          mat.delete();
        }
      `,
    },
    {
      name: "asked for, before something that is done under a condition",
      options: possible,
      code: `${opencv}
        async function send(mat) { const socket = await load(1); return mat.isContinuous() && socket.ok; }
        async function check(mat) { await load(1); if (mat.empty()) throw new Error("empty"); }
        export function sent() {
          const mat = new cv.Mat();
          const done = send(mat);
                       ~~~~~~~~~ [started]
          mat.delete();
          return done;
        }
        export function checked() {
          const mat = new cv.Mat();
          check(mat);
          ~~~~~~~~~~ [started]
          mat.delete();
        }
      `,
    },
    {
      name: "a returned promise of a function of the file",
      code: `${opencv}
        export function blurred() {
          const mat = new cv.Mat();
          try {
            return blur(mat, 3);
            ~~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            mat.delete();
          }
        }
      `,
    },
    {
      name: "a callback that gives a promise by its type",
      options: possible,
      code: `import cv from "@techstark/opencv-js";
        type Use = (mat: cv.Mat) => Promise<void>;
        export function returned(use: Use) {
          const mat = new cv.Mat();
          try {
            return use(mat);
            ~~~~~~~~~~~~~~~~ [promise]
          } finally {
            mat.delete();
          }
        }
        export async function started<T>(use: (mat: cv.Mat) => Promise<T>) {
          const mat = new cv.Mat();
          const used = use(mat);
                       ~~~~~~~~ [started]
          mat.delete();
          return used;
        }
      `,
      language: "ts",
    },
  ],
});
