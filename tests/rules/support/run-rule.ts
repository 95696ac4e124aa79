import { basename } from "node:path";
import * as tsParser from "@typescript-eslint/parser";
import { RuleTester } from "@typescript-eslint/rule-tester";
import { describe, expect, it } from "vitest";
import plugin from "../../../src/index.ts";
import { readCases, type ReadyCase, type RuleCases } from "./cases.ts";
import { lint, lintWithOxlint, type Report } from "./hosts.ts";

// A process of oxlint and a program of TypeScript per file take longer than the cases themselves.
const isFull = process.env["WASM_LEAKS_FULL"] === "1";

type RuleName = keyof typeof plugin.rules;

/**
 * Runs a rule's cases through every host users have: typescript-eslint's RuleTester, ESLint 9 and 10 with both parsers,
 * with types, and oxlint. Every host must give the same reports at the same places. The short run asks the slow hosts
 * for the cases of a rule's first file only (`tests/rules/RULE.test.ts`).
 */
export function runRule(name: RuleName, given: RuleCases): void {
  const { valid, invalid } = readCases(given);
  const rule = plugin.rules[name] as unknown as Parameters<RuleTester["run"]>[1];
  const messages = (rule.meta as { messages: Record<string, string> }).messages;

  for (const language of ["js", "ts"] as const) {
    const tester = new RuleTester({
      languageOptions: { ...(language === "ts" && { parser: tsParser }), ecmaVersion: "latest" } as never,
    });
    const common = ({ code, title, options, settings, sourceType }: ReadyCase) => ({
      code,
      name: `${title} (${language})`,
      filename: `file.${language}`,
      ...(options && { options }),
      ...(settings && { settings }),
      ...(sourceType && { languageOptions: { sourceType } }),
    });
    const fits = (entry: ReadyCase): boolean => language === "ts" || entry.language !== "ts";
    tester.run(name, rule, {
      valid: valid.filter(fits).map(common) as never,
      invalid: invalid.filter(fits).map((entry) => {
        const offered = lint(10, name, entry, language === "ts" ? "typescript" : "espree").messages;
        return {
          ...common(entry),
          errors: entry.errors.map((error, i) => ({
            ...error,
            suggestions: (offered[i]?.suggestions ?? []).map(({ messageId, fix }) => ({
              messageId,
              output: entry.code.slice(0, fix.range[0]) + fix.text + entry.code.slice(fix.range[1]),
            })),
          })),
        };
      }) as never,
    });
  }

  describe(`${name} in every host`, () => {
    const entries = [...valid, ...invalid];
    const asksAll = isFull || basename(expect.getState().testPath ?? "") === `${name}.test.ts`;
    const expected = entries.map(
      (entry) => lint(10, name, entry, entry.language === "ts" ? "typescript" : "espree").reports,
    );

    it.each(invalid.map((entry) => [entry.title, entry] as const))("reports where the underline is: %s", (_, entry) => {
      const { reports } = lint(10, name, entry, entry.language === "ts" ? "typescript" : "espree");
      expect(reports.map(({ line, column, endLine, endColumn }) => ({ line, column, endLine, endColumn }))).toEqual(
        entry.errors.map(({ line, column, endLine, endColumn }) => ({ line, column, endLine, endColumn })),
      );
      for (const [i, { message }] of reports.entries()) {
        expect(message).toMatch(pattern(messages[entry.errors[i]?.messageId ?? ""] ?? ""));
        expect(message).not.toContain("{{");
      }
    });

    it("gives the suggestions that the cases name", () => {
      for (const entry of invalid) {
        const found = lint(10, name, entry, entry.language === "ts" ? "typescript" : "espree").messages;
        entry.suggestions?.forEach((suggestions, i) => {
          const offered = (found[i]?.suggestions ?? []).map(({ messageId, fix }) => ({
            messageId,
            output: entry.code.slice(0, fix.range[0]) + fix.text + entry.code.slice(fix.range[1]),
          }));
          expect(offered, entry.title).toEqual(suggestions);
        });
      }
      expect(invalid.length).toBeGreaterThan(0);
    });

    const others = [
      ["ESLint 9", 9, "espree"],
      ["ESLint 9 with the TypeScript parser", 9, "typescript"],
      ["ESLint 10 with types", 10, "typed"],
    ] as const;
    it.each(asksAll ? others : others.slice(0, 1))("%s gives the same reports", (_, version, parser) => {
      const found = entries.map((entry): Report[] | undefined => {
        const isTyped = entry.language === "ts" || parser !== "espree";
        return isTyped && parser === "espree" ? undefined : lint(version, name, entry, parser).reports;
      });
      expect(named(entries, found)).toEqual(
        named(
          entries,
          expected.map((reports, i) => (found[i] === undefined ? undefined : reports)),
        ),
      );
    });

    if (asksAll)
      it("oxlint gives the same reports", () => {
        expect(named(entries, lintWithOxlint(name, entries))).toEqual(named(entries, expected));
      });
  });
}

function named(entries: readonly ReadyCase[], reports: readonly (Report[] | undefined)[]): unknown[] {
  return entries.map(({ title }, i) => ({ title, reports: reports[i] }));
}

/** The pattern that a message template's filled texts match. */
function pattern(template: string): RegExp {
  const parts = template.split(/\{\{\s*\w+\s*\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`, "s");
}
