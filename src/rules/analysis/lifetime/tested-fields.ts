import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, fieldOfThis, isFunction, isInside, isNullish, isZero, unwrap } from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

/** `if (!this.p) return;`, and `if (this.p === 0)`: the field that the function goes on without. */
export function leavesWhenEmpty(statement: TSESTree.Node): string | undefined {
  if (statement.type !== "IfStatement" || statement.alternate !== null) return undefined;
  const { consequent } = statement;
  const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent;
  if (last?.type !== "ReturnStatement" && last?.type !== "ThrowStatement") return undefined;
  const test = unwrap(statement.test);
  if (test.type === "UnaryExpression") return test.operator === "!" ? fieldOfThis(test.argument) : undefined;
  if (test.type !== "BinaryExpression" || !/^===?$/.test(test.operator)) return undefined;
  return isNullish(test.right) || isZero(test.right) ? fieldOfThis(test.left) : undefined;
}

/**
 * `decode() { if (!this.p) return; api.decode(this.p); }`: whether a function beside the one that ends the object works
 * on the field, which the object fills itself, only where it is not empty.
 */
export function isTestedBeforeUse(
  file: FileAnalysis,
  field: string,
  isBeside: (node: TSESTree.Node) => boolean,
): boolean {
  const isMade = file.source
    .nodes("AssignmentExpression")
    .some(({ left, right }) => fieldOfThis(left) === field && /Call|Await/.test(unwrap(right).type) && isBeside(left));
  if (!isMade) return false;
  return file.source.nodes("IfStatement").some((statement) => {
    const fn = enclosingFunction(statement);
    if (leavesWhenEmpty(statement) !== field || !isFunction(fn) || !isBeside(statement)) return false;
    return file.source.nodes("CallExpression").some((call) => {
      if (!isInside(call, fn) || call.range[0] < statement.range[1]) return false;
      return call.arguments.some((given) => fieldOfThis(given) === field);
    });
  });
}
