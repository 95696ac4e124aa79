import { runRule } from "./support/run-rule.ts";

// A field that a method releases to fill it anew, and that the method which ends the object forgets.

const head = `import CanvasKitInit from "canvaskit-wasm"; const kit = await CanvasKitInit();`;

runRule("require-manage", {
  valid: [
    {
      name: "a field that the framework's last call releases, also by another method",
      options: [{ report: "possible" }],
      code: `
        export class Viewer {
          #mat = null;
          ngOnChanges() { this.#mat?.delete(); this.#mat = new cv.Mat(); this.view.show(this.#mat.data); }
          ngOnDestroy() { this.stop(); }
          stop() { this.#mat?.delete(); this.#mat = null; }
        }
      `,
    },
    {
      name: "released at the end as well: by name, through a helper method, a getter, over all fields, or by somebody else",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export class Text {
          constructor() { this.paint = new kit.Paint(); this.font = new kit.Font(null, 1); }
          render(size) { this.font?.delete(); this.font = new kit.Font(null, size); }
          delete() { this.paint.delete(); this.font?.delete(); }
        }
        export class Helped {
          constructor() { this.paint = new kit.Paint(); this.font = new kit.Font(null, 1); }
          render(size) { this.clear(); this.font = new kit.Font(null, size); }
          clear() { this.font?.delete(); this.font = null; }
          delete() { this.paint.delete(); this.clear(); }
        }
        export class Gotten {
          constructor() { this.paint = new kit.Paint(); this.face = new kit.Font(null, 1); }
          get current() { return this.face; }
          render(size) { this.face?.delete(); this.face = new kit.Font(null, size); }
          delete() { this.paint.delete(); this.current.delete(); }
        }
        export class Swept {
          constructor() { this.paint = new kit.Paint(); this.type = new kit.Font(null, 1); }
          render(size) { this.type?.delete(); this.type = new kit.Font(null, size); }
          delete() { this.paint.delete(); for (const each of Object.values(this)) each.delete?.(); }
        }
        export class Open {
          constructor() { this.paint = new kit.Paint(); this.glyphs = new kit.Font(null, 1); }
          render(size) { this.glyphs?.delete(); this.glyphs = new kit.Font(null, size); }
          delete() { this.paint.delete(); }
        }
        export function close(open) { open.glyphs.delete(); open.delete(); }
      `,
    },
    {
      name: "one that the method only gives back, without another in its place, and a class that ends nothing itself",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export class Text {
          constructor() { this.paint = new kit.Paint(); this.font = new kit.Font(null, 1); }
          hide() { this.font?.delete(); this.font = null; }
          delete() { this.paint.delete(); }
        }
        export class Page {
          constructor() { this.paint = new kit.Paint(); this.font = new kit.Font(null, 1); }
          render(size) { this.font?.delete(); this.font = new kit.Font(null, size); this.paint.delete(); this.paint = new kit.Paint(); }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "the others are released to be filled anew as well, before the method that ends the object",
      options: [{ report: "possible" }],
      code: `
        export class Model {
          run(n) {
            if (this.size < n) { this.one?.delete(); this.one = new cv.Mat(n, 1, 0); }
            if (this.size < n) {
              this.two?.delete();
              this.two = new cv.Mat(n, 1, 0);
                         ~~~~~~~~~~~~~~~~~~~ [forgotten]
            }
          }
          terminate() { this.one?.delete(); this.one = undefined; }
        }
      `,
    },
    {
      name: "a field that is released to be filled again, and not where the framework ends the object",
      options: [{ report: "possible" }],
      code: `
        export class Viewer {
          #mat = null;
          ngOnChanges() {
            this.#mat?.delete();
            this.#mat = new cv.Mat();
                        ~~~~~~~~~~~~ [unended]
            this.view.show(this.#mat.data);
          }
          ngOnDestroy() { cancelAnimationFrame(this.frame); }
        }
      `,
    },
    {
      name: "the paint is released at the end and the font is not",
      options: [{ report: "possible" }],
      code: `
        ${head}
        export class Text {
          constructor() { this.paint = new kit.Paint(); }
          render(size) { this.font?.delete(); this.font = new kit.Font(null, size); }
                                                          ~~~~~~~~~~~~~~~~~~~~~~~~ [forgotten]
          delete() { this.paint.delete(); }
        }
      `,
    },
  ],
});
