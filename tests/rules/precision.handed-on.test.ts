import { runRule } from "./support/run-rule.ts";

// What a function hands to somebody of another file, beside what stays with it.

const possible = [{ report: "possible" }];

runRule("require-release", {
  valid: [
    {
      name: "a callback may keep what it is told of",
      code: `
        import cv from "@techstark/opencv-js";
        export function resize(props, n) {
          const mat = new cv.Mat(n, n, cv.CV_8U);
          props.onChange(mat);
        }
        export class Control {
          reset() {
            const mat = new cv.Mat();
            this.props.onReset(mat, 1);
          }
        }
      `,
    },
    {
      name: "a setter of what a function of another file gives may keep it",
      code: `
        import cv from "@techstark/opencv-js";
        import { getWidget } from "./widget.js";
        export async function show() {
          const widget = await getWidget();
          const mat = new cv.Mat();
          widget.setBuffer(mat);
        }
      `,
    },
    {
      name: "an imported function that by its name deletes what it is given, in a list that the same test decides",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { del, isMat } from "./util.js";
        export function fill(o) {
          const mask = new cv.Mat();
          const gray = new cv.Mat();
          const made = isMat(o.image) ? o.image : new cv.Mat(4, 4, cv.CV_8U);
          made.copyTo(o.out, mask);
          del(gray, mask, ...(isMat(o.image) ? [] : [made]));
        }
      `,
    },
    {
      name: "what map gives is something",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { list, colour } from "./util.js";
        export function draw(source, o) {
          let src = source;
          if (o.points) {
            if (typeof o.points === "boolean") o.points = list(4).map(colour);
            src = new cv.Mat();
          }
          cv.flip(src, o.out, 1);
          if (o.points) src.delete();
        }
      `,
    },
    {
      name: "the native part of a wrapper is released for both",
      options: possible,
      code: `
        import { File } from "./file.js";
        export function first(path) {
          const file = File.open(path);
          const mat = file.asMat();
          mat.delete();
        }
        export function second(path) {
          const file = File.open(path);
          file.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "what one round gave away says nothing of the next one",
      code: `
        import cv from "@techstark/opencv-js";
        export function run(channel, files) {
          for (const file of files) {
            const mat = new cv.Mat(file.n, file.n, cv.CV_8U);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            if (file.isSmall) continue;
            channel.send(mat);
            mat.delete();
          }
        }
      `,
    },
    {
      name: "a callback that is given something else",
      code: `
        import cv from "@techstark/opencv-js";
        export function resize(props, n) {
          const mat = new cv.Mat(n, n, cv.CV_8U);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          props.onChange(mat.rows);
        }
      `,
    },
    {
      name: "the test of another value, or the other outcome",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { del, isMat } from "./util.js";
        export function fill(o) {
          const made = isMat(o.image) ? o.image : new cv.Mat(4, 4, cv.CV_8U);
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          made.copyTo(o.out);
          del(...(isMat(o.image) ? [made] : []));
        }
      `,
    },
    {
      name: "what find gives may be nothing",
      options: possible,
      code: `
        import cv from "@techstark/opencv-js";
        import { list, colour } from "./util.js";
        export function draw(source, o) {
          let src = source;
          if (o.points) {
            o.points = list(4).find(colour);
            src = new cv.Mat();
                  ~~~~~~~~~~~~ [path]
          }
          cv.flip(src, o.out, 1);
          if (o.points) src.delete();
        }
      `,
    },
  ],
});
