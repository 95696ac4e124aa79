import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { enclosingFunction, isFunction, isInside, isNullish, isZero, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

/**
 * `source = fromBuffer(p, n); if (source === 0) { free(p); throw …; } return source;`: the file frees what it gave only where
 * nothing came of it, so what came of it keeps it.
 */
export function isKeptOnSuccess(
  source: SourceFile,
  node: CallNode,
  index: number,
  releases: (call: TSESTree.CallExpression) => TSESTree.Node | undefined,
): boolean {
  const given = node.arguments[index];
  const made = node.parent.type === "VariableDeclarator" && node.parent.init === node ? node.parent.id : undefined;
  if (given?.type !== "Identifier" || made?.type !== "Identifier" || node.type === "NewExpression") return false;
  const fn = enclosingFunction(node);
  const pointer = source.variableOf(given);
  const result = source.variableOf(made);
  if (!isFunction(fn) || pointer === undefined || result === undefined) return false;
  const isReturned = result.references.some(({ identifier: { parent } }) => parent?.type === "ReturnStatement");
  if (!isReturned) return false;
  const freed = pointer.references.flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent?.type === "CallExpression" && releases(parent) === identifier ? [parent] : [];
  });
  const isOnFailure = (call: TSESTree.Node): boolean => {
    for (let at = call; at.parent && at.parent !== fn; at = at.parent) {
      const { parent } = at;
      if (parent.type === "IfStatement" && parent.consequent === at && isTestForNothing(source, parent.test, result))
        return !isInside(node, parent);
    }
    return false;
  };
  return freed.length > 0 && freed.every(isOnFailure);
}

/** `!source`, `source === 0`, `source == null` */
function isTestForNothing(
  source: SourceFile,
  test: TSESTree.Node,
  result: ReturnType<SourceFile["variableOf"]>,
): boolean {
  const isResult = (part: TSESTree.Node): boolean => {
    const name = unwrap(part);
    return name.type === "Identifier" && source.variableOf(name) === result;
  };
  if (test.type === "UnaryExpression") return test.operator === "!" && isResult(test.argument);
  if (test.type !== "BinaryExpression" || !/^===?$/.test(test.operator)) return false;
  const { left, right } = test;
  return isResult(left) && (isNullish(right) || isZero(right));
}
