import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../recognise/returns.ts";
import { enclosingFunction, memberName, unwrap } from "../syntax.ts";
import type { EscapeContext } from "./index.ts";

const storing = new Set(["set", "add", "push", "unshift"]);

/**
 * `this.names.set(text, pointer); return pointer;`: the caller is shown what the object keeps, by this function itself or
 * by the one whose result it returns.
 */
export function isSharedWithCaller(context: EscapeContext, returned: TSESTree.Node, depth = 0): boolean {
  const node = unwrap(returned);
  if (node.type === "CallExpression") {
    const fn = depth < 2 ? context.values.calledFunction(node) : undefined;
    return (
      fn !== undefined && returnedBy(context.file, fn).some((each) => isSharedWithCaller(context, each, depth + 1))
    );
  }
  const variable = node.type === "Identifier" ? context.file.variableOf(node) : undefined;
  const home = enclosingFunction(node);
  return (variable?.references ?? []).some(
    ({ identifier }) => enclosingFunction(identifier) === home && isStored(identifier),
  );
}

/** Put into a collection of `this`. */
function isStored(name: TSESTree.Node): boolean {
  const { parent } = name;
  if (parent?.type === "AssignmentExpression") {
    const { left, right } = parent;
    return right === name && left.type === "MemberExpression" && left.computed && isOfThis(left.object);
  }
  if (parent?.type !== "CallExpression" || !parent.arguments.includes(name as TSESTree.Expression)) return false;
  const callee = unwrap(parent.callee);
  return callee.type === "MemberExpression" && storing.has(memberName(callee) ?? "") && isOfThis(callee.object);
}

function isOfThis(object: TSESTree.Node): boolean {
  const node = unwrap(object);
  return node.type === "MemberExpression" && unwrap(node.object).type === "ThisExpression";
}
