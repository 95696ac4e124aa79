import { runRule } from "./support/run-rule.ts";

const start = 'import CanvasKitInit from "canvaskit-wasm";\nconst CK = await CanvasKitInit();\n';

runRule("no-double-release", {
  valid: [
    {
      name: "a field that is cleared before anything throws, or filled first",
      options: [{ report: "possible" }],
      code: `
        function allocate(m, n) { const p = m._malloc(n); if (p === 0) throw new Error("memory"); return p; }
        export class Block {
          #p = 0;
          load(m, n) { m._free(this.#p); this.#p = 0; this.#p = allocate(m, n); }
          grow(m, n) { const next = allocate(m, n); m._free(this.#p); this.#p = next; }
          dispose(m) { m._free(this.#p); this.#p = 0; }
        }
        export class Mats {
          #mat = null;
          fill(size) { if (size === 0) throw new Error("empty"); this.#mat?.delete(); this.#mat = new cv.Mat(size, 1, 0); }
          dispose() { this.#mat?.delete(); this.#mat = null; }
        }
      `,
    },
    {
      name: "fields that every path clears or fills, and methods that do not release on the other path",
      options: [{ report: "possible" }],
      code: `${start}
        export class Shape {
          set(svg) { this.svg = svg; }
          nulled() {
            this.path?.delete();
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
            else this.path = null;
          }
          before() {
            this.path?.delete();
            this.path = undefined;
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
          }
          early() {
            if (!this.svg) return;
            this.path?.delete();
            this.path = CK.Path.MakeFromSVGString(this.svg);
          }
          inside() {
            if (this.svg) {
              this.path?.delete();
              this.path = CK.Path.MakeFromSVGString(this.svg);
            }
          }
          taken() {
            this.path?.delete();
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
            else delete this.path;
          }
          render(canvas) { canvas.drawPath(this.path); }
        }
      `,
    },
    {
      name: "flags, handles that are asked, and methods that end the object",
      options: [{ report: "possible" }],
      code: `${start}
        export class Shape {
          set(svg) { this.svg = svg; }
          flag() {
            this.path?.delete();
            if (!this.disposed) this.path = new CK.Path();
          }
          told() {
            this.path?.delete();
            this.has = false;
            if (this.svg) {
              this.path = CK.Path.MakeFromSVGString(this.svg);
              this.has = true;
            }
          }
          asked() {
            if (this.path && !this.path.isDeleted()) this.path.delete();
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
          }
          dispose(again) {
            this.path.delete();
            if (again) this.path = new CK.Path();
          }
          destroy(again) {
            this.path.delete();
            if (again) this.path = new CK.Path();
          }
        }
      `,
    },
    {
      name: "a field that stays as the constructor has set it decides, so that there is always something or never",
      options: [{ report: "possible" }],
      code: `${start}
        export class Fixed {
          constructor(svg) { this.svg = svg; }
          layout() {
            this.path?.delete();
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
          }
        }
        export class Inner {
          #svg;
          constructor(svg) { this.#svg = svg; }
          layout() {
            this.path?.delete();
            if (this.#svg) this.path = CK.Path.MakeFromSVGString(this.#svg);
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a field that still holds what is gone when its maker throws, or the method does",
      options: [{ report: "possible" }],
      code: `
        function allocate(m, n) { const p = m._malloc(n); if (p === 0) throw new Error("memory"); return p; }
        export class Block {
          #p = 0;
          load(m, n) {
            m._free(this.#p);
            ~~~~~~~~~~~~~~~~ [field]
            this.#p = allocate(m, n);
          }
          dispose(m) { m._free(this.#p); this.#p = 0; }
        }
        export class Screen {
          #surface = null;
          resize(kit, canvas) {
            this.#surface?.delete();
            ~~~~~~~~~~~~~~~~~~~~~~~ [field]
            const next = this.kit.makeFast(canvas) ?? kit.make(canvas);
            if (!next) throw new Error("no surface");
            this.#surface = next;
          }
          dispose() { this.#surface?.delete(); this.#surface = null; }
        }
      `,
    },
    {
      name: "a released field that only some paths fill anew",
      options: [{ report: "possible" }],
      code: `${start}
        export class Shape {
          set(svg) { this.svg = svg; }
          layout() {
            this.path?.delete();
            ~~~~~~~~~~~~~~~~~~~ [field]
            if (this.svg) this.path = CK.Path.MakeFromSVGString(this.svg);
            else if (this.commands) this.path = CK.Path.MakeFromCmds(this.commands);
          }
          render(canvas) { canvas.drawPath(this.path); }
        }
        export class Stroke {
          reset(width) {
            if (this.path) this.path.delete();
                           ~~~~~~~~~~~~~~~~~~ [field]
            if (width > 0) {
              this.path = new CK.Path();
            }
          }
          shape(kind) {
            this.block.delete();
            ~~~~~~~~~~~~~~~~~~~ [field]
            switch (kind) {
              case 1:
                this.block = new CK.Path();
                break;
              case 2:
                this.block = CK.Path.MakeFromCmds([]);
                break;
            }
          }
          render(canvas) { canvas.drawPath(this.path); }
        }
      `,
    },
  ],
});
