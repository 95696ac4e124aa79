import { runRule } from "./support/run-rule.ts";

const canvasKit = `import CanvasKitInit from "canvaskit-wasm";
const CanvasKit = await CanvasKitInit();
`;

runRule("require-release", {
  valid: [
    {
      name: "released in finally",
      code: "function f(n) { const p = M._malloc(n); try { fill(p); } finally { M._free(p); } }",
    },
    {
      name: "a collector that came as a parameter was given the temporary",
      code: `export const place = (gc, wasm, matrix) => gc((c) => c(new wasm.Location(c(convert(matrix)))));
        export function other(wasm) { const location = new wasm.Location(); location.delete(); }`,
    },
    {
      name: "a helper frees a nested structure that another helper made",
      code: `function freeConfig(c, M) { if ("inner" in c) freeConfig(c.inner, M); M._free(c.ptr); }
        function makeConfig(M) { const inner = { ptr: M._malloc(4) }; return { ptr: M._malloc(8), inner }; }
        export function run(M) { const config = makeConfig(M); M._run(config.ptr); freeConfig(config, M); }`,
    },
    {
      name: "released before rethrowing, and at the end",
      code: "function f(n) { const p = M._malloc(n); try { fill(p); } catch (error) { M._free(p); throw error; } M._free(p); }",
    },
    {
      name: "a flag guards the release in finally",
      code: "function f(n) { const p = M._malloc(n); let done = false; try { fill(p); done = true; return p; } finally { if (!done) M._free(p); } }",
    },
    {
      name: "a null check that throws before the try",
      code: "function f(n) { const p = M._malloc(n); if (!p) throw new Error('full'); try { fill(p); } finally { M._free(p); } }",
    },
    {
      name: "null guards in several spellings",
      code: `function f(n) {
        let p = 0;
        if (n > 0) p = M._malloc(n);
        if (p !== 0) M._free(p);
        const q = n ? M._malloc(n) : null;
        if (q != null) M._free(q);
        const r = n && M._malloc(n);
        r && M._free(r);
      }`,
    },
    {
      name: "the same condition twice",
      code: "function f(o) { let p; if (o.wide === 2) p = M._malloc(8); work(); if (o.wide !== 2) return; M._free(p); }",
    },
    {
      name: "through aliases and number conversions",
      code: "function f(n) { const p = M._malloc(n) >>> 0; const q = p; M._free(q | 0); }",
    },
    {
      name: "returned: alone, in an object, in an array, in a closure",
      code: `function a(n) { return M._malloc(n); }
        function b(n) { const ptr = M._malloc(n); return { ptr, n }; }
        function c(n) { const p = M._malloc(n); const q = M._malloc(n); return [p, q]; }
        function d(n) { const p = M._malloc(n); return () => M._free(p); }`,
    },
    {
      name: "released by a helper of the file",
      code: "function drop(p) { if (p) M._free(p); } function f(n) { const p = M._malloc(n); drop(p); }",
    },
    {
      name: "released by a nested function and by callbacks",
      code: `function f(n) { const p = M._malloc(n); const done = () => M._free(p); if (n) { done(); return; } done(); }
        function g(n) { const p = M._malloc(n); return load(p).finally(() => M._free(p)); }
        function h(n, stack) { const p = M._malloc(n); stack.defer(() => M._free(p)); }`,
    },
    {
      name: "an array of pointers, freed by a loop, by forEach, by index, by pop",
      code: `function f(list) { const all = []; try { for (const s of list) all.push(M._malloc(s)); } finally { for (const p of all) M._free(p); } }
        function g(list) { const all = list.map((s) => M._malloc(s)); all.forEach((p) => M._free(p)); }
        function h(n) { const all = []; for (let i = 0; i < n; i++) all.push(M._malloc(4)); for (let i = 0; i < n; i++) M._free(all[i]); }
        function k(n) { const all = [M._malloc(n)]; while (all.length) M._free(all.pop()); }`,
    },
    {
      name: "lives as long as a factory's product or the module",
      code: `const shared = M._malloc(8);
        export function create() { const cell = M._malloc(8); return { read() { return M.HEAP32[cell >> 2]; } }; }`,
    },
    {
      name: "handed to the module with its destructor",
      code: "function f(db, text) { const p = M._malloc(text.length); M._bind_text(db, p, text.length, M._destructor_address); }",
    },
    {
      name: "stored in the module's memory, in an outer collection, in an outer variable",
      code: `const held = new Map(); let last = 0;
        function f(cell, n) { M.HEAPU32[cell >> 2] = M._malloc(n); }
        function g(key, n) { held.set(key, M._malloc(n)); }
        function h(n) { last = M._malloc(n); }`,
    },
    {
      name: "using, await using, a DisposableStack",
      language: "ts",
      code: `${canvasKit}
        function f() { using paint = new CanvasKit.Paint(); paint.setAlphaf(1); }
        async function g() { await using paint = new CanvasKit.Paint(); paint.setAlphaf(1); }
        function h() { using stack = new DisposableStack(); const paint = stack.use(new CanvasKit.Paint()); paint.setAlphaf(1); }`,
    },
    {
      name: "collectors: manage, track, a local collector that is called in finally",
      code: `${canvasKit}
        function f(scope) { const paint = scope.manage(new CanvasKit.Paint()); paint.setAlphaf(1); }
        function g() { const [r, gc] = localGC(); try { r(new CanvasKit.Paint()).setAlphaf(1); } finally { gc(); } }`,
    },
    {
      name: "deleteLater, consume, optional calls",
      code: `${canvasKit}
        function f() { const paint = new CanvasKit.Paint(); paint.deleteLater(); }
        function g() { return new CanvasKit.Paint().consume((paint) => paint.getColor()); }
        function h(c) { const paint = c ? new CanvasKit.Paint() : undefined; work(); paint?.delete(); }`,
    },
    {
      name: "plain objects and borrowed ones of a package",
      code: `${canvasKit}
        function f(surface) { const style = new CanvasKit.TextStyle({}); const canvas = surface.getCanvas(); return [style.color, canvas.getSaveCount()]; }`,
    },
    {
      name: "delete and free of things that are no native memory",
      code: "function f(map, key) { const set = new Set(); set.add(key); map.delete(key); set.delete(key); new URLSearchParams().delete(key); }",
    },
    {
      name: "wrapped in an object of the user's, or registered",
      code: `${canvasKit}
        function f() { return new Brush(new CanvasKit.Paint()); }
        function g(registry, owner) { const p = M._malloc(8); registry.register(owner, p); }`,
    },
    {
      name: "a path that ends the process",
      code: "function f(n) { const p = M._malloc(n); if (!ok(n)) process.exit(1); M._free(p); }",
    },
    {
      name: "a finalizer mends it later: not reported by default",
      code: `import { Parser } from "web-tree-sitter";
        export function f(text) { const parser = new Parser(); const tree = parser.parse(text); return tree.rootNode.type; }`,
    },
    {
      name: "an address given to native code and never freed here may be native code's by now",
      code: "function f(n) { const p = M._malloc(n); M._keep(p); }",
    },
    {
      name: "a class whose name only looks native",
      code: "function f() { const error = new M.RangeError(); log(new Date(), error); }",
    },
  ],
  invalid: [
    {
      name: "an early return",
      code: `
        function f(n) {
          const p = M._malloc(n);
                    ~~~~~~~~~~~~ [path]
          if (n > 9) return 0;
          M._free(p);
          return 1;
        }
      `,
    },
    {
      name: "a throw, a continue, a branch",
      code: `
        function f(list) {
          for (const n of list) {
            const p = M._malloc(n);
                      ~~~~~~~~~~~~ [path]
            if (n === 3) continue;
            M._free(p);
          }
          const q = M._malloc(8);
                    ~~~~~~~~~~~~ [path]
          if (!check(list)) throw new Error("bad");
          M._free(q);
          const r = M._malloc(8);
                    ~~~~~~~~~~~~ [path]
          if (list.length > 2) M._free(r);
        }
      `,
    },
    {
      name: "never released, with repairs",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function width(text) {
          const font = new CanvasKit.Font(null, 12);
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          return font.getGlyphWidths(text)[0];
        }
      `,
      suggestions: [
        [
          {
            messageId: "addUsing",
            output: `import CanvasKitInit from "canvaskit-wasm";
const CanvasKit = await CanvasKitInit();
export function width(text) {
  using font = new CanvasKit.Font(null, 12);
  return font.getGlyphWidths(text)[0];
}
`,
          },
          {
            messageId: "addFinally",
            output: `import CanvasKitInit from "canvaskit-wasm";
const CanvasKit = await CanvasKitInit();
export function width(text) {
  const font = new CanvasKit.Font(null, 12);
  try {
    return font.getGlyphWidths(text)[0];
  } finally {
    font.delete();
  }
}
`,
          },
        ],
      ],
    },
    {
      name: "temporaries: as a receiver, as an argument, dropped",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        const CanvasKit = await CanvasKitInit();
        export function f(canvas) {
          const color = new CanvasKit.Paint().getColor();
                        ~~~~~~~~~~~~~~~~~~~~~ [temporary]
          canvas.drawPaint(new CanvasKit.Paint());
                           ~~~~~~~~~~~~~~~~~~~~~ [temporary]
          new CanvasKit.Paint();
          ~~~~~~~~~~~~~~~~~~~~~ [temporary]
          return color;
        }
      `,
    },
    {
      name: "overwritten",
      code: `
        function f(n) {
          let p = M._malloc(n);
                  ~~~~~~~~~~~~ [overwritten]
          p = M._malloc(2 * n);
          M._free(p);
        }
      `,
      suggestions: [
        [
          {
            messageId: "releaseOld",
            output: `function f(n) {
  let p = M._malloc(n);
  M._free(p);
  p = M._malloc(2 * n);
  M._free(p);
}
`,
          },
        ],
      ],
    },
    {
      name: "what a helper of the file returns",
      code: `
        function copy(text) {
          const p = M._malloc(text.length);
          M.HEAPU8.set(text, p);
          return p;
        }
        function f(text, other) {
          const p = copy(text);
                    ~~~~~~~~~~ [path]
          if (other === null) return;
          M._free(p);
        }
      `,
    },
    {
      name: "a destructured pair of which one is released",
      code: `
        function pair() { return { a: M._malloc(1), b: M._malloc(2) }; }
        function f() {
          const { a, b } = pair();
                           ~~~~~~ [never]
          M._free(a);
          return b > 4;
        }
      `,
    },
    {
      name: "a collector that a throw skips",
      code: `
        function f(face) {
          const [r, gc] = localGC();
                          ~~~~~~~~~ [path]
          r(new CanvasKit.Paint());
          if (face.kind !== "plane") throw new Error("not flat");
          gc();
        }
      `,
    },
    {
      name: "an Embind vector, by the way it is read",
      code: `
        function f(wasmModule, input) {
          const results = wasmModule.readBarcodes(input);
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
          const texts = [];
          for (let i = 0; i < results.size(); i++) texts.push(results.get(i).text);
          return texts;
        }
      `,
    },
    {
      name: "an object of a module of which another is released in the file",
      code: `
        function f(codec) { const d = new codec.Decoder(); d.delete(); }
        function g(codec) { const e = new codec.Encoder(); return e.encode(); }
                                      ~~~~~~~~~~~~~~~~~~~ [never]
      `,
    },
    {
      name: "a swallowed exception, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(n) {
          const p = M._malloc(n);
                    ~~~~~~~~~~~~ [path]
          try {
            fill(p);
            M._free(p);
          } catch {
            report("failed");
          }
        }
      `,
    },
    {
      name: "any exception, when all are asked for",
      options: [{ report: "possible", exceptionPaths: "all" }],
      code: `
        function f(n) {
          const p = M._malloc(n);
                    ~~~~~~~~~~~~ [path]
          fill(p);
          M._free(p);
        }
      `,
    },
    {
      name: "late releases, when they are asked for",
      options: [{ finalized: "report" }],
      code: `
        import { LoroMap } from "loro-crdt";
        export function f() {
          const map = new LoroMap();
                      ~~~~~~~~~~~~~ [late]
          return map.size;
        }
      `,
    },
    {
      name: "given to native code and never freed, when what is possible is asked for",
      options: [{ report: "possible" }],
      code: `
        function f(n) {
          const p = M._malloc(n);
                    ~~~~~~~~~~~~ [never]
          M._keep(p);
        }
      `,
    },
    {
      name: "a count that a loop makes wrong, and stack space that is not given back",
      options: [{ report: "possible" }],
      code: `
        function f(list) {
          const vector = Module._Rf_protect(alloc(list.length));
          list.forEach((s) => set(vector, Module._Rf_protect(make(s))));
                                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unbalanced]
          Module._Rf_unprotect(2);
        }
        function g() {
          const cell = stackAlloc(4);
                       ~~~~~~~~~~~~~ [unbalanced]
          return read(cell);
        }
      `,
    },
    {
      name: "a family of the settings",
      settings: { "wasm-leaks": { families: [{ acquire: "image_load", release: "image_unload" }] } },
      code: `
        function f(path) {
          const image = lib.image_load(path);
                        ~~~~~~~~~~~~~~~~~~~~ [path]
          if (lib.image_width(image) === 0) return;
          lib.image_unload(image);
        }
      `,
    },
  ],
});
