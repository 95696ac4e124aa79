import { createRequire } from "node:module";
import type { ESLint, Linter } from "eslint";
import { listedRules, rules } from "./rules/index.ts";

export type { FamilySetting, ManageSetting, MemorySetting, WasmLeaksSettings } from "./rules/settings.ts";

const { name, version } = createRequire(import.meta.url)("../package.json") as { name: string; version: string };
const namespace = "wasm-leaks";

const base = { meta: { name, version, namespace }, rules } satisfies ESLint.Plugin;

function config(of: "recommended" | "strict"): Linter.Config {
  const listed = of === "strict" ? listedRules : listedRules.filter(({ recommended }) => recommended);
  const entries = listed.map(({ name: rule, graded }): [string, Linter.RuleEntry] => [
    `${namespace}/${rule}`,
    of === "strict" && graded ? ["error", { report: "possible" }] : "error",
  ]);
  return { name: `${namespace}/${of}`, plugins: { [namespace]: plugin }, rules: Object.fromEntries(entries) };
}

const configs = {} as {
  /** Everything that is certain. */
  recommended: Linter.Config;
  /** Also what is possible, and late releases that a finalizer mends. */
  strict: Linter.Config;
};

const plugin = { ...base, configs } satisfies ESLint.Plugin;

configs.recommended = config("recommended");
configs.strict = config("strict");

export default plugin;
