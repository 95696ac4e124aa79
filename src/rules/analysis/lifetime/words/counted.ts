import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, unwrap } from "../../syntax.ts";
import type { Counted } from "../vocabulary.ts";

/** `protect`/`unprotect(n)`: counts that must come out even. */
export function countedCall(node: TSESTree.CallExpression): Counted | undefined {
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (name === undefined || !/protect$/i.test(name)) return undefined;
  const match = /^(_?(?:\w+_)?)(un)?protect$/i.exec(name);
  if (match === null) return undefined;
  const [, prefix = "", undo] = match;
  const family = `${prefix}protect`;
  if (undo === undefined) return { family, change: 1, release: `${prefix}unprotect` };
  const [given] = node.arguments;
  const amount = given?.type === "Literal" && typeof given.value === "number" ? given.value : undefined;
  return { family, change: amount === undefined ? undefined : -amount, release: `${prefix}unprotect` };
}
