import { runRule } from "./support/run-rule.ts";

// A variable that a function fills each time it is given something, and clears up all but that.

runRule("require-release", {
  valid: [
    {
      name: "something ends it, be it in a list, or the function begins something",
      options: [{ report: "possible" }],
      code: `
        let mask, edges, template;
        export function segment(image) {
          const grey = new cv.Mat();
          cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY);
          mask = grey.clone();
          edges = grey.clone();
          grey.delete();
        }
        export const clear = () => [mask, edges].forEach((each) => each.delete());
        export function prepareTemplate(image) {
          const grey = new cv.Mat();
          cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY);
          template = grey.clone();
          grey.delete();
        }
      `,
    },
    {
      name: "a function that is given nothing, and one that looks whether there is one",
      options: [{ report: "possible" }],
      code: `
        let mask, kernel;
        export function segment() {
          const grey = cv.imread("canvas");
          mask = grey.clone();
          grey.delete();
        }
        export function blur(image) {
          const grey = image.clone();
          if (!kernel) kernel = cv.Mat.ones(3, 3, cv.CV_8U);
          cv.dilate(grey, image, kernel);
          grey.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a variable of the module, and one that nobody has declared",
      options: [{ report: "possible" }],
      code: `
        let mask;
        export function segment(image) {
          const grey = new cv.Mat();
          cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY);
          mask = grey.clone();
          ~~~~~~~~~~~~~~~~~~~ [replaced]
          grey.delete();
        }
        export const show = () => cv.imshow("canvas", mask);
      `,
    },
    {
      name: "a variable that nobody has declared",
      options: [{ report: "possible" }],
      code: `
        function find(image, template) {
          const grey = new cv.Mat();
          cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY);
          result = match(grey, template);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          const points = pointsOf(result);
          grey.delete();
          return points;
        }
        function match(image, template) {
          const made = new cv.Mat();
          return made;
        }
      `,
    },
  ],
});
