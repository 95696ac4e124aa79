import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { ESLint, Linter } from "eslint";

interface LintOptions {
  readonly strict: boolean;
  readonly format: string;
  readonly settings?: string;
  readonly maxWarnings?: number;
}

const SCRIPTS = ["**/*.{js,mjs,cjs,jsx}"];
const TYPESCRIPT = ["**/*.{ts,mts,cts,tsx}"];

/** `wasm-leaks lint`: our rules alone, for hooks and for projects that have no ESLint configuration. */
export function lintCommand(): Command {
  return new Command("lint")
    .summary("lint files with the wasm-leaks rules alone")
    .description(
      "Lints files with the wasm-leaks rules alone and ignores the project's ESLint configuration.\n" +
        "Projects that use ESLint add the plugin to their configuration instead.",
    )
    .argument("[files...]", "files, folders or glob patterns", ["."])
    .option("--strict", "report what is possible too, not only what is certain", false)
    .option("--format <name>", "an ESLint formatter: stylish, json, html, or the path of one", "stylish")
    .option("--settings <file>", 'JSON file with the value of settings["wasm-leaks"]')
    .option("--max-warnings <n>", "exit with 1 above this number of warnings", count)
    .addHelpText("after", "\nExit code: 0 nothing found, 1 findings, 2 the files or the options cannot be used.")
    .action(async (files: string[], options: LintOptions) => {
      process.exitCode = await lint(files, options);
    });
}

async function lint(files: readonly string[], options: LintOptions): Promise<0 | 1 | 2> {
  const eslint = await load("eslint", () => import("eslint"));
  if (!eslint) return 2;
  const parser = await import("@typescript-eslint/parser").catch(() => undefined);
  const { default: plugin } = await import("../../../index.ts");

  let settings: unknown;
  if (options.settings !== undefined) {
    try {
      settings = JSON.parse(await readFile(options.settings, "utf8"));
    } catch (error) {
      return refuse(`--settings ${options.settings}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const shared: Linter.Config = {
    ...(options.strict ? plugin.configs.strict : plugin.configs.recommended),
    linterOptions: { reportUnusedDisableDirectives: "off" },
    ...(settings === undefined ? {} : { settings: { "wasm-leaks": settings } }),
  };
  const overrideConfig: Linter.Config[] = [
    { ...shared, files: SCRIPTS, languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  ];
  if (parser)
    overrideConfig.push({ ...shared, files: TYPESCRIPT, languageOptions: { parser: parser as Linter.Parser } });
  else if (files.some((file) => /\.[mc]?tsx?$/u.test(file))) {
    return refuse("TypeScript files need a parser: npm install --save-dev @typescript-eslint/parser typescript@~6.0");
  }

  const linter: ESLint = new eslint.ESLint({
    overrideConfigFile: true,
    overrideConfig,
    errorOnUnmatchedPattern: false,
    warnIgnored: false,
    // Rules of the project that a comment disables are unknown here; that is no problem of the file.
    ruleFilter: ({ ruleId }) => ruleId.startsWith("wasm-leaks/"),
  });
  let results: ESLint.LintResult[];
  let output: string;
  try {
    results = await linter.lintFiles(files.map((file) => file.split(path.sep).join("/")));
    output = await (await linter.loadFormatter(options.format)).format(results);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  if (output) console.log(output);
  const errors = results.reduce((sum, result) => sum + result.errorCount, 0);
  const warnings = results.reduce((sum, result) => sum + result.warningCount, 0);
  return errors > 0 || warnings > (options.maxWarnings ?? Infinity) ? 1 : 0;
}

async function load<T>(name: string, importer: () => Promise<T>): Promise<T | undefined> {
  try {
    return await importer();
  } catch {
    refuse(`lint needs ${name}: npm install --save-dev ${name}`);
    return undefined;
  }
}

function refuse(message: string): 2 {
  console.error(`wasm-leaks lint: ${message}`);
  return 2;
}

function count(value: string): number {
  if (!/^\d+$/u.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}
