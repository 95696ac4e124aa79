import { runRule } from "./support/run-rule.ts";

// What OpenCV.js writes in JavaScript has no release.

runRule("no-mismatched-release", {
  valid: [
    {
      name: "an optional call, a build that binds sizes, and what is no size of the module",
      options: [{ report: "possible" }],
      code: `
        export function maybe(image) {
          const size = new cv.Size(5, 5);
          cv.GaussianBlur(image, image, size, 0);
          size.delete?.();
          cv.imshow("canvas", image);
        }
        export function matrix(image) {
          const grey = new cv.Mat();
          grey.delete();
        }
        export function other(shapes) {
          const size = new shapes.Size(5, 5);
          size.delete();
        }
      `,
    },
    {
      name: "a build of another glue",
      options: [{ report: "possible" }],
      code: `
        export function blur(image) {
          const size = new cv.Size(5, 5);
          cv.GaussianBlur(image, new cv.Mat(), size, 0);
          size.delete();
          return image.data();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a size and a point",
      options: [{ report: "possible" }],
      code: `
        export function blur(canvas) {
          const image = cv.imread(canvas);
          const target = new cv.Mat();
          const size = new cv.Size(5, 5);
          cv.GaussianBlur(image, target, size, 0);
          size.delete();
          ~~~~~~~~~~~~~ [plain]
          image.delete();
          return target;
        }
      `,
    },
  ],
});
