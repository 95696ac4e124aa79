import { runRule } from "./support/run-rule.ts";

// What runs once and later, and variables of the module that are filled each time something begins anew.

const possible = [{ report: "possible" }];

const canvasKit = `import init from "canvaskit-wasm";
const CanvasKit = await init();
`;
const video = `let source = null, gray = null, classifier = null;
video.addEventListener("canplay", () => { start(); });
`;

runRule("require-release", {
  valid: [
    {
      name: "a callback that releases it, now or later, or hands it on",
      options: possible,
      code: `${canvasKit}
        export function draw(surface, kept, load) {
          const one = new CanvasKit.Paint();
          setTimeout(() => { surface.draw(one); one.delete(); }, 10);
          const two = new CanvasKit.Paint();
          setTimeout(() => { kept.push(two); }, 10);
          const three = new CanvasKit.Paint();
          requestAnimationFrame(async () => { await load(); three.delete(); });
          const four = new CanvasKit.Paint();
          setTimeout(() => { load().then(() => { four.delete(); }); }, 10);
          const five = new CanvasKit.Paint();
          const dispose = () => five.delete();
          setTimeout(dispose, 5);
        }
      `,
    },
    {
      name: "a callback that asks for itself again goes on using it",
      options: possible,
      code: `${canvasKit}
        export function loop(surface) {
          const paint = new CanvasKit.Paint();
          function draw(canvas) { canvas.drawRect(1, paint); requestAnimationFrame(draw); }
          requestAnimationFrame(draw);
          const other = new CanvasKit.Paint();
          setTimeout(function tick() { other.setAlphaf(1); setTimeout(tick, 10); }, 10);
          const third = new CanvasKit.Paint();
          requestAnimationFrame(() => { surface.on("click", () => { third.setAlphaf(0); }); });
        }
      `,
    },
    {
      name: "a timer that can be stopped, with what it uses",
      options: possible,
      code: `${canvasKit}
        export function show(surface, view) {
          const paint = new CanvasKit.Paint();
          const timer = setTimeout(() => { surface.draw(paint); }, 10);
          view.done = () => { clearTimeout(timer); paint.delete(); };
        }
      `,
    },
    {
      name: "what begins anew releases all of it first",
      options: possible,
      code: `${video}
        function stop() { source.delete(); gray.delete(); classifier.delete(); }
        function start() {
          stop();
          source = new cv.Mat(480, 640, cv.CV_8UC4);
          gray = new cv.Mat(480, 640, cv.CV_8UC1);
          classifier = new cv.CascadeClassifier();
        }
      `,
    },
    {
      name: "what another function may have released by then, and what begins once",
      options: possible,
      code: `${video}
        function clear() { gray.delete(); classifier.delete(); }
        function stop() { source.delete(); clear(); }
        function start() {
          stop();
          source = new cv.Mat(480, 640, cv.CV_8UC4);
          gray = new cv.Mat(480, 640, cv.CV_8UC1);
          classifier = new cv.CascadeClassifier();
        }
        function begin() { classifier = new cv.CascadeClassifier(); }
      `,
    },
  ],
  invalid: [
    {
      name: "used once by what runs later, and never released",
      options: possible,
      code: `${canvasKit}
        export function draw(surface) {
          const one = new CanvasKit.Paint();
                      ~~~~~~~~~~~~~~~~~~~~~ [never]
          setTimeout(() => { surface.draw(one); }, 10);
          const two = new CanvasKit.Paint();
                      ~~~~~~~~~~~~~~~~~~~~~ [never]
          requestAnimationFrame(() => { surface.draw(two); });
          const three = new CanvasKit.Paint();
                        ~~~~~~~~~~~~~~~~~~~~~ [never]
          function paint(canvas) { canvas.drawRect(1, three); }
          surface.drawOnce(paint);
        }
      `,
    },
    {
      name: "filled again after others were released for it",
      options: possible,
      code: `${video}
        function stop() { if (source !== null && !source.isDeleted()) source.delete(); }
        function start() {
          stop();
          source = new cv.Mat(480, 640, cv.CV_8UC4);
          gray = new cv.Mat(480, 640, cv.CV_8UC1);
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
          classifier = new cv.CascadeClassifier();
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [replaced]
        }
      `,
    },
  ],
});
