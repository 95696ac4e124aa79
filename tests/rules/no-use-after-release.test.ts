import { runRule } from "./support/run-rule.ts";

runRule("no-use-after-release", {
  valid: [
    { name: "used before", code: "function f(n) { const p = M._malloc(n); M._fill(p); M._free(p); }" },
    {
      name: "a new value under the old name",
      code: "function f(n) { let p = M._malloc(n); M._free(p); p = M._malloc(n); M._fill(p); M._free(p); }",
    },
    {
      name: "released on the other path",
      code: "function f(n) { const p = M._malloc(n); if (n) { M._free(p); return; } M._fill(p); M._free(p); }",
    },
    {
      name: "the promise is awaited",
      code: "async function f() { const d = new M.Decoder(); try { return await d.runAsync(); } finally { d.delete(); } }",
    },
    {
      name: "names of other things",
      code: "function f(doc, map, key) { doc.delete(key); doc.get(key); map.delete(key); map.get(key); }",
    },
    {
      name: "one variable for all elements",
      code: "function f(list) { for (const h of list) { h.draw(); h.delete(); } }",
    },
    {
      name: "objects of JavaScript with a method of that name, and what only JavaScript is given",
      code: `
        export function a(take) { const block = take(8); block.free(); Slots.add(block); }
      `,
    },
    {
      name: "of the module: given a new value, not a constant, logged",
      code: `
        import * as wasm from "./pkg/geometry_wasm.js";
        export function a(text) { let point = parse(text); point.free(); point = parse(text); wasm.Shape.at(point); }
        export function b(point) { point.free(); wasm.Shape.at(point); }
        export function c(text) { const point = parse(text); point.free(); log(point); }
        export function d(text) { const point = parse(text); wasm.Shape.at(point); point.free(); }
      `,
    },
  ],
  invalid: [
    {
      name: "an object of the module that a function of another file made",
      code: `
        import { parse } from "./parse.js";
        import * as wasm from "./pkg/geometry_wasm.js";
        export function f(text) {
          const point = parse(text);
          const first = wasm.Shape.at(point);
          point.free();
          return first ?? wasm.Shape.near(point);
                                          ~~~~~ [plain]
        }
      `,
    },
    {
      name: "an address and an object",
      code: `
        function f(n) {
          const p = M._malloc(n);
          M._free(p);
          M._fill(p);
                  ~ [plain]
          const h = new M.Image();
          h.delete();
          h.draw();
          ~~~~~~~~ [plain]
        }
      `,
    },
    {
      name: "through an alias, a helper, a member",
      code: `
        function drop(p) { M._free(p); }
        function f(n) {
          const p = M._malloc(n);
          const q = p;
          drop(q);
          M.HEAPU8[p] = 1;
          ~~~~~~~~~~~ [plain]
        }
        class A {
          free() {
            M._free(this.ptr);
            M._clear(this.ptr);
                     ~~~~~~~~ [plain]
          }
        }
      `,
    },
    {
      name: "a promise that outlives finally, and what using declares",
      code: `
        function f() {
          const d = new M.Decoder();
          try {
            return d.runAsync();
            ~~~~~~~~~~~~~~~~~~~~ [promise]
          } finally {
            d.delete();
          }
        }
      `,
    },
    {
      name: "returned from under its using declaration",
      language: "ts",
      code: `
        function other() { const h = new M.Image(); h.delete(); }
        function f() {
          using image = new M.Image();
          return image;
          ~~~~~~~~~~~~~ [using]
        }
      `,
    },
    {
      name: "on one path, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(n) {
          for (const doc of n) {
            doc.delete();
            doc.draw();
            ~~~~~~~~~~ [plain]
          }
        }
      `,
    },
  ],
});
