import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tsParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const wanted = 500_000;

/** Whatever is installed: compilers, bundlers, engines, linters, and the large wasm packages. */
function* installed(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".bin") yield* installed(path);
    else if (/\.(?:[cm]?[jt]sx?)$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name)) {
      if (statSync(path).size < 1_000_000) yield path;
    }
  }
}

const strict = plugin.configs.strict.rules ?? {};

/** Lints one file; gives its lines. How long files take is what `scripts/robustness.js` measures. */
function lint(path: string): { lines: number; crash: string | undefined } {
  const text = readFileSync(path, "utf8");
  const linter = new Linter();
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const languageOptions = {
    ecmaVersion: "latest" as const,
    sourceType: path.endsWith(".cjs") ? ("commonjs" as const) : ("module" as const),
    parserOptions: { ecmaFeatures: { jsx: true } },
    ...(isTypeScript && { parser: tsParser }),
  };
  const files = ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"];
  const config = [{ files, languageOptions, plugins: { "wasm-leaks": plugin }, rules: strict }] as Linter.Config[];
  const lines = text.split("\n").length;
  try {
    linter.verify(text, config, { filename: basename(path), allowInlineConfig: false });
  } catch (error) {
    return { lines, crash: `${path}: ${String(error)}` };
  }
  return { lines, crash: undefined };
}

describe("all rules, strict, over code nobody wrote for them", () => {
  it("neither throw nor hang on half a million lines", () => {
    const crashes: string[] = [];
    let lines = 0;
    for (const path of installed(join(root, "node_modules"))) {
      if (lines > wanted) break;
      const result = lint(path);
      lines += result.lines;
      if (result.crash !== undefined) crashes.push(result.crash);
    }
    expect(lines).toBeGreaterThan(wanted);
    expect(crashes).toEqual([]);
  });
});
