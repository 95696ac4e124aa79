import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isInside, isNullish } from "../syntax.ts";

/**
 * Whether a variable is emptied for good: after its last other write, in the function that declares it and
 * whenever `closure` was made, it is set to `null` or `undefined`. A closure that shares its scope then keeps nothing alive through it.
 */
export function isNulled(variable: Variable, closure: TSESTree.Node): boolean {
  const [declaration] = variable.identifiers;
  if (declaration === undefined) return false;
  const home = enclosingFunction(declaration);
  const writes = variable.references.filter((reference) => reference.isWrite());
  const filling = writes.filter((reference) => !isEmptying(reference.writeExpr));
  if (filling.some((reference) => enclosingFunction(reference.identifier) !== home)) return false;
  const filled = Math.max(start(declaration), ...filling.map((reference) => start(reference.identifier)));
  return writes.some(({ identifier, writeExpr }) => {
    const assignment = identifier.parent;
    return (
      isEmptying(writeExpr) &&
      start(identifier) > filled &&
      assignment?.type === "AssignmentExpression" &&
      assignment.operator === "=" &&
      enclosingFunction(assignment) === home &&
      runsWith(assignment, closure, variable.scope.block)
    );
  });
}

/** Whether a statement runs whenever the closure is made: only plain blocks stand between it and what encloses both. */
function runsWith(node: TSESTree.Node, closure: TSESTree.Node, scope: TSESTree.Node): boolean {
  let at = node.parent;
  if (at?.type !== "ExpressionStatement") return false;
  for (at = at.parent; at && at !== scope && !isInside(closure, at); at = at.parent) {
    const isPlain = at.type === "BlockStatement" && at.parent.type !== "CatchClause";
    if (!isPlain && at.type !== "TryStatement" && at.type !== "LabeledStatement") return at === scope;
  }
  return at !== undefined;
}

function isEmptying(value: TSESTree.Node | null | undefined): boolean {
  return value != null && isNullish(value);
}

function start(node: TSESTree.Node): number {
  return node.range[0];
}
