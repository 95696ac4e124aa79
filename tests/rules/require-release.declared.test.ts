import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "what is taken is released, returned, stored with an owner or handed on",
      language: "ts",
      code: `
        const wasm = instance.exports;
        export function a(image: Owned<Image>) { try { wasm.draw(image); } finally { wasm.image_free(image); } }
        export function b(image: Owned<Image>): Owned<Image> { wasm.draw(image); return image; }
        export function c(image: Owned<Image>) { a(image); }
        export function d(image: Owned<Image> | null) { if (image) wasm.image_free(image); }
        export class Holder {
          constructor(private image: Owned<Image>) {}
          dispose() { wasm.image_free(this.image); }
        }
        export class Field {
          image: number;
          constructor(image: Owned<Image>) { this.image = image; }
          dispose() { wasm.image_free(this.image); }
        }
      `,
    },
    {
      name: "what is borrowed, and an address that nothing says more of",
      language: "ts",
      code: `
        export function a(image: Borrowed<Image>) { return wasm.exports.width(image); }
        export function b(image: Pointer<Image>) { return wasm.exports.width(image); }
        export function c(image: number) { return wasm.exports.width(image); }
      `,
    },
    {
      name: "a function that takes what it is given ends the caller's duty",
      language: "ts",
      code: `
        declare function enqueue(image: Owned<Image>): void;
        interface Native { swallow(image: Owned<Image>): void; keep: (image: Owned<Image>) => void }
        const native = instance.exports as unknown as Native;
        export function a() { enqueue(wasm.exports._Image__constructor()); }
        export function b() { const image = wasm.exports._Image__constructor(); native.swallow(image); }
        export function c() { const image = wasm.exports._Image__constructor(); native.keep(image); }
      `,
    },
    {
      name: "a parameter that only its documentation tells",
      code: `
        /** @param {Owned<Image>} image */
        export function a(image) { wasm.exports.image_free(image); }
        /** @param {Borrowed<Image>} image */
        export function b(image) { return wasm.exports.width(image); }
      `,
    },
    {
      name: "another library's type of the same name is not certain",
      language: "ts",
      code: "export function f(flat: Owned<Flat>) { return flat.rooms.length; }",
    },
    {
      name: "a borrowed result",
      language: "ts",
      code: "declare function current(): Borrowed<Image>; export function f() { const image = current(); return wasm.exports.width(image); }",
    },
  ],
  invalid: [
    {
      name: "a parameter that is taken and forgotten, on one path or on all",
      language: "ts",
      code: `
        const wasm = instance.exports;
        export function a(image: Owned<Image>, fast: boolean) {
                          ~~~~~~~~~~~~~~~~~~~ [path]
          if (fast) return 0;
          const width = wasm.width(image);
          wasm.image_free(image);
          return width;
        }
        export function b(image: Owned<Image>) {
                          ~~~~~~~~~~~~~~~~~~~ [never]
          return 0;
        }
      `,
    },
    {
      name: "by its documentation",
      code: `
        /**
         * Draws and frees.
         * @param {Owned<Image>} image
         */
        export function draw(image, ready) {
                             ~~~~~ [path]
          if (!ready) return;
          wasm.exports.draw(image);
          wasm.exports.image_free(image);
        }
      `,
    },
    {
      name: "a caller that keeps its duty, because the function only borrows",
      language: "ts",
      code: `
        declare function enqueue(image: Borrowed<Image>): void;
        function look(image: Borrowed<Image>) { inspect(image); }
        export function a() {
          const image = wasm.exports._Image__constructor();
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          enqueue(image);
        }
        export function b() {
          const image = wasm.exports._Image__constructor();
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          look(image);
        }
      `,
    },
    {
      name: "an owned result, by the signature or by the variable",
      language: "ts",
      code: `
        import { make } from "./glue";
        interface Native { make(): Owned<Image> }
        const native = instance.exports as unknown as Native;
        export function a() {
          const image = native.make();
                        ~~~~~~~~~~~~~ [never]
          return 0;
        }
        export function b() {
          const image: Owned<Image> = make();
                                      ~~~~~~ [path]
          if (native.width(image) > 9) throw new Error("too wide");
          native.image_free(image);
        }
      `,
    },
  ],
});
