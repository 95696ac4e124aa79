import { runRule } from "./support/run-rule.ts";

// A variable that each frame may fill anew, under a test that does not ask whether it is filled.

runRule("require-release", {
  valid: [
    {
      name: "the test asks for the variable, or for what the frame sets itself",
      options: [{ report: "possible" }],
      code: `
        let model, found = false, other;
        function frame() {
          if (!model) model = cv.findHomography(a, b, cv.RANSAC);
          if (!found) { other = cv.findHomography(a, b, cv.RANSAC); found = true; }
          cv.imshow("out", image);
          requestAnimationFrame(frame);
        }
        export function stop() { model.delete(); other.delete(); }
      `,
    },
    {
      name: "what a program is told of once",
      options: [{ report: "possible" }],
      code: `
        let grey;
        function onReady(image) {
          grey = new cv.Mat();
          cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY);
        }
        export function stop() { grey.delete(); }
        start({ onReady });
      `,
    },
  ],
  invalid: [
    {
      name: "the test asks for something else",
      options: [{ report: "possible" }],
      code: `
        let model;
        function frame() {
          if (matches.size() >= 4) {
            model = cv.findHomography(a, b, cv.RANSAC);
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          }
          if (model) cv.imshow("out", model);
          requestAnimationFrame(frame);
        }
        export function stop() { model.delete(); }
      `,
    },
  ],
});
