import { runRule } from "./support/run-rule.ts";

const base = `
        import { Module } from "./wasm.js";
        class Value {
          constructor(value) { this.ptr = Module._make(value); this.preserve(); }
          preserve() { Module._preserve_object(this.ptr); }
          release() { Module._release_object(this.ptr); }
        }`;

runRule("require-release", {
  valid: [
    {
      name: "released, returned, kept, declared elsewhere",
      options: [{ report: "possible" }],
      code: `${base}
        export function a(n) { const value = new Value(n); try { return Module._width(value.ptr); } finally { value.release(); } }
        export function b(n) { return new Value(n); }
        export function c(n, list) { list.push(new Value(n)); }
        export class Holder { constructor(n) { this.value = new Value(n); } dispose() { this.value.release(); } }
      `,
    },
    {
      name: "classes whose constructor takes nothing, that count in JavaScript alone, or that a registry looks after",
      options: [{ report: "possible" }],
      code: `
        import { Module } from "./wasm.js";
        class Borrowed {
          constructor(ptr) { this.ptr = ptr; }
          preserve() { Module._preserve_object(this.ptr); }
          release() { Module._release_object(this.ptr); }
        }
        class Counter {
          constructor() { this.count = 0; this.retain(); }
          retain() { this.count++; }
          release() { this.count--; }
        }
        class Managed {
          constructor(value) { this.ptr = Module._make(value); this.preserve(); registry.register(this, this.ptr, this); }
          preserve() { Module._preserve_object(this.ptr); }
          release() { Module._release_object(this.ptr); }
        }
        export function f(n) { return [new Borrowed(n).ptr, new Counter().count, new Managed(n).ptr]; }
      `,
    },
  ],
  invalid: [
    {
      name: "an object that nothing releases, of a class that counts",
      options: [{ report: "possible" }],
      code: `${base}
        export function width(value, isValue) {
          const object = isValue ? value : new Value(value);
                                           ~~~~~~~~~~~~~~~~ [never]
          return Module._width(object.ptr);
        }
      `,
    },
    {
      name: "a constructor that returns another object, which it has preserved",
      options: [{ report: "possible" }],
      code: `
        import { Module, make } from "./wasm.js";
        class Value {
          constructor(value) { const made = make(value); made.preserve(); return made; }
          preserve() { Module._preserve_object(this.ptr); }
          release() { Module._release_object(this.ptr); }
        }
        export function width(value, wide) {
          const object = new Value(value);
                         ~~~~~~~~~~~~~~~~ [path]
          if (wide) return 9;
          const width = Module._width(object.ptr);
          object.release();
          return width;
        }
      `,
    },
  ],
});
