import type { TSESLint } from "@typescript-eslint/utils";
import type { Finding } from "./findings.ts";

export type Repair = "addUsing" | "addFinally" | "nameTemporary" | "releaseOld";

export interface RepairOffer {
  readonly kind: Repair;
  readonly name: string;
  readonly fix: TSESLint.ReportFixFunction;
}

/** Repairs that compile; each changes when something is released, so none is applied unasked. */
export function repairs(
  _code: Readonly<TSESLint.SourceCode>,
  _finding: Extract<Finding, { kind: "leak" }>,
): RepairOffer[] {
  return [];
}
