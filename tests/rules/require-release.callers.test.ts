import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "a parameter that the file's calls give a list of its own",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function widest(items) { let best = 0; for (let i = 0; i < items.length; i++) best = Math.max(best, items.get(i).width); return best; }
        export function first(map) { return widest(map); }
        export function make() { const m = new cv.Mat(); m.delete(); }
      `,
    },
    {
      name: "an element of the vector that the caller gives, which is deleted",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        function length(outlines) { const one = outlines.get(0); const n = cv.arcLength(one, true); one.delete(); return n; }
        export function measure(image) {
          const outlines = new cv.MatVector();
          try { return length(outlines); } finally { outlines.delete(); }
        }
      `,
    },
    {
      name: "a helper of another file whose name says that it lends, and one whose result is never released here",
      options: [{ report: "possible" }],
      code: `
        import { getPlan, loadPlan } from "./plans.js"; // wasm
        export function a() { const plan = getPlan(); plan.delete(); }
        export function b() { const plan = getPlan(); return plan.size; }
        export function c() { const plan = loadPlan(); return plan.size; }
      `,
    },
    {
      name: "a pair of other names: what one makes, the other does not end",
      options: [{ report: "possible" }],
      code: `
        import { get_page, release_lock } from "./wasm-book.js";
        export function a(book) { const page = get_page(book, 1); release_lock(page); }
        export function b(book) { const page = get_page(book, 2); return page.text; }
      `,
    },
  ],
  invalid: [
    {
      name: "an element of a vector that a function of the file is given",
      code: `
        import cv from "@techstark/opencv-js";
        function lengths(outlines) {
          const found = [];
          for (let i = 0; i < outlines.size(); i++) found.push(cv.arcLength(outlines.get(i), true));
                                                                            ~~~~~~~~~~~~~~~ [temporary]
          return found;
        }
        export function measure(image) {
          const outlines = new cv.MatVector();
          try { return lengths(outlines); } finally { outlines.delete(); }
        }
      `,
    },
    {
      name: "a module that comes in an object, and a method called by this",
      code: `
        import CanvasKitInit from "canvaskit-wasm";
        class Board {
          draw({ kit }, canvas) { canvas.drawPaint(new kit.Paint()); }
                                                   ~~~~~~~~~~~~~~~ [temporary]
          async start(canvas) { const kit = await CanvasKitInit(); this.draw({ kit }, canvas); }
        }
        new Board().start(document.querySelector("canvas"));
      `,
    },
    {
      name: "an imported pair: what one function gives, another of the same name's end takes back",
      options: [{ report: "possible" }],
      code: `
        import { get_page, release_page } from "./wasm-book.js";
        export function text(book) {
          const page = get_page(book, 1);
          try { return page.text(); } finally { release_page(page); }
        }
        export function width(book) {
          const page = get_page(book, 2);
                       ~~~~~~~~~~~~~~~~~ [path]
          if (page.isEmpty()) return 0;
          const width = page.width();
          release_page(page);
          return width;
        }
      `,
    },
    {
      name: "a helper of another file whose results are deleted here",
      options: [{ report: "possible" }],
      code: `
        import { makeHull } from "./hull-wasm.js";
        export function area(points) { const hull = makeHull(points); const area = hull.area(); hull.delete(); return area; }
        export function volume(points) { const hull = makeHull(points); return hull.volume(); }
                                                      ~~~~~~~~~~~~~~~~ [never]
      `,
    },
  ],
});
