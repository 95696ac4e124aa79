import { runRule } from "./support/run-rule.ts";

// What a program that runs once forgets, where it releases others of its objects.

const head = `import cv from "@techstark/opencv-js";`;

runRule("require-release", {
  valid: [
    {
      name: "an object of a program that releases none, or one, or what a callback reads",
      options: [{ report: "possible" }],
      code: `
        ${head}
        const source = cv.imread("a");
        const gray = new cv.Mat();
        const mask = new cv.Mat();
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        source.delete();
        gray.delete();
        on("click", () => mask.rows);
      `,
    },
    {
      name: "one release, something for a loop, for another file, or for the next program",
      options: [{ report: "possible" }],
      code: `
        ${head}
        import { keep } from "./keep.js";
        async function main() {
          const source = cv.imread("a");
          const gray = new cv.Mat();
          cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
          source.delete();
        }
        main();
        const one = new cv.Mat();
        const two = new cv.Mat();
        const kept = new cv.Mat();
        export const told = new cv.Mat();
        keep(kept);
        one.delete();
        two.delete();
      `,
    },
    {
      name: "never certain",
      code: `
        ${head}
        const source = cv.imread("a");
        const gray = new cv.Mat();
        const faces = new cv.RectVector();
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        source.delete();
        gray.delete();
      `,
    },
  ],
  invalid: [
    {
      name: "two are released and one is forgotten, at the top level and in a function that is called there once",
      options: [{ report: "possible" }],
      code: `
        ${head}
        const source = cv.imread("a");
        const gray = new cv.Mat();
        const faces = new cv.RectVector();
                      ~~~~~~~~~~~~~~~~~~~ [never]
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        console.log(faces.size());
        source.delete();
        gray.delete();
        async function main() {
          const one = cv.imread("b");
          const two = new cv.Mat();
          const three = new cv.Mat();
                        ~~~~~~~~~~~~ [never]
          cv.cvtColor(one, two, cv.COLOR_RGBA2GRAY);
          cv.cvtColor(two, three, cv.COLOR_GRAY2RGBA);
          await cv.imwrite("c", three.rows);
          one.delete();
          two.delete();
        }
        main();
      `,
    },
  ],
});
