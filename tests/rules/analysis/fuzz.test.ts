import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tsParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const rules = plugin.configs.strict.rules ?? {};

/** Real code to spoil: glue that toolchains wrote, wrappers that people wrote, and this project's own runtime. */
const sources = [
  "node_modules/web-tree-sitter/web-tree-sitter.js",
  "node_modules/yoga-layout/dist/src/wrapAssembly.js",
  "src/runtime/lean.ts",
  "src/rules/analysis/recognise/values.ts",
  "demo/run.js",
].flatMap((path) => partsOf(path));

/** Statements of the file's top level, a few at a time: a small part stays code more often than a whole file does. */
function partsOf(path: string): { code: string; isTypeScript: boolean }[] {
  const text = readFileSync(join(root, path), "utf8");
  const parts = text.split(/\n(?=\S)(?![})\]])/).filter((part) => part.length > 80 && part.length < 8000);
  return parts.map((code) => ({ code, isTypeScript: path.endsWith(".ts") }));
}

const word = /[A-Za-z_$][\w$]*|\d[\w.]*|"[^"\n]*"|'[^'\n]*'|=>|[=!<>]=+|&&|\|\||\?\?|\?\.|\.\.\.|\s+|[^\s\w]/g;

/** What takes a token's place: things that stand where the rules expect something else. */
const strangers = [
  ..."null this super await yield async void delete typeof new static get using wasm malloc _free free HEAPU8 WebAssembly".split(
    " ",
  ),
  ...[
    "0",
    "''",
    "[]",
    "{}",
    "()",
    "...",
    "?.",
    "#p",
    "`${p}`",
    "/x/",
    "=> p",
    "= malloc(4)",
    ".delete()",
    "?? p",
    ";",
    "(p) =>",
    "class {}",
  ],
];

type Edit =
  { at: number; how: "delete" | "double" | "swap"; with: undefined } | { at: number; how: "replace"; with: string };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    at: fc.nat(),
    how: fc.constantFrom("delete" as const, "double" as const, "swap" as const),
    with: fc.constant(undefined),
  }),
  fc.record({ at: fc.nat(), how: fc.constant("replace" as const), with: fc.constantFrom(...strangers) }),
);

function spoil(code: string, edits: readonly Edit[]): string {
  const tokens: string[] = code.match(word) ?? [];
  for (const { at, how, with: stranger } of edits) {
    const i = at % Math.max(tokens.length, 1);
    const token = tokens[i] ?? "";
    if (how === "delete") tokens.splice(i, 1);
    else if (how === "double") tokens.splice(i, 0, token);
    else if (how === "replace") tokens[i] = ` ${stranger} `;
    else tokens.splice(i, 2, tokens[i + 1] ?? "", token);
  }
  return tokens.join("");
}

/** Whether the code parses; a rule that throws ends `verify` with its error. */
function lints(code: string, parser: "espree" | "typescript"): boolean {
  const config = {
    files: ["**/*.ts", "**/*.js"],
    plugins: { "wasm-leaks": plugin },
    rules,
    languageOptions: {
      ecmaVersion: "latest",
      sourceType: "module",
      ...(parser === "typescript" && { parser: tsParser }),
    },
  };
  // The comment opens the gate of every rule.
  const name = parser === "typescript" ? "file.ts" : "file.js";
  const messages = new Linter().verify(`${code}\n// WebAssembly`, [config] as Linter.Config[], name);
  return !messages.some(({ fatal }) => fatal === true);
}

const spoiled = fc
  .tuple(fc.constantFrom(...sources), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([{ code, isTypeScript }, edits]) => ({ code: spoil(code, edits), isTypeScript }));

describe("odd code", () => {
  it("ends no rule with an error, with ESLint's parser and with TypeScript's", () => {
    expect(sources.length).toBeGreaterThan(20);
    let parsed = 0;
    fc.assert(
      fc.property(spoiled, ({ code, isTypeScript }) => {
        if (!isTypeScript && lints(code, "espree")) parsed++;
        if (lints(code, "typescript")) parsed++;
      }),
      { numRuns: Number(process.env["WASM_LEAKS_FUZZ"] ?? 300) },
    );
    expect(parsed).toBeGreaterThan(50);
  });
});
