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

// Objects that are given to C's free.

runRule("no-mismatched-release", {
  valid: [
    {
      name: "an address, an object of another module, or of JavaScript",
      code: `
        export function run(text, given) {
          const size = text.length;
          const pointer = Module._malloc(size);
          Module._free(pointer);
          const other = new Other.Reader(text);
          Module._free(other);
          const maybe = text ? new Module.Reader(text) : Module._malloc(8);
          Module._free(maybe);
          Module._free(given);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "an object of the module",
      code: `
        export function toPdf(Tess, api, title) {
          const pdf = new Tess.PDFRenderer("out", "/", true);
          pdf.BeginDocument(title);
          pdf.AddImage(api);
          Tess._free(pdf);
          ~~~~~~~~~~~~~~~ [object]
        }
      `,
    },
    {
      name: "which others of the module show how to end",
      code: `
        export function toPdf(Tess, api, box) {
          const pdf = new Tess.PDFRenderer("out", "/", true);
          pdf.AddImage(api);
          Tess.destroy(box);
          Tess._free(pdf);
          ~~~~~~~~~~~~~~~ [object]
        }
      `,
    },
  ],
});
