import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../recognise/returns.ts";
import { sourcesOf } from "../sources.ts";
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
    ({ identifier }) => enclosingFunction(identifier) === home && isStored(context, identifier),
  );
}

/** Put into a collection of `this`. */
function isStored(context: EscapeContext, name: TSESTree.Node): boolean {
  const { parent } = name;
  if (parent?.type === "AssignmentExpression") {
    const { left, right } = parent;
    return right === name && left.type === "MemberExpression" && left.computed && isOfThis(context, left.object);
  }
  if (parent?.type !== "CallExpression" || !parent.arguments.includes(name as TSESTree.Expression)) return false;
  const callee = unwrap(parent.callee);
  return (
    callee.type === "MemberExpression" && storing.has(memberName(callee) ?? "") && isOfThis(context, callee.object)
  );
}

/** `this.names`, or `const { names } = this`. */
function isOfThis({ file }: EscapeContext, object: TSESTree.Node): boolean {
  const node = unwrap(object);
  if (node.type === "MemberExpression") return unwrap(node.object).type === "ThisExpression";
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [source, ...others] = variable === undefined ? [] : sourcesOf(variable);
  if (source?.kind !== "expression" || others.length > 0) return false;
  const from = unwrap(source.node);
  if (source.path.length === 1) return from.type === "ThisExpression";
  return source.path.length === 0 && from.type === "MemberExpression" && unwrap(from.object).type === "ThisExpression";
}
