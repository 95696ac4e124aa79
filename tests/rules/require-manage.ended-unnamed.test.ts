import { runRule } from "./support/run-rule.ts";

// Classes whose fields are released without being named, or by somebody beside the class.

const possible = [{ report: "possible" }];
const cv = 'import cv from "@techstark/opencv-js";';
const made = "constructor() { this.mat = new cv.Mat(); }";

runRule("require-manage", {
  valid: [
    {
      name: "a loop over names, values or properties",
      options: possible,
      code: `${cv}
        export class Named {
          ${made}
          dispose() { for (const name of ["mat", "gray"]) this[name].delete(); }
        }
        export class Each {
          ${made}
          dispose() { ["mat"].forEach((name) => this[name]?.delete()); }
        }
        export class Values {
          ${made}
          dispose() { Object.values(this).forEach((value) => value?.delete?.()); }
        }
        export class Keys {
          ${made}
          dispose() { for (const key in this) if (this[key] && this[key].delete) this[key].delete(); }
        }
      `,
    },
    {
      name: "a list or a map of the class's own",
      options: possible,
      code: `${cv}
        export class List {
          constructor() { this.all = []; this.mat = new cv.Mat(); this.all.push(this.mat); }
          dispose() { this.all.forEach((mat) => mat.delete()); }
        }
        export class Table {
          constructor() { this.table = new Map(); this.mat = new cv.Mat(); this.table.set("a", this.mat); }
          dispose() { for (const mat of this.table.values()) mat.delete(); }
        }
      `,
    },
    {
      name: "a helper that is given the object or what it holds",
      options: possible,
      code: `${cv}
        import { deleteFields, cleanup } from "./lib.js";
        export class Whole {
          ${made}
          dispose() { deleteFields(this); }
        }
        export class Part {
          ${made}
          dispose() { cleanup({ mat: this.mat }); }
        }
        export class Bound {
          constructor() { this.mat = new cv.Mat(); this.dispose = this.mat.delete.bind(this.mat); }
        }
      `,
    },
    {
      name: "methods that are added to the class, and its owner",
      options: possible,
      code: `${cv}
        export class Old { ${made} }
        Old.prototype.destroy = function () { this.mat.delete(); };
      `,
    },
    {
      name: "a mixin",
      options: possible,
      code: `${cv}
        export class Mixed { ${made} }
        Object.assign(Mixed.prototype, { destroy() { this.mat.delete(); } });
      `,
    },
    {
      name: "what holds the object",
      options: possible,
      code: `${cv}
        class Inner { ${made} }
        export class Outer {
          constructor() { this.inner = new Inner(); }
          dispose() { this.inner.mat.delete(); }
        }
      `,
    },
    {
      name: "the caller takes it out, or has the function that ends it",
      options: possible,
      code: `${cv}
        import createLib from "./lib.js";
        const lib = await createLib({ wasmBinary });
        export class Taken {
          ${made}
          take() {
            const mat = this.mat;
            this.mat = null;
            return mat;
          }
        }
        export class Block {
          constructor() {
            this.block = lib._malloc(8);
            this.dispose = lib._free.bind(lib, this.block);
          }
        }
      `,
    },
    {
      name: "a class that makes one object is not certain to leak",
      code: `${cv}
        export class One {
          static #one;
          static get() { return (One.#one ??= new One()); }
          ${made}
        }
      `,
    },
  ],
  invalid: [
    {
      name: "a helper that only looks at it",
      code: `${cv}
        import { show } from "./lib.js";
        export class Shown {
          constructor() { this.mat = new cv.Mat(); }
                                     ~~~~~~~~~~~~ [unmanaged]
          draw() { show(this); show({ mat: this.mat }); }
        }
      `,
    },
    {
      name: "the caller is lent it",
      code: `${cv}
        export class Lent {
          constructor() { this.mat = new cv.Mat(); }
                                     ~~~~~~~~~~~~ [unmanaged]
          get() {
            const mat = this.mat;
            return mat;
          }
        }
      `,
    },
    {
      name: "a field of the same name of another class",
      code: `${cv}
        export class Kept {
          constructor() { this.mat = new cv.Mat(); }
                                     ~~~~~~~~~~~~ [unmanaged]
          draw() { cv.imshow("out", this.mat); }
        }
        export class Freed {
          constructor() { this.mat = new cv.Mat(); }
          dispose() { this.mat.delete(); }
        }
      `,
    },
  ],
});
