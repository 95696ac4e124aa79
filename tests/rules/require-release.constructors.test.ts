import { runRule } from "./support/run-rule.ts";

const start = 'import init from "canvaskit-wasm";\nconst CK = await init();\n';

runRule("require-release", {
  valid: [
    {
      name: "an address that another module, or a function about something else, is given before the constructor throws",
      options: [{ report: "possible" }],
      code: `
        export class A {
          constructor(lib, other) {
            this.handle = lib._vad_new();
            other._registry_add(this.handle);
            if (lib._vad_check() < 0) throw new Error("mode");
          }
          destroy(lib) { lib._vad_free(this.handle); }
        }
        export class B {
          constructor(lib, scene) {
            this.handle = lib._vad_new();
            if (lib._scene_add(scene, this.handle) < 0) throw new Error("mode");
          }
          destroy(lib) { lib._vad_free(this.handle); }
        }
        export class C {
          constructor(lib, mode) {
            this.handle = lib._vad_new();
            lib._registry_add(this.handle);
            if (lib._vad_set_mode(this.handle, mode) < 0) throw new Error("mode");
          }
          destroy(lib) { lib._vad_free(this.handle); }
        }
      `,
    },
    {
      name: "a failed allocation holds nothing",
      code: `
        export class A { #p; constructor(M, n) { this.#p = M._malloc(n); if (!this.#p) throw new Error("oom"); } free(M) { M._free(this.#p); } }
        export class B { #p; constructor(M, n) { this.#p = M._malloc(n); if (this.#p === 0) throw new Error("oom"); } free(M) { M._free(this.#p); } }
      `,
    },
    {
      name: "released, or not yet made, before the constructor throws",
      code: `${start}
        export class A { constructor(x) { this.path = new CK.Path(); if (x) { this.path.delete(); throw new Error("x"); } } delete() { this.path.delete(); } }
        export class B { constructor(x) { this.path = new CK.Path(); if (x) { this.delete(); throw new Error("x"); } } delete() { this.path.delete(); } }
        export class C { constructor(x) { if (x) throw new Error("x"); this.path = new CK.Path(); } delete() { this.path.delete(); } }
        export class D {
          constructor(x) {
            try { this.path = new CK.Path(); if (x) throw new Error("x"); } catch (error) { this.path?.delete(); throw error; }
          }
          delete() { this.path.delete(); }
        }
      `,
    },
    {
      name: "somebody else has the object or what it holds",
      code: `${start}
        export class A { constructor(x, all) { all.push(this); this.path = new CK.Path(); if (x) throw new Error("x"); } delete() { this.path.delete(); } }
        export class B { constructor(x, all) { this.path = new CK.Path(); all.push(this.path); if (x) throw new Error("x"); } delete() { this.path.delete(); } }
        export class C { constructor(x, on) { on(() => this.delete()); this.path = new CK.Path(); if (x) throw new Error("x"); } delete() { this.path.delete(); } }
        export class D extends Base { constructor(x) { super(); this.path = new CK.Path(); if (x) throw new Error("x"); } delete() { this.path.delete(); } }
      `,
    },
    {
      name: "a method of its own that throws nothing, ends what it holds, or is run later",
      options: [{ report: "possible" }],
      code: `${start}
        export class A { constructor(x) { this.path = new CK.Path(); this.load(x); } load(x) { this.x = x; } delete() { this.path.delete(); } }
        export class B {
          constructor(x) { this.path = new CK.Path(); this.load(x); }
          load(x) { if (x) { this.delete(); throw new Error("x"); } }
          delete() { this.path.delete(); }
        }
        export class C { constructor(x) { this.path = new CK.Path(); this.load(x); } async load(x) { if (x) throw new Error("x"); } delete() { this.path.delete(); } }
        export class D { constructor(x, all) { this.path = new CK.Path(); this.load(x, all); } load(x, all) { all.push(this); if (x) throw new Error("x"); } delete() { this.path.delete(); } }
      `,
    },
  ],
  invalid: [
    {
      name: "an address that is only asked for, and worked on by its own module",
      options: [{ report: "possible" }],
      code: `
        export class Detector {
          constructor(lib, mode) {
            this.handle = lib._vad_new();
                          ~~~~~~~~~~~~~~ [path]
            if (!this.handle) throw new Error("no memory");
            if (lib._vad_set_mode(this.handle, mode) < 0) throw new Error("mode");
          }
          destroy(lib) { lib._vad_free(this.handle); }
        }
      `,
    },
    {
      name: "a method of its own that throws, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        export class Player {
          #song;
          constructor(M, bytes) {
            this.#song = M._malloc(bytes.length);
                         ~~~~~~~~~~~~~~~~~~~~~~~ [path]
            this.load(M, bytes);
          }
          load(M, bytes) { if (M._load(bytes) !== 0) throw new Error("not a song"); }
          stop(M) { M._free(this.#song); }
        }
      `,
    },
    {
      name: "nobody is given an object whose constructor throws",
      code: `${start}export class A {
  #path;
  constructor(x) {
    this.#path = new CK.Path();
                 ~~~~~~~~~~~~~ [path]
    this.#path.moveTo(0, 0);
    if (x > 2) throw new RangeError("x");
  }
  delete() { this.#path.delete(); }
}`,
    },
    {
      name: "a field that code outside may read",
      code: `${start}export class A {
  constructor(x) {
    this.path = new CK.Path();
                ~~~~~~~~~~~~~ [path]
    if (x > 2) throw new RangeError("x");
  }
  delete() { this.path.delete(); }
}`,
    },
    {
      name: "what comes after the throw has not happened yet",
      options: [{ report: "possible" }],
      code: `
        import Ammo from "ammo.js";
        export class Body {
          constructor(shape, list) {
            this.gravity = new Ammo.btVector3(1, 2, 3);
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [path]
            if (shape.type === "mesh") throw new Error("not supported");
            list.push(this);
            this.use();
          }
          use() { register(this); }
          destroy() { Ammo.destroy(this.gravity); }
        }
        export class Listed {
          constructor(shape, list) {
            this.gravity = new Ammo.btVector3(1, 2, 3);
            list.push(this);
            if (shape.type === "mesh") throw new Error("not supported");
          }
          destroy() { Ammo.destroy(this.gravity); }
        }
      `,
    },
  ],
});
