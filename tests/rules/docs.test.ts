import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as tsParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";

const pages = new URL("../../docs/rules/", import.meta.url);
const names = Object.keys(plugin.rules);

interface Example {
  line: number;
  language: "js" | "ts";
  options: unknown[];
  code: string;
  expected: "incorrect" | "correct";
}

/** The fenced examples below the headings "Incorrect" and "Correct"; a fence may carry the rule's options as JSON. */
function examplesOf(page: string): Example[] {
  const examples: Example[] = [];
  let expected: Example["expected"] | undefined;
  let open: { example: Example; lines: string[] } | undefined;
  for (const [i, line] of page.split("\n").entries()) {
    const fence = /^```(js|ts)\s*(\{.*\})?\s*$/.exec(line);
    if (open !== undefined) {
      if (line.startsWith("```")) {
        examples.push({ ...open.example, code: open.lines.join("\n") });
        open = undefined;
      } else open.lines.push(line);
    } else if (/^#+ /.test(line)) {
      expected = /incorrect/i.test(line) ? "incorrect" : /correct/i.test(line) ? "correct" : undefined;
    } else if (fence && expected !== undefined) {
      const options = fence[2] === undefined ? [] : [JSON.parse(fence[2]) as unknown];
      open = { example: { line: i + 2, language: fence[1] as "js" | "ts", options, code: "", expected }, lines: [] };
    }
  }
  return examples;
}

describe("rules, exports, tests and pages are the same set", () => {
  const files = (folder: string, end: string): string[] =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((file) => file.endsWith(end))
      .map((file) => file.slice(0, -end.length));

  it("one source file for each rule", () => {
    const helpers = new Set(["index", "create-rule", "graded", "guard", "settings", "settings-catalog"]);
    expect(
      files("../../src/rules/", ".ts")
        .filter((name) => !helpers.has(name))
        .sort(),
    ).toEqual([...names].sort());
  });

  it("one page for each rule", () => {
    expect(files("../../docs/rules/", ".md").sort()).toEqual([...names].sort());
  });

  it("one test for each rule", () => {
    expect(names.filter((name) => !existsSync(new URL(`${name}.test.ts`, import.meta.url)))).toEqual([]);
  });

  it("every rule in strict, and in recommended as its page says", () => {
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toEqual(names.map((name) => `wasm-leaks/${name}`));
  });
});

describe.each(names)("the page of %s", (name) => {
  const file = new URL(`${name}.md`, pages);
  const page = existsSync(file) ? readFileSync(file, "utf8") : "";
  const examples = examplesOf(page);

  it("has incorrect and correct examples, limitations, and says when not to use the rule", () => {
    expect(new Set(examples.map(({ expected }) => expected))).toEqual(new Set(["incorrect", "correct"]));
    expect(page).toMatch(/^## Limitations$/m);
    expect(page).toMatch(/^## When not to use it$/im);
  });

  it.each(examples.map((example) => [example.expected, example.line, example] as const))(
    "%s example at line %d",
    (_, __, example) => {
      const messages = new Linter().verify(
        example.code,
        [
          {
            files: ["**/*.js", "**/*.ts"],
            plugins: { "wasm-leaks": plugin },
            rules: { [`wasm-leaks/${name}`]: ["error", ...example.options] },
            languageOptions: { ecmaVersion: "latest", ...(example.language === "ts" && { parser: tsParser }) },
          },
        ],
        `example.${example.language}`,
      );
      const found = messages.map(({ ruleId, message }) => [ruleId, message]);
      if (example.expected === "correct") expect(found).toEqual([]);
      else {
        expect(found.length).toBeGreaterThan(0);
        expect(messages.every(({ ruleId }) => ruleId === `wasm-leaks/${name}`)).toBe(true);
      }
    },
  );
});
