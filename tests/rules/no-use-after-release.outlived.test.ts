import { runRule } from "./support/run-rule.ts";

// Timers, frames, listeners and observers that go on when the object that set them up is gone.

const possible = [{ report: "possible" }];

const canvaskit = `import CanvasKitInit from "canvaskit-wasm";
const CK = await CanvasKitInit();
`;

runRule("no-use-after-release", {
  valid: [
    {
      name: "taken off when the object ends, by itself or by a method that it calls",
      options: possible,
      code: `${canvaskit}
        export class Brush {
          constructor() {
            this.paint = new CK.Paint();
            window.addEventListener("resize", this.onResize);
            this.timer = setInterval(() => this.tick(), 100);
            this.seen = new ResizeObserver(() => this.tick());
          }
          onResize = () => this.paint.setColor(1);
          tick() {
            this.paint.setColor(2);
          }
          stop() {
            clearInterval(this.timer);
            this.seen.disconnect();
          }
          dispose() {
            this.stop();
            window.removeEventListener("resize", this.onResize);
            this.paint.delete();
          }
        }
        export function open() {
          const paint = new CK.Paint();
          const timer = setInterval(() => paint.setColor(1), 100);
          return () => {
            clearInterval(timer);
            paint.delete();
          };
        }
      `,
    },
    {
      name: "told to stop by a signal, a flag, or the field that is empty",
      options: possible,
      code: `${canvaskit}
        export class Brush {
          #abort = new AbortController();
          constructor() {
            this.paint = new CK.Paint();
            this.other = new CK.Paint();
            window.addEventListener("resize", () => this.paint.setColor(1), { signal: this.#abort.signal });
            setInterval(() => this.other?.setColor(1), 100);
            this.frame();
          }
          frame = () => {
            if (this.isOver) return;
            this.paint.setColor(1);
            requestAnimationFrame(this.frame);
          };
          dispose() {
            this.#abort.abort();
            this.isOver = true;
            this.paint.delete();
            this.other.delete();
            this.other = null;
          }
        }
        export function open() {
          const paint = new CK.Paint();
          let isOver = false;
          setInterval(() => {
            if (!isOver) paint.setColor(1);
          }, 100);
          return () => {
            isOver = true;
            paint.delete();
          };
        }
      `,
    },
    {
      name: "an element of the object's own, and a callback that releases it itself",
      options: possible,
      code: `${canvaskit}
        export class Brush {
          constructor() {
            this.paint = new CK.Paint();
            this.element = document.createElement("canvas");
            this.element.addEventListener("click", () => this.paint.setColor(1));
          }
          dispose() {
            this.element.remove();
            this.paint.delete();
          }
        }
        export function once() {
          const paint = new CK.Paint();
          setTimeout(() => {
            paint.setColor(1);
            paint.delete();
          }, 100);
        }
      `,
    },
  ],
  invalid: [
    {
      name: "fields that a timer, a listener, a frame or an observer uses, at once or through a method",
      options: possible,
      code: `${canvaskit}
        export class Resized {
          constructor() {
            this.paint = new CK.Paint();
            window.addEventListener("resize", this.onResize);
          }
          onResize = () => this.paint.setColor(1);
          dispose() {
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [outlived]
          }
        }
        export class Bound {
          constructor(element) {
            this.paint = new CK.Paint();
            element.addEventListener("click", this.onClick.bind(this));
          }
          onClick() {
            this.paint.setColor(1);
          }
          dispose() {
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [outlived]
          }
        }
        export class Timed {
          start() {
            this.paint = new CK.Paint();
            this.timer = setInterval(() => this.tick(), 100);
          }
          tick() {
            this.paint.setColor(1);
          }
          dispose() {
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [outlived]
          }
        }
        export class Framed {
          constructor() {
            this.paint = new CK.Paint();
            this.frame();
          }
          frame = () => {
            this.paint.setColor(1);
            requestAnimationFrame(this.frame);
          };
          dispose() {
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [outlived]
          }
        }
        export class Observed {
          constructor(element) {
            this.paint = new CK.Paint();
            this.seen = new ResizeObserver(() => this.paint.setColor(1));
            this.seen.observe(element);
          }
          dispose() {
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [outlived]
          }
        }
      `,
    },
    {
      name: "a timer that is only set anew, and a listener beside another that is taken off",
      options: possible,
      code: `${canvaskit}
        export function open(save) {
          const paint = new CK.Paint();
          let timer;
          const later = () => {
            clearTimeout(timer);
            timer = setTimeout(() => save(paint), 500);
          };
          return {
            change(color) {
              paint.setColor(color);
              later();
            },
            close() {
              paint.delete();
              ~~~~~~~~~~~~~~ [outlived]
            },
          };
        }
        export function listen(bus) {
          const paint = new CK.Paint();
          const onColor = (color) => paint.setColor(color);
          const onOther = () => {};
          bus.on("color", onColor);
          bus.on("other", onOther);
          return () => {
            bus.off("other", onOther);
            paint.delete();
            ~~~~~~~~~~~~~~ [outlived]
          };
        }
      `,
    },
  ],
});
