import { runRule } from "./support/run-rule.ts";

// Functions that take an object apart in their parameter.

runRule("require-release", {
  valid: [
    {
      name: "they keep it, end it, give it back or look at it later",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        const store = [];
        function keep({ mat }) { store.push(mat); }
        function end({ mat }) { mat.delete(); }
        function endAs({ mat: given }) { given.delete(); }
        function give({ mat }) { return mat; }
        function box({ mat, title }) { return { mat, title }; }
        function rest({ title, ...others }) { store.push(others); return title; }
        const later = ({ mat }) => { setTimeout(() => { cv.imshow("x", mat); mat.delete(); }, 1); };
        const toOthers = ({ mat, done }) => { done(mat); };
        const swap = ({ mat }) => { store.mat = mat; };
        const show = ({ mat, title }) => { cv.imshow(title, mat); console.log(mat.cols); };
        export function all() {
          keep({ mat: new cv.Mat() });
          end({ mat: new cv.Mat() });
          endAs({ mat: new cv.Mat() });
          const given = give({ mat: new cv.Mat() });
          given.delete();
          box({ mat: new cv.Mat(), title: "b" }).mat.delete();
          rest({ mat: new cv.Mat(), title: "c" });
          later({ mat: new cv.Mat() });
          toOthers({ mat: new cv.Mat(), done: (each) => each.delete() });
          swap({ mat: new cv.Mat() });
          const mat = new cv.Mat();
          show({ mat, title: "d" });
          mat.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "they only look at it",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function show({ mat, title = "x" }) { if (mat) cv.imshow(title, mat); console.log(mat.cols); }
        export function a() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          show({ mat, title: "a" });
        }
      `,
    },
    {
      name: "and what is declared to be a text may go anywhere",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        const titles: string[] = [];
        function show({ mat, title }: { mat: cv.Mat; title: string | null }) { if (title) titles.push(title); console.log(mat.cols); }
        export function a() {
          const mat = new cv.Mat();
                      ~~~~~~~~~~~~ [never]
          show({ mat, title: "a" });
        }
      `,
    },
  ],
});
