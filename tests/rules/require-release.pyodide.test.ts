import { runRule } from "./support/run-rule.ts";

// What Python's code gives is a proxy if it is asked by a key.

runRule("require-release", {
  valid: [
    {
      name: "it is destroyed, or a number",
      options: [{ report: "possible" }],
      code: `
        import { loadPyodide } from "pyodide";
        const pyodide = await loadPyodide();
        export async function run(code) {
          const result = await pyodide.runPythonAsync(code);
          const value = result.get("value");
          result.destroy();
          return value;
        }
        export async function count(code) {
          const result = await pyodide.runPythonAsync(code);
          return result + 1;
        }
        export const cached = (cache, key) => cache.get(key).get("value");
      `,
    },
  ],
  invalid: [
    {
      name: "it is only read",
      options: [{ report: "possible" }],
      code: `
        export class Evaluator {
          constructor(pyodide) { this.pyodide = pyodide; }
          async run(code) {
            const result = await this.pyodide.runPythonAsync(code);
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [late]
            const value = await result.get("value");
            const stdout = await result.get("stdout");
            return { value, stdout };
          }
        }
      `,
    },
  ],
});
