import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "the pinned argument is unpinned by its own name",
      code: `
        export function a(p) { wasm.exports.__pin(p); const r = wasm.exports.sum(p); wasm.exports.__unpin(p); return r; }
        export function b(p) { const q = wasm.exports.__pin(p); const r = wasm.exports.sum(q); wasm.exports.__unpin(p); return r; }
        export function c() {
          const p = wasm.exports.make();
          wasm.exports.__pin(p);
          try { return wasm.exports.sum(p); } finally { wasm.exports.__unpin(p); }
        }
        export function d(p, keep) { if (keep) wasm.exports.__pin(p); wasm.exports.sum(p); if (keep) wasm.exports.__unpin(p); }
        export function e(p) { wasm.exports.__pin(p); return () => wasm.exports.__unpin(p); }
      `,
    },
    {
      name: "a constant of the module stays pinned",
      code: `
        const { __pin, __unpin } = wasm.exports;
        const table = wasm.exports.table();
        __pin(table);
        export function again() { __pin(table); }
        export function end() { __unpin(table); }
      `,
    },
    {
      name: "stored in a field that the class unpins, before or after",
      code: `
        export class A { constructor(p) { this.p = p; wasm.exports.__pin(p); } dispose() { wasm.exports.__unpin(this.p); } }
        export class B { constructor(p) { wasm.exports.__pin(p); this.p = p; } dispose() { wasm.exports.__unpin(this.p); } }
        export class C { constructor() { const p = wasm.exports.make(); this.p = p; wasm.exports.__pin(p); } dispose() { wasm.exports.__unpin(this.p); } }
        export class D { constructor() { this.p = wasm.exports.make(); wasm.exports.__pin(this.p); } dispose() { wasm.exports.__unpin(this.p); } }
      `,
    },
    {
      name: "elements of a list, and helpers that pin for their caller",
      code: `
        export function all(list) {
          for (const p of list) wasm.exports.__pin(p);
          wasm.exports.run();
          list.forEach((p) => wasm.exports.__unpin(p));
        }
        function hold(p) { wasm.exports.__pin(p); }
        function drop(p) { wasm.exports.__unpin(p); }
        export function f() { const p = wasm.exports.make(); hold(p); wasm.exports.sum(p); drop(p); }
        export function g() { const p = wasm.exports.make(); wasm.exports.__pin(p); wasm.exports.sum(p); drop(p); }
      `,
    },
    {
      name: "a list of pinned arguments, unpinned whatever the caller's function does",
      options: [{ report: "possible" }],
      code: `
        export const bind = (call, convert) => (...values) => {
          const pinned = [];
          const given = values.map((value, i) => {
            const p = convert[i](value);
            if (p !== value) { wasm.exports.__pin(p); pinned.push(p); }
            return p;
          });
          try { return call(...given); } finally { pinned.forEach((p) => wasm.exports.__unpin(p)); }
        };
        export const look = (call, convert) => (value) => {
          const p = convert(value);
          wasm.exports.__pin(p);
          const result = call(value);
          wasm.exports.__unpin(p);
          return result;
        };
        export const promised = (value) => new Promise((resolve) => {
          later(() => { const p = make(value); wasm.exports.__pin(p); resolve(p); wasm.exports.__unpin(p); });
        });
        export const collected = (list) => list.map((keep) => {
          return () => { const p = make(list); wasm.exports.__pin(p); keep(p); wasm.exports.__unpin(p); };
        });
      `,
    },
    {
      name: "what nothing has pinned is the collector's",
      options: [{ report: "possible" }],
      code: `
        export function f(n, keeps) {
          const p = wasm.exports.__new(n, 1);
          if (!keeps) return;
          wasm.exports.__pin(p);
          wasm.exports.sum(p);
          wasm.exports.__unpin(p);
        }
      `,
    },
    {
      name: "a new object that is pinned is one thing to unpin",
      code: "export function f() { const p = wasm.exports.__new(8, 4); wasm.exports.__pin(p); wasm.exports.sum(p); wasm.exports.__unpin(p); }",
    },
  ],
  invalid: [
    {
      name: "a pinned argument that one path does not unpin",
      code: `
        export function f(p) {
          wasm.exports.__pin(p);
          ~~~~~~~~~~~~~~~~~~~~~ [path]
          if (wasm.exports.bad(p)) return 0;
          const r = wasm.exports.sum(p);
          wasm.exports.__unpin(p);
          return r;
        }
      `,
    },
    {
      name: "the result of a call, pinned and never unpinned",
      code: `
        export const drop = (p) => wasm.exports.__unpin(p);
        export function f() {
          const p = wasm.exports.make();
          wasm.exports.__pin(p);
          ~~~~~~~~~~~~~~~~~~~~~ [never]
          return wasm.exports.sum(p);
        }
      `,
    },
    {
      name: "a function of the caller's around may throw while its arguments are pinned",
      options: [{ report: "possible" }],
      code: `
        export const bind = (call, convert) => (...values) => {
          const pinned = [];
          const given = values.map((value, i) => {
            const p = convert[i](value);
            if (p !== value) { wasm.exports.__pin(p); pinned.push(p); }
                               ~~~~~~~~~~~~~~~~~~~~~ [path]
            return p;
          });
          const result = call(...given);
          pinned.forEach((p) => wasm.exports.__unpin(p));
          return result;
        };
      `,
    },
    {
      name: "a new object, pinned, and one path that leaves",
      code: `
        export function f(n) {
          const p = wasm.exports.__new(8, 4);
                    ~~~~~~~~~~~~~~~~~~~~~~~~ [path]
          wasm.exports.__pin(p);
          if (n > 9) return;
          wasm.exports.__unpin(p);
        }
      `,
    },
  ],
});

runRule("require-release", {
  valid: [
    {
      name: "the loader of older versions: retained and released, a result that is only a number, a newer one without release",
      options: [{ report: "possible" }],
      code: `
        export function a(text) {
          const p = wasm.__retain(wasm.__allocString(text));
          try { return wasm.length(p); } finally { wasm.__release(p); }
        }
        export function b(text) {
          const p = wasm.greet(text);
          try { return wasm.__getString(p); } finally { wasm.__release(p); }
        }
        export function c() { const n = wasm.count(); return n * 2; }
        export function d(p) { return wasm.__getString(p); }
      `,
    },
    {
      name: "newer versions have a collector",
      options: [{ report: "possible" }],
      code: `export function a(text) { const p = wasm.exports.greet(text); return wasm.exports.__getString(p); }`,
    },
  ],
  invalid: [
    {
      name: "the loader of older versions: what is retained, and what an export returns, waits for its release",
      options: [{ report: "possible" }],
      code: `
        export function a(text) {
          const p = wasm.__retain(wasm.__allocString(text));
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return wasm.length(p);
        }
        export function hash(message) {
          const given = wasm.__retain(wasm.__allocArray(wasm.BYTES, message));
          const pointer = wasm.hash(given);
                          ~~~~~~~~~~~~~~~~ [never]
          const result = wasm.__getArray(pointer);
          wasm.__release(given);
          wasm.__release(result);
          return result;
        }
        export function b(text) { return wasm.__getString(wasm.greet(text)); }
                                                          ~~~~~~~~~~~~~~~~ [never]
      `,
    },
  ],
});
