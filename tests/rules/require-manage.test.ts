import { runRule } from "./support/run-rule.ts";

runRule("require-manage", {
  valid: [
    {
      name: "released by a method, directly or through a local name",
      code: `class A { constructor(n) { this.ptr = M._malloc(n); } free() { M._free(this.ptr); this.ptr = 0; } }
        class B { #ptr; constructor(n) { this.#ptr = M._malloc(n); } free() { const old = this.#ptr; this.#ptr = 0; M._free(old); } }
        class C { constructor(n) { this.ptr = M._malloc(n); } free() { const { ptr } = this; M._free(ptr); } }`,
    },
    {
      name: "registered with manage or a registry",
      code: `class A { constructor(n) { this.ptr = M._malloc(n); manage(this.ptr, new WeakRef(this), M._free); } }
        class B { constructor(n) { const p = M._malloc(n); this.ptr = p; registry.register(this, p, this); } }`,
    },
    {
      name: "all elements released",
      code: "class A { constructor() { this.all = []; } add(n) { this.all.push(M._malloc(n)); } free() { for (const p of this.all) M._free(p); } }",
    },
    {
      name: "a subclass whose parent may look after the field",
      code: "class A extends Base { constructor(n) { super(); this.ptr = M._malloc(n); } }",
    },
    {
      name: "a static field lives as long as the program",
      code: "class A { static init() { this.scratch = M._malloc(64); } }",
    },
    { name: "a pointer that is only borrowed", code: "class A { constructor(ptr) { this.ptr = ptr; } }" },
  ],
  invalid: [
    {
      name: "a public field, a private field",
      code: `
        class Image {
          constructor(n) {
            this.ptr = M._malloc(n);
                       ~~~~~~~~~~~~ [unmanaged]
          }
          width() { return M._width(this.ptr); }
        }
        class Font {
          #ptr;
          constructor(n) {
            this.#ptr = M._malloc(n);
                        ~~~~~~~~~~~~ [unmanaged]
          }
          size() { return M._size(this.#ptr); }
        }
      `,
    },
    {
      name: "one of two fields is forgotten",
      code: `
        class Image {
          constructor(n) {
            this.pixels = M._malloc(n);
            this.palette = M._malloc(256);
                           ~~~~~~~~~~~~~~ [unmanaged]
          }
          free() { M._free(this.pixels); }
        }
      `,
    },
    {
      name: "a handle of a package",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export class Brush {
          constructor() {
            this.paint = new CanvasKit.Paint();
                         ~~~~~~~~~~~~~~~~~~~~~ [unmanaged]
          }
        }
      `,
    },
  ],
});
