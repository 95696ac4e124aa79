import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import { isFunction, isInside, lastName, unwrap } from "../syntax.ts";
import type { FieldStore } from "./fields.ts";
import type { FileAnalysis } from "./run.ts";

const making = /^(?:create|instantiate)(?:$|[A-Z_])/;

/**
 * The object has an instance of the module to itself, `new Files(await createModule())`, so that the memory of the
 * instance goes with the object and all that it made in it.
 */
export function hasOwnModule({ source }: FileAnalysis, { owner, node }: FieldStore): boolean {
  const makes = (value: TSESTree.Node, depth = 0): boolean => {
    const expression = unwrap(value);
    if (expression.type === "AwaitExpression") return makes(expression.argument, depth);
    if (expression.type === "CallExpression") return making.test(lastName(expression.callee) ?? "");
    const variable = expression.type === "Identifier" && depth < 2 ? source.variableOf(expression) : undefined;
    return (
      variable !== undefined &&
      sourcesOf(variable).some((from) => from.kind === "expression" && makes(from.node, depth + 1))
    );
  };
  const name = owner.id?.name;
  const isGiven = source
    .nodes("NewExpression")
    .some(
      (made) =>
        made.callee.type === "Identifier" &&
        made.callee.name === name &&
        made.arguments.some((argument) => argument.type !== "SpreadElement" && makes(argument)),
    );
  return isGiven || isFilledOnceMade(node);
}

/** In the callback of the promise for the instance: `createModule().then((module) => { this.module = module; … })`. */
function isFilledOnceMade(node: TSESTree.Node): boolean {
  let fn: TSESTree.Node | undefined = node;
  while (fn && !isFunction(fn)) fn = fn.parent;
  const call = fn?.parent;
  if (fn === undefined || call?.type !== "CallExpression" || !isInside(fn, call) || lastName(call.callee) !== "then")
    return false;
  for (let at: TSESTree.Node = call; at.type === "CallExpression";) {
    if (making.test(lastName(at.callee) ?? "")) return true;
    const [first] = at.arguments;
    const isMade =
      first !== fn &&
      first?.type === "ArrowFunctionExpression" &&
      first.body.type === "CallExpression" &&
      making.test(lastName(first.body.callee) ?? "");
    if (isMade) return true;
    if (at.callee.type !== "MemberExpression") return false;
    at = unwrap(at.callee.object);
  }
  return false;
}
