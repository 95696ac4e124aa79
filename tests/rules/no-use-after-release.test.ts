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
  ],
  invalid: [
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
