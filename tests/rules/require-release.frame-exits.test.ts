import { runRule } from "./support/run-rule.ts";

// What a function makes for a loop of frames is lost where the loop stops without releasing it.

runRule("require-release", {
  valid: [
    {
      name: "it is released where the loop stops, by the caller's stop function, or the loop can be set going again",
      options: [{ report: "possible" }],
      code: `
        function a() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            if (!running) { src.delete(); return; }
            cap.read(src);
            requestAnimationFrame(frame);
          }
          frame();
        }
        function b() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            if (paused) return;
            cap.read(src);
            requestAnimationFrame(frame);
          }
          frame();
          resume.onclick = () => frame();
        }
        function c() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            if (!running) return;
            cap.read(src);
            requestAnimationFrame(frame);
          }
          frame();
          return () => { running = false; src.delete(); };
        }
      `,
    },
    {
      name: "where it stops, what it calls releases it, or goes on by another way",
      options: [{ report: "possible" }],
      code: `
        function a() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          const cleanUp = () => { src.delete(); };
          const scheduleNext = () => requestAnimationFrame(frame);
          function frame() {
            if (!running) { cleanUp(); return; }
            if (!ready) { scheduleNext(); return; }
            cap.read(src);
            requestAnimationFrame(frame);
          }
          frame();
        }
        function b() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            requestAnimationFrame(frame);
            if (!ready) return;
            cap.read(src);
          }
          frame();
        }
      `,
    },
    {
      name: "an exception after which the loop goes on, or that ends with all of it",
      options: [{ report: "possible" }],
      code: `
        function a() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            try {
              if (!running) { src.delete(); return; }
              cap.read(src);
              cv.cvtColor(src, src, cv.COLOR_RGBA2GRAY);
              setTimeout(frame, 30);
            } catch (error) {
              console.error(error);
              setTimeout(frame, 1000);
            }
          }
          frame();
        }
        function b() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
          function frame() {
            try {
              if (!running) { src.delete(); return; }
              cap.read(src);
              setTimeout(frame, 30);
            } catch (error) {
              src.delete();
            }
          }
          frame();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "nothing releases it where the loop stops",
      options: [{ report: "possible" }],
      code: `
        function start() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const hsv = new cv.Mat();
                      ~~~~~~~~~~~~ [path]
          function frame() {
            if (!running) return;
            cap.read(src);
            cv.cvtColor(src, hsv, cv.COLOR_RGBA2HSV);
            cv.imshow("out", hsv);
            requestAnimationFrame(() => frame());
          }
          frame();
        }
      `,
    },
    {
      name: "an exception ends the loop, and one report tells of all that is lost",
      options: [{ report: "possible" }],
      code: `
        function start() {
          const src = new cv.Mat(10, 10, cv.CV_8UC4);
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          const hsv = new cv.Mat();
          function frame() {
            try {
              if (!running) { src.delete(); hsv.delete(); return; }
              cap.read(src);
              cv.cvtColor(src, hsv, cv.COLOR_RGBA2HSV);
              setTimeout(frame, 30);
            } catch (error) {
              console.error(error);
            }
          }
          setTimeout(frame, 0);
        }
      `,
    },
  ],
});
