import { runRule } from "./support/run-rule.ts";

// A helper that gives what it was given back as it is, or something new in its place.

const possible = [{ report: "possible" }];

const opencv = `import cv from "@techstark/opencv-js";
function fit(mat, max) {
  if (mat.cols <= max) return mat;
  const out = new cv.Mat();
  cv.resize(mat, out, new cv.Size(max, max));
  return out;
}
const grown = (mat, min) => (mat.cols >= min ? mat : mat.clone());
`;

runRule("no-double-release", {
  valid: [
    {
      name: "one of them only, or the second one where it is another",
      options: possible,
      code: `${opencv}
        export function compared(path) {
          const image = cv.imread(path);
          const small = fit(image, 100);
          cv.imshow("small", small);
          if (small !== image) small.delete();
          image.delete();
        }
        export function other(path) {
          const image = cv.imread(path);
          const large = grown(image, 100);
          cv.imshow("large", large);
          large.delete();
          if (large !== image) image.delete();
        }
      `,
    },
    {
      name: "a helper that releases what it does not give back",
      options: possible,
      code: `import cv from "@techstark/opencv-js";
        function replaced(mat, max) {
          if (mat.cols <= max) return mat;
          const out = mat.clone();
          mat.delete();
          return out;
        }
        export function show(path) {
          const image = cv.imread(path);
          const small = replaced(image, 100);
          cv.imshow("small", small);
          small.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "both",
      options: possible,
      code: `${opencv}
        export function after(path) {
          const image = cv.imread(path);
          const small = fit(image, 100);
          cv.imshow("small", small);
          image.delete();
          small.delete();
          ~~~~~~~~~~~~~~ [again]
        }
        export function ended(path) {
          const image = cv.imread(path);
          const large = grown(image, 100);
          try {
            return large.cols;
          } finally {
            large.delete();
            image.delete();
            ~~~~~~~~~~~~~~ [again]
          }
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "what turns out to be the other is released with it",
      code: `${opencv}
        export function compared(path) {
          const image = cv.imread(path);
          const small = fit(image, 100);
          cv.imshow("small", small);
          if (small !== image) small.delete();
          image.delete();
        }
        export function chosen(path) {
          const image = cv.imread(path);
          const small = image.cols > 100 ? image.clone() : image;
          cv.imshow("small", small);
          if (small !== image) small.delete();
          image.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the first one, beside a new one",
      options: possible,
      code: `${opencv}
        export function first(path) {
          const image = cv.imread(path);
                        ~~~~~~~~~~~~~~~ [path]
          const small = fit(image, 100);
          cv.imshow("small", small);
          small.delete();
        }
      `,
    },
  ],
});
