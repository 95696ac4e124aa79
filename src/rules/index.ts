import type { Rule } from "eslint";
import type { RuleDocs } from "./create-rule.ts";
import { noDeleterCapture } from "./no-deleter-capture.ts";

const every = { "no-deleter-capture": noDeleterCapture };

// typescript-eslint's rule type is not assignable to ESLint's own (its issue 11543), so every rule is given both.
type Both<Rules> = { [Name in keyof Rules]: Rules[Name] & Rule.RuleModule };

/** Every rule by its name, which is also the name of its file, its test and its page. */
export const rules: Both<typeof every> = every as Both<typeof every>;

/** What the configs need to know of a rule. */
export interface ListedRule {
  name: string;
  recommended: boolean;
  /** Takes `{ report: "certain" | "possible" }`. */
  graded: boolean;
}

export const listedRules: readonly ListedRule[] = Object.entries<Rule.RuleModule>(rules).map(([name, { meta }]) => {
  const docs = meta?.docs as RuleDocs | undefined;
  return {
    name,
    recommended: docs?.recommended ?? false,
    graded: JSON.stringify(meta?.schema ?? []).includes('"possible"'),
  };
});
