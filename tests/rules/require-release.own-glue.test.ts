import { runRule } from "./support/run-rule.ts";

// Builds of a project's own that have the name of a package's glue.

runRule("require-release", {
  valid: [
    {
      name: "what it makes is released",
      options: [{ report: "possible" }],
      code: `
        import createModule from "../out/reader/zxing_reader.js";
        export async function read() { const module = await createModule(); const reader = new module.Reader(); try { return reader.read(); } finally { reader.delete(); } }
      `,
    },
    {
      name: "the package's own namespace has no such class",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { ZXingModule } from "zxing-wasm";
        export function read(module: ZXingModule) { const reader = new module.Picture(); return reader.read(); }
      `,
    },
  ],
  invalid: [
    {
      name: "a module that the page has loaded",
      options: [{ report: "possible" }],
      code: `
        import "../out/reader/zxing_reader.js";
        export function read() {
          const reader = new Module.Reader();
                         ~~~~~~~~~~~~~~~~~~~ [never]
          return reader.read();
        }
        Module.onRuntimeInitialized = read;
      `,
    },
    {
      name: "the class is the project's",
      language: "ts",
      options: [{ report: "possible" }],
      code: `
        import type { MainModule } from "../out/reader/zxing_reader.js";
        export async function read(loading: Promise<MainModule>) {
          const module = await loading;
          const reader = new module.Reader();
                         ~~~~~~~~~~~~~~~~~~~ [never]
          return reader.read();
        }
      `,
    },
  ],
});
