import { runRule } from "./support/run-rule.ts";

// What its use tells to be native, and places that a function works on.

runRule("require-release", {
  valid: [
    {
      name: "a list of JavaScript, an element that is ended, and pixels that are copied",
      options: [{ report: "possible" }],
      code: `
        export function areas(contours) {
          const found = [];
          for (let i = 0; i < contours.size(); i++) {
            const contour = contours.get(i);
            found.push(cv.contourArea(contour));
            contour.delete();
          }
          return found;
        }
        export function names(rows) {
          const found = [];
          for (let i = 0; i < rows.size(); i++) found.push(rows.get(i).name);
          return found;
        }
        export function paint(module, image, size) {
          const at = module._malloc(size);
          image.data.set(module.HEAPU8.subarray(at, at + size));
          module._free(at);
        }
      `,
    },
    {
      name: "solids that are a project's own, and a script's function whose address is released",
      options: [{ report: "possible" }],
      code: `
        import { Manifold } from "./box2d-port";
        export const own = () => { const made = Manifold.cube(2); made.update(); return made.count; };
        export function sent(bytes) {
          const at = passArrayToWasm(bytes);
          try { Module._run(at); } finally { Module._free(at); }
        }
      `,
    },
    {
      name: "what a frame fills is released before, or only filled once",
      options: [{ report: "possible" }],
      code: `
        let paint, brush;
        function renew() { paint?.delete(); paint = new CanvasKit.Paint(); }
        function frame(canvas) { renew(); canvas.drawPaint(paint); requestAnimationFrame(frame); }
        function begin() { brush = new CanvasKit.Paint(); }
        function show(canvas) { canvas.drawPaint(brush); requestAnimationFrame(show); }
        begin();
      `,
    },
  ],
  invalid: [
    {
      name: "an element of a vector that OpenCV works on, here or in a function of the file",
      options: [{ report: "possible" }],
      code: `
        export function areas(contours) {
          const found = [];
          const hull = new cv.Mat();
          for (let i = 0; i < contours.size(); i++) {
            const contour = contours.get(i);
                            ~~~~~~~~~~~~~~~ [never]
            found.push(cv.contourArea(contour));
          }
          hull.delete();
          return found;
        }
        export function draw(context, outlines) {
          for (let i = 0; i < outlines.size(); i++) path(context, outlines.get(i));
                                                                  ~~~~~~~~~~~~~~~ [temporary]
        }
        function path(context, outline) { context.moveTo(outline.data32S[0], outline.data32S[1]); }
      `,
    },
    {
      name: "solids of an object that nothing describes",
      options: [{ report: "possible" }],
      code: `
        export function tube(values, M) {
          const outer = M.Manifold.cylinder(values.height, 2, 2);
          const inner = M.Manifold.cylinder(values.height, 1, 1);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const result = outer.subtract(inner);
          outer.delete();
          return result;
        }
      `,
    },
    {
      name: "an address of a script's function, and one whose view fills an image",
      options: [{ report: "possible" }],
      code: `
        export function sent(bytes) {
          const at = passArrayToWasm(bytes);
                     ~~~~~~~~~~~~~~~~~~~~~~ [path]
          if (Module._run(at) !== 0) throw new Error("not run");
          Module._free(at);
        }
        export function paint(module, image, size) {
          const at = module._malloc(size);
                     ~~~~~~~~~~~~~~~~~~~~ [never]
          image.data.set(module.HEAPU8.subarray(at, at + size));
        }
      `,
    },
    {
      name: "filled by each frame, behind a branch that ends, or worked on by native code and filled anew",
      options: [{ report: "possible" }],
      code: `
        let paint, homography;
        const renew = () => { paint = new CanvasKit.Paint(); };
                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        function frame(canvas) { renew(); canvas.drawPaint(paint); requestAnimationFrame(frame); }
        function begin() { homography = new cv.Mat(); }
        function processVideo(points) {
          if (!streaming) { homography.delete(); return; }
          homography = cv.findHomography(points, points);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          setTimeout(processVideo, 30, points);
        }
        export class Picture {
          constructor(image) { this.working = cv.matFromImageData(image); }
          equalize() {
            const out = new cv.Mat();
            cv.equalizeHist(this.working, out);
            this.working = out.clone();
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
            out.delete();
          }
          end() { this.working.delete(); }
        }
      `,
    },
  ],
});

// The last frame of a loop.

runRule("no-double-release", {
  valid: [
    {
      name: "released where the loop ends, in a branch that returns or beside the next frame",
      options: [{ report: "possible" }],
      code: `
        let src = new cv.Mat(4, 4, cv.CV_8UC4);
        function processVideo() {
          if (!streaming) { src.delete(); return; }
          cap.read(src);
          setTimeout(processVideo, 30);
        }
        let dst = new cv.Mat();
        function frame() {
          cap.read(dst);
          if (streaming) { cv.imshow("out", dst); requestAnimationFrame(frame); }
          else dst.delete();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "released by each frame",
      options: [{ report: "possible" }],
      code: `
        let src = new cv.Mat(4, 4, cv.CV_8UC4);
        function processVideo() {
          cap.read(src);
          src.delete();
          ~~~~~~~~~~~~ [outer]
          setTimeout(processVideo, 30);
        }
      `,
    },
  ],
});
