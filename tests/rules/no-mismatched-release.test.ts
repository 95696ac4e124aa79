import { runRule } from "./support/run-rule.ts";

runRule("no-mismatched-release", {
  valid: [
    "function f(n) { const p = M._malloc(n); M._free(p); }",
    "function f(n) { const p = malloc(n); _free(p); }",
    "function f(M) { const p = M._Image__constructor(); M._Image__destructor(p); }",
    {
      name: "a helper whose name says nothing of a family",
      code: "function f(n) { const p = M._malloc(n); destroyBuffer(p); }",
    },
    {
      name: "the allocator of a library",
      code: "function f(n) { const p = M._sqlite3_malloc(n); M._sqlite3_free(p); }",
    },
  ],
  invalid: [
    {
      name: "memory of an object, without its destructor",
      code: `
        function f(M) {
          const p = M._Image__constructor();
          M._free(p);
          ~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "the destructor of another class, another allocator",
      code: `
        function f(M) {
          const p = M._Image__constructor();
          M._Font__destructor(p);
          ~~~~~~~~~~~~~~~~~~~~~~ [mismatch]
          const q = M._sqlite3_malloc(8);
          M._free(q);
          ~~~~~~~~~~ [mismatch]
        }
      `,
    },
    {
      name: "a part of another object, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(Ammo) {
          const transform = new Ammo.btTransform();
          const origin = transform.getOrigin();
          Ammo.destroy(origin);
          ~~~~~~~~~~~~~~~~~~~~ [borrowed]
          return transform;
        }
      `,
    },
    {
      name: "an object given to free",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function f() {
          const path = new CanvasKit.Path();
          CanvasKit._free(path);
          ~~~~~~~~~~~~~~~~~~~~~ [mismatch]
        }
      `,
    },
  ],
});
