import { runRule } from "./support/run-rule.ts";

runRule("require-release", {
  valid: [
    {
      name: "Pyodide: destroyed, or nothing tells that it is a proxy",
      options: [{ report: "possible", finalized: "report" }],
      code: `
        export function a(pyodide, code) { return pyodide.runPython(code); }
        export function b(pyodide) { const f = pyodide.globals.get("f"); try { return f(1); } finally { f.destroy(); } }
        export function c(pyodide, code) { const n = pyodide.runPython(code); return n + 1; }
        export function d(pyodide) { const options = new Map(); return options.get("x").toString(); }
        export function e(pyodide, code) { const list = pyodide.runPython(code); const made = list.toJs(); list.destroy(); return made; }
        export function f(pyodide, args) { const py = pyodide.toPy(args); return py; }
        export function g(pyodide, n) { pyodide.globals.set("options", pyodide.toPy({ n })); const m = pyodide.toPy(n); return m + 1; }
      `,
    },
    {
      name: "MobX, whose observables have toJS, and what has toJs without Python",
      options: [{ report: "possible", finalized: "report" }],
      code: `
        export function a(store) { return store.items().toJs(); }
        export function b(store) { const all = store.items(); return all.toJs()[0]; }
      `,
    },
    {
      name: "wa-sqlite by what only it has: finished on every path",
      options: [{ report: "possible" }],
      code: `
        export class Connection {
          async run(sql) {
            const text = this.sqlite.str_new(this.db, sql);
            try { return await this.step(this.sqlite.str_value(text)); } finally { this.sqlite.str_finish(text); }
          }
        }
      `,
    },
    {
      name: "methods of the same name where nothing mentions the package",
      options: [{ report: "possible" }],
      code: `
        export function a(grid, i) { const cells = grid.row(i).cells; return cells.length; }
        export function b(dom) { const text = dom.newString("x"); return text.length; }
        export function c(scene) { const image = scene.makeImageSnapshot(); scene.show(image); }
      `,
    },
    {
      name: "a row of a table beside OpenCV",
      options: [{ report: "possible" }],
      code: `
        import cv from "@techstark/opencv-js";
        export function a(table, mat) { const n = cv.countNonZero(mat); return table.row(n).cells; }
      `,
    },
    {
      name: "a QuickJS handle that its holder disposes of",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type * as QuickJS from "quickjs-emscripten";
        export function a(vm: QuickJS.QuickJSVm, text: string): void {
          const handle = vm.newString(text);
          vm.setProp(vm.global, "text", handle);
          handle.dispose();
        }
      `,
    },
  ],
  invalid: [
    {
      name: "Pyodide: an object that becomes a dictionary of Python's for one call",
      options: [{ report: "possible", finalized: "report" }],
      code: `
        export async function run(pyodide, code) {
          const result = await pyodide.runPythonAsync(code, { globals: pyodide.toPy({ code }) });
                                                                       ~~~~~~~~~~~~~~~~~~~~~~ [late]
          return String(result);
        }
      `,
    },
    {
      name: "Pyodide: a proxy that is asked for its values and forgotten",
      options: [{ report: "possible", finalized: "report" }],
      code: `
        export function a(pyodide, code) { const list = pyodide.runPython(code); return list.toJs(); }
                                                        ~~~~~~~~~~~~~~~~~~~~~~~ [late]
        export function b(pyodide, name) { return pyodide.globals.get("complete")(name).toJs()[0]; }
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
        export function c(pyodide, n) { const f = pyodide.globals.get("f"); const result = f(n); return Number(result); }
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~ [late]
        export async function d(pyodide, entry) { const checker = pyodide.pyimport("core.checker"); await checker.check(entry); }
                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
      `,
    },
    {
      name: "wa-sqlite by what only it has",
      options: [{ report: "possible" }],
      code: `
        export class Connection {
          async run(sql) {
            const text = this.sqlite.str_new(this.db, sql);
                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [never]
            const prepared = await this.sqlite.prepare_v2(this.db, this.sqlite.str_value(text));
            if (!prepared) return [];
            return this.rows(prepared);
          }
        }
      `,
    },
    {
      name: "OpenCV: rows of a matrix that is a parameter, and CanvasKit behind a parameter",
      options: [{ report: "possible" }],
      code: `
        export function a(source, i) { const m = new cv.Mat(); try { return cv.mean(source.col(i))[0] + cv.countNonZero(m); } finally { m.delete(); } }
                                                                                    ~~~~~~~~~~~~~ [temporary]
        export function b(canvaskit, surface) { const image = surface.makeImageSnapshot(); return image.encodeToBytes(); }
                                                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
      `,
    },
    {
      name: "QuickJS by the names of older versions",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type * as QuickJS from "quickjs-emscripten";
        export function a(vm: QuickJS.QuickJSVm, text: string): number {
          const handle = vm.newString(text);
                         ~~~~~~~~~~~~~~~~~~ [never]
          return vm.dump(handle).length;
        }
      `,
    },
  ],
});
