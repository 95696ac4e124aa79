import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

  it("ends no rule with an error in oxlint, over real packages", () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-oxlint-real-")));
    try {
      for (const name of ["web-tree-sitter", "yoga-layout", "fast-check", "sql.js", "eslint"])
        cpSync(join(root, "node_modules", name), join(folder, name), {
          recursive: true,
          dereference: true,
          filter: (path) => !/\.wasm$|\.map$|[\\/]node_modules[\\/].*[\\/]node_modules/.test(path),
        });
      writeFileSync(
        join(folder, ".oxlintrc.json"),
        JSON.stringify({
          jsPlugins: [{ name: "wasm-leaks", specifier: join(root, "dist/index.js") }],
          categories: { correctness: "off" },
          rules: strict,
        }),
      );
      // What says that the rules ran: real packages give no reports.
      writeFileSync(join(folder, "leak.js"), "export const f = () => Module._malloc(8) === 0;");
      const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
      const { stdout, stderr } = spawnSync(process.execPath, [oxlint, "-f", "json", "."], {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      });
      const result = JSON.parse(stdout) as {
        diagnostics: { code?: string; message: string }[];
        number_of_files: number;
      };
      expect(result.number_of_files).toBeGreaterThan(300);
      expect(stderr).toBe("");
      expect(result.diagnostics.length).toBeGreaterThan(0);
      // An error inside a plugin comes as a diagnostic without the name of a rule.
      const errors = result.diagnostics.filter(
        ({ code, message }) => !code?.startsWith("wasm-leaks(") || /Error running/.test(message),
      );
      expect(errors.map(({ message }) => message)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
