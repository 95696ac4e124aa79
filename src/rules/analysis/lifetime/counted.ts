import type { TSESTree } from "@typescript-eslint/utils";
import type { Run } from "./run.ts";

/** Remembers a call of a counted family; the balance is looked at when the function has been run. */
export function count(run: Run, node: TSESTree.CallExpression): void {
  const counted = run.file.vocabulary.counted(node);
  if (counted !== undefined) run.counts.set(node, counted);
}
