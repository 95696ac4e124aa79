import { runRule } from "./support/run-rule.ts";

// What a function releases at its end, and again when it begins.

runRule("no-double-release", {
  valid: [
    {
      name: "it is emptied, released in one branch only, or filled by another function",
      options: [{ report: "possible" }],
      code: `
        let first, second, third, fourth;
        export function a(image) {
          if (first) first.delete();
          first = cv.imread(image);
          cv.imshow("canvas", first);
          first.delete();
          first = null;
        }
        export function b(image) {
          if (second) second.delete();
          second = cv.imread(image);
          if (image.isLast) second.delete();
        }
        export function c(image) {
          if (third) third.delete();
          third = cv.imread(image);
          third.delete();
        }
        export function reset() { third = undefined; }
        export function d(image) {
          fourth = cv.imread(image);
          cv.imshow("canvas", fourth);
          fourth.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the next call finds the old one",
      options: [{ report: "possible" }],
      code: `
        let target;
        export function show(image, isFirst) {
          if (isFirst) {
            if (target) target.delete();
          }
          target = cv.imread(image);
          cv.imshow("canvas", target);
          target.delete();
          ~~~~~~~~~~~~~~~ [begun]
        }
      `,
    },
  ],
});
