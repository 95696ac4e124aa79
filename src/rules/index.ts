import type { Rule } from "eslint";
import type { RuleDocs } from "./create-rule.ts";
import { noDeleterCapture } from "./no-deleter-capture.ts";
import { noDoubleRelease } from "./no-double-release.ts";
import { noMismatchedRelease } from "./no-mismatched-release.ts";
import { noLostRegistration } from "./no-lost-registration.ts";
import { noPointerAcrossAwait } from "./no-pointer-across-await.ts";
import { noPointerEscape } from "./no-pointer-escape.ts";
import { noSignedPointer } from "./no-signed-pointer.ts";
import { noStaleView } from "./no-stale-view.ts";
import { noUseAfterRelease } from "./no-use-after-release.ts";
import { preferUsing } from "./prefer-using.ts";
import { requireManage } from "./require-manage.ts";
import { requireRelease } from "./require-release.ts";

const every = {
  "no-deleter-capture": noDeleterCapture,
  "no-double-release": noDoubleRelease,
  "no-mismatched-release": noMismatchedRelease,
  "no-lost-registration": noLostRegistration,
  "no-pointer-across-await": noPointerAcrossAwait,
  "no-pointer-escape": noPointerEscape,
  "no-signed-pointer": noSignedPointer,
  "no-stale-view": noStaleView,
  "no-use-after-release": noUseAfterRelease,
  "prefer-using": preferUsing,
  "require-manage": requireManage,
  "require-release": requireRelease,
};

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
