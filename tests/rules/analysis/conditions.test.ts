import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";

const made = [
  "const p = malloc(8);",
  "const p = k ? malloc(8) : 0;",
  "let p = 0; if (k) p = malloc(8);",
  "const p = lookup() ?? malloc(8);",
];
const known = ["", "if (!p) return;", "if (p) n++;", "if (p === 0) n = 1;", "if (k) free(p);", "free(p);"];
const asked = [
  "(p && n) === 0",
  "(p || n) === null",
  "(p ?? n) === undefined",
  "(p ? n : k) === 0",
  "!((p && k) === 0) && n",
  "(p && !p) === 0",
  "(!p || n) === 0",
  "(p === 0 && n) === 0",
  "(p > 0 && p) === 0",
  "(k && p) === (p && k)",
  "typeof (p && n) === 'number'",
];

describe("conditions within conditions", () => {
  it.each(made)("end no lint, whatever is known by then: %s", (start) => {
    const codes = known.flatMap((before) =>
      asked.map(
        (test) => `
          const { malloc, free } = new WebAssembly.Instance(compiled).exports;
          export function f(k, n) { ${start} ${before} if (${test}) use(p); else n(); free(p); }`,
      ),
    );
    const rules = plugin.configs.strict.rules as Linter.RulesRecord;
    for (const code of codes) {
      const messages = new Linter().verify(code, [{ plugins: { "wasm-leaks": plugin }, rules }]);
      expect(
        messages.filter(({ fatal }) => fatal === true),
        code,
      ).toEqual([]);
    }
  });

  it("give their reports all the same", () => {
    const code = `
      const { malloc, free } = new WebAssembly.Instance(compiled).exports;
      export function f(n) { const p = malloc(8); if ((p > 0 && n) === 0) return n; free(p); return 0; }
      export function g(n) { const p = malloc(8); if (n > 3) return n; free(p); return 0; }`;
    const rules = plugin.configs.recommended.rules as Linter.RulesRecord;
    const messages = new Linter().verify(code, [{ plugins: { "wasm-leaks": plugin }, rules }]);
    expect(messages.map(({ line, ruleId }) => `${line} ${ruleId ?? ""}`)).toEqual([
      "3 wasm-leaks/require-release",
      "4 wasm-leaks/require-release",
    ]);
  });
});
