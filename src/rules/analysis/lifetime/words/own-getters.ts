import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { returnedBy } from "../../recognise/returns.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

/** `current() { return this.problem; }`: what the object has stays its own, whoever releases it there. */
export function givesOwnField(source: SourceFile, node: CallNode): boolean {
  const fn = node.type === "CallExpression" ? recognitionOf(source).values.calledFunction(node) : undefined;
  const values = fn === undefined ? [] : returnedBy(source, fn);
  return values.length > 0 && values.every(isFieldOfThis);
}

function isFieldOfThis(value: TSESTree.Node): boolean {
  let at = unwrap(value);
  if (at.type !== "MemberExpression") return false;
  while (at.type === "MemberExpression") at = unwrap(at.object);
  return at.type === "ThisExpression";
}
