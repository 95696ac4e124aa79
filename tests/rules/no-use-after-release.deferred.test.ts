import { runRule } from "./support/run-rule.ts";

// Callbacks that run after the release that follows the call, and fields that a method of the object has released.

const possible = [{ report: "possible" }];

const canvaskit = `import CanvasKitInit from "canvaskit-wasm";
const CK = await CanvasKitInit();
`;

runRule("no-use-after-release", {
  valid: [
    {
      name: "a callback that releases it, or that has run",
      options: possible,
      code: `${canvaskit}
        export function own(canvas) {
          const paint = new CK.Paint();
          requestAnimationFrame(() => {
            canvas.drawPaint(paint);
            paint.delete();
          });
        }
        export async function awaited(canvas) {
          const paint = new CK.Paint();
          const drawn = canvas.load().then(() => canvas.drawPaint(paint));
          await drawn;
          paint.delete();
        }
        export async function promised(canvas) {
          const paint = new CK.Paint();
          await new Promise((resolve) => {
            setTimeout(() => {
              canvas.drawPaint(paint);
              resolve();
            });
          });
          paint.delete();
        }
        export async function waits(canvas) {
          const paint = new CK.Paint();
          setTimeout(() => canvas.drawPaint(paint));
          await canvas.drawn();
          paint.delete();
        }
        export function atOnce(canvas, rows) {
          const paint = new CK.Paint();
          rows.forEach(() => canvas.drawPaint(paint));
          paint.delete();
        }
      `,
    },
    {
      name: "a callback that asks first, or is called off",
      options: possible,
      code: `${canvaskit}
        export function asks(canvas) {
          const paint = new CK.Paint();
          setTimeout(() => {
            if (!paint.isDeleted()) canvas.drawPaint(paint);
          });
          paint.delete();
        }
        export function told(canvas) {
          const paint = new CK.Paint();
          let isLive = true;
          setTimeout(() => {
            if (!isLive) return;
            canvas.drawPaint(paint);
          });
          paint.delete();
          isLive = false;
        }
        export function off(canvas) {
          const paint = new CK.Paint();
          const timer = setTimeout(() => canvas.drawPaint(paint));
          clearTimeout(timer);
          paint.delete();
        }
        export function unheard(button) {
          const paint = new CK.Paint();
          const press = () => paint.setColor(1);
          button.addEventListener("press", press);
          button.show();
          button.removeEventListener("press", press);
          paint.delete();
        }
        export function renewed(canvas) {
          let paint = new CK.Paint();
          setTimeout(() => canvas.drawPaint(paint));
          paint.delete();
          paint = new CK.Paint();
        }
        export function either(canvas) {
          const paint = new CK.Paint();
          if (canvas.isLive) {
            setTimeout(() => {
              canvas.drawPaint(paint);
              paint.delete();
            });
            return;
          }
          paint.delete();
        }
      `,
    },
    {
      name: "a field that a method of the object released on some way, or fills anew",
      options: possible,
      code: `${canvaskit}
        export class Kept extends Base {
          constructor() {
            super();
            this.init();
          }
          init() {
            this.paint = new CK.Paint();
          }
          dispose() {
            this.paint.delete();
          }
          end() {
            if (this.isGone) return;
            this.isGone = true;
            this.paint.delete();
          }
          swap() {
            this.paint.delete();
            this.paint = new CK.Paint();
          }
          async later() {
            await this.idle();
            this.paint.delete();
          }
          renew() {
            this.dispose();
            this.paint = new CK.Paint();
            this.paint.setColor(1);
          }
          restart() {
            this.dispose();
            this.init();
            this.paint.setColor(1);
          }
          inherit() {
            this.dispose();
            super.open();
            this.paint.setColor(1);
          }
          given() {
            this.dispose();
            Base.fill(this);
            this.paint.setColor(1);
          }
          some() {
            this.end();
            this.paint.setColor(1);
          }
          change() {
            this.swap();
            this.paint.setColor(1);
          }
          wait() {
            this.later();
            this.paint.setColor(1);
          }
          ask() {
            this.dispose();
            return this.paint.isDeleted();
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a callback that runs when the turn is over",
      options: possible,
      code: `${canvaskit}
        export function frame(canvas) {
          const paint = new CK.Paint();
          requestAnimationFrame(() => canvas.drawPaint(paint));
                                                       ~~~~~ [deferred]
          paint.delete();
        }
        export function timer(canvas) {
          const paint = new CK.Paint();
          const draw = () => {
            canvas.drawPaint(paint);
                             ~~~~~ [deferred]
          };
          if (canvas.isLive) setTimeout(draw, 100);
          paint.delete();
        }
        export function tick() {
          const paint = new CK.Paint();
          process.nextTick(() => paint.setColor(1));
                                 ~~~~~~~~~~~~~~ [deferred]
          queueMicrotask(() => paint.setColor(2));
                               ~~~~~~~~~~~~~~ [deferred]
          paint.delete();
        }
        export function listen(button) {
          const paint = new CK.Paint();
          button.addEventListener("press", () => {
            paint.setColor(1);
            ~~~~~~~~~~~~~~ [deferred]
          });
          paint.delete();
        }
        export function settled(canvas) {
          const paint = new CK.Paint();
          try {
            canvas.load().then(() => canvas.drawPaint(paint));
                                                      ~~~~~ [deferred]
          } finally {
            paint.delete();
          }
        }
      `,
    },
    {
      name: "a field that a method of the object released",
      options: possible,
      code: `${canvaskit}
        export class Layer {
          constructor() {
            this.paint = new CK.Paint();
          }
          dispose() {
            this.paint.delete();
          }
          close() {
            this.dispose();
          }
          reset() {
            this.dispose();
            this.paint.setColor(1);
            ~~~~~~~~~~~~~~~~~~~~~~ [plain]
          }
          clear() {
            this.close();
            this.paint.setColor(1);
            ~~~~~~~~~~~~~~~~~~~~~~ [plain]
          }
        }
      `,
    },
  ],
});

runRule("no-use-after-release", {
  valid: [
    {
      name: "a getter or a method that is asked before the release, or finds another value",
      options: possible,
      code: `
        export class Encoder {
          constructor(api) {
            this.api = api;
            this.p = api._encoder_create();
          }
          get frames() {
            return this.api._encoder_frames(this.p);
          }
          get isOpen() {
            return this.p !== 0;
          }
          count() {
            if (this.isOver) return 0;
            return this.api._encoder_frames(this.p);
          }
          before() {
            const { frames } = this;
            const count = this.frames;
            this.api._encoder_destroy(this.p);
            return [frames, count];
          }
          asked() {
            this.api._encoder_destroy(this.p);
            return this.isOpen;
          }
          over() {
            this.isOver = true;
            this.api._encoder_destroy(this.p);
            return this.count();
          }
        }
        export class Renewed {
          open(api) {
            this.api = api;
            this.p = api._encoder_create();
          }
          get frames() {
            return this.api._encoder_frames(this.p);
          }
          async again(api) {
            this.api._encoder_destroy(this.p);
            await this.open(api);
            return this.frames;
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a getter or a method that works on the field that was released, after an await too",
      options: possible,
      code: `
        export class Encoder {
          constructor(api) {
            this.api = api;
            this.p = api._encoder_create();
          }
          get frames() {
            return this.api._encoder_frames(this.p);
          }
          count() {
            return this.api._encoder_frames(this.p);
          }
          close() {
            this.api._encoder_destroy(this.p);
            return this.frames;
                   ~~~~~~~~~~~ [plain]
          }
          end() {
            this.api._encoder_destroy(this.p);
            return this.count();
                   ~~~~~~~~~~~~ [plain]
          }
          async finish(file) {
            this.api._encoder_destroy(this.p);
            await file.write(this.rest);
            return { frames: this.frames };
                             ~~~~~~~~~~~ [plain]
          }
        }
      `,
    },
  ],
});
