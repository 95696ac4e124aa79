import { runRule } from "./support/run-rule.ts";

// What is read as only a matrix of OpenCV is, of any object.

runRule("require-release", {
  valid: [
    {
      name: "it is released, or a map of JavaScript's has it",
      options: [{ report: "possible" }],
      code: `
        export function first(src, store) {
          const row = src.row(0);
          const value = row.data32F[0];
          row.delete();
          return value + store.get("first").data32F[0];
        }
      `,
    },
    {
      name: "rows of something else",
      options: [{ report: "possible" }],
      code: `
        export const cell = (sheet) => sheet.row(0).col(1).data[0];
        export const grey = (image) => { const made = new cv.Mat(); cv.cvtColor(image, made, cv.COLOR_RGBA2GRAY); return made; };
      `,
    },
  ],
  invalid: [
    {
      name: "rows, columns and elements of vectors of which only numbers are read",
      options: [{ report: "possible" }],
      code: `
        export function values(src) {
          const list = [];
          for (let y = 0; y < src.rows; y++) {
            for (let x = 0; x < src.cols; x++) list.push(src.row(y).col(x).data32F[0]);
                                                         ~~~~~~~~~~ [temporary]
          }
          return list;
        }
        export function corner(image, corners, ids) {
          cv.detectMarkers(image, dictionary, corners, ids);
          return corners.get(0).data32F[0];
                 ~~~~~~~~~~~~~~ [never]
        }
        export const grey = (image) => { const made = new cv.Mat(); cv.cvtColor(image, made, cv.COLOR_RGBA2GRAY); return made; };
      `,
    },
  ],
});
