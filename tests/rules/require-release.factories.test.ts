import { runRule } from "./support/run-rule.ts";

// Vectors in fields, and modules that a factory of a file of wasm gives.

runRule("require-release", {
  valid: [
    {
      name: "each element is released, or the vector is another's",
      options: [{ report: "possible" }],
      code: `
        export class Finder {
          largest() {
            let best = 0;
            for (let i = 0; i < this.contours.size(); i++) {
              const contour = this.contours.get(i);
              best = Math.max(best, cv.contourArea(contour));
              contour.delete();
            }
            return best;
          }
          other() { return cv.contourArea(this.shapes.get("first")); }
        }
      `,
    },
    {
      name: "a factory of something else, and what is no class of the module",
      options: [{ report: "possible" }],
      code: `
        import { createStore } from "./store.js";
        import createLines from "./wasm/lines.js";
        const store = await createStore();
        const item = new store.Item("a");
        item.show();
        const lines = await createLines();
        export const names = () => { const names = new lines.Map(); names.show(); };
      `,
    },
  ],
  invalid: [
    {
      name: "an element of a vector in a field",
      options: [{ report: "possible" }],
      code: `
        export class Finder {
          largest() {
            let best = 0;
            for (let i = 0; i < this.contours.size(); i++) {
              const contour = this.contours.get(i);
                              ~~~~~~~~~~~~~~~~~~~~ [never]
              best = Math.max(best, cv.contourArea(contour));
            }
            return best;
          }
          grey(image) { const grey = new cv.Mat(); cv.cvtColor(image, grey, cv.COLOR_RGBA2GRAY); return grey; }
        }
      `,
    },
    {
      name: "a class of the module that a factory gives",
      options: [{ report: "possible" }],
      code: `
        import createLines from "./wasm/lines.js";
        let lines;
        export async function begin() { lines = await createLines(); }
        export function draw() {
          const line = new lines.Line(0, 0);
                       ~~~~~~~~~~~~~~~~~~~~ [never]
          line.draw();
        }
      `,
    },
  ],
});
// Classes of a file that is named after wasm may be anybody's: factories called new say nothing there.

runRule("require-release", {
  valid: [
    {
      name: "a class of the project's own",
      options: [{ report: "possible" }],
      code: `
        import { Engine, Pool } from "./wasm/index.js";
        export async function run() { const engine = await Engine.new(8); const pool = new Pool(); return engine.compute(pool.size); }
      `,
    },
  ],
  invalid: [
    {
      name: "the class of a package",
      options: [{ report: "possible" }],
      code: `
        import { Engine } from "engine-wasm";
        export function run() { const engine = Engine.new(8); return engine.compute(); }
                                               ~~~~~~~~~~~~~ [never]
      `,
    },
  ],
});
