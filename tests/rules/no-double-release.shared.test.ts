import { runRule } from "./support/run-rule.ts";

// What functions share and make when it is empty, and methods whose listeners come back to them.

const possible = [{ report: "possible" }];

const canvaskit = `import CanvasKitInit from "canvaskit-wasm";
const CK = await CanvasKitInit();
`;

runRule("no-double-release", {
  valid: [
    {
      name: "emptied where it is released, by a caller, or marked",
      options: possible,
      code: `${canvaskit}
        let paint = null;
        export const getPaint = () => (paint ??= new CK.Paint());
        export function shutdown() {
          paint?.delete();
          paint = null;
        }
        let brush;
        export function getBrush() {
          if (brush) return brush;
          brush = new CK.Paint();
          return brush;
        }
        function end() {
          brush.delete();
        }
        export function reset() {
          end();
          brush = new CK.Paint();
        }
        let pen = null;
        let isOver = false;
        export function getPen() {
          if (isOver) throw new Error("over");
          if (!pen) pen = new CK.Paint();
          return pen;
        }
        export function close() {
          isOver = true;
          pen?.delete();
        }
      `,
    },
    {
      name: "made whatever there is, or released when all ends",
      options: possible,
      code: `${canvaskit}
        let paint = null;
        export function start() {
          paint = new CK.Paint();
        }
        export function stop() {
          paint.delete();
        }
        let brush = null;
        export const getBrush = () => brush ?? (brush = new CK.Paint());
        process.on("exit", () => brush?.delete());
      `,
    },
    {
      name: "listeners that are told when it has happened, or find nothing to release",
      options: possible,
      code: `${canvaskit}
        export class Told {
          constructor() {
            this.paint = new CK.Paint();
            this.listeners = new Set();
          }
          dispose() {
            if (this.isOver) return;
            this.isOver = true;
            for (const listener of this.listeners) listener(this);
            this.paint.delete();
          }
        }
        export class Empty {
          constructor() {
            this.paint = new CK.Paint();
            this.listeners = new Set();
          }
          dispose() {
            if (this.isOver) return;
            for (const listener of this.listeners) listener(this);
            this.paint?.delete();
            this.paint = null;
            this.isOver = true;
          }
        }
        export class Parts {
          constructor() {
            this.paint = new CK.Paint();
            this.parts = [];
          }
          dispose() {
            if (this.isOver) return;
            for (const part of this.parts) part.dispose();
            this.paint.delete();
            this.isOver = true;
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a variable, a member or a static field that is only made anew while it is empty",
      options: possible,
      code: `${canvaskit}
        let paint = null;
        export const getPaint = () => (paint ??= new CK.Paint());
        export function shutdown() {
          paint?.delete();
          ~~~~~~~~~~~~~~~ [lazy]
        }
        let brush;
        export function getBrush() {
          if (brush) return brush;
          brush = new CK.Paint();
          return brush;
        }
        export function end() {
          if (brush !== undefined) brush.delete();
                                   ~~~~~~~~~~~~~~ [lazy]
        }
        export class Pens {
          static pen = null;
          static get() {
            if (!Pens.pen) Pens.pen = new CK.Paint();
            return Pens.pen;
          }
          static end() {
            Pens.pen.delete();
            ~~~~~~~~~~~~~~~~~ [lazy]
          }
        }
        export class Brushes {
          get() {
            return this.brush ?? (this.brush = new CK.Paint());
          }
          reset() {
            this.brush?.delete();
            ~~~~~~~~~~~~~~~~~~~~ [field]
          }
        }
      `,
    },
    {
      name: "an address that a function makes at the first call",
      options: possible,
      code: `
        export function open(Module) {
          let context = 0;
          return {
            context() {
              if (context === 0) context = Module._context_create(1);
              return context;
            },
            close() {
              if (context === 0) return;
              Module._context_destroy(context);
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [lazy]
            },
          };
        }
      `,
    },
    {
      name: "listeners that run before the method says that it has run",
      options: possible,
      code: `${canvaskit}
        export class First {
          constructor() {
            this.paint = new CK.Paint();
            this.listeners = new Set();
          }
          dispose() {
            if (this.isOver) return;
            for (const listener of this.listeners) listener(this);
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [reentered]
            this.isOver = true;
          }
        }
        export class Last {
          constructor() {
            this.paint = new CK.Paint();
            this.listeners = [];
          }
          dispose() {
            if (!this.isOver) {
              this.paint.delete();
              ~~~~~~~~~~~~~~~~~~~ [reentered]
              [...this.listeners].forEach((listener) => listener(this));
              this.isOver = true;
            }
          }
        }
        export class Emitter extends EventTarget {
          paint = new CK.Paint();
          dispose() {
            if (this.isOver) return;
            this.dispatchEvent(new Event("close"));
            this.paint.delete();
            ~~~~~~~~~~~~~~~~~~~ [reentered]
            this.isOver = true;
          }
        }
      `,
    },
  ],
});
