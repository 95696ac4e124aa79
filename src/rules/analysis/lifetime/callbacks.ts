import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, isInside, memberName, type FunctionNode } from "../syntax.ts";
import { isReturned } from "./call-shapes.ts";

/** A function that is given to another and called by it once, on every path, before that one ends. */
export interface CalledOnce {
  /** What it gives is what the other returns. */
  readonly isReturned: boolean;
  /** What it throws goes no further. */
  readonly isCaught: boolean;
}

/** `function scoped(work) { const thing = …; try { return work(thing); } finally { thing.delete(); } }` */
export function calledOnce(source: SourceFile, fn: FunctionNode): ReadonlyMap<number, CalledOnce> {
  const found = new Map<number, CalledOnce>();
  if (fn.generator || fn.body === null) return found;
  fn.params.forEach((param, index) => {
    const variable = param.type === "Identifier" ? source.variableOf(param) : undefined;
    const [only, ...others] = variable?.references ?? [];
    const call = only?.identifier.parent;
    if (others.length > 0 || call?.type !== "CallExpression" || call.callee !== only?.identifier) return;
    if (!isAlwaysReached(source, call, fn)) return;
    found.set(index, { isReturned: isReturned(call), isCaught: isCaught(call, fn) });
  });
  return found;
}

function isAlwaysReached(source: SourceFile, call: TSESTree.CallExpression, fn: FunctionNode): boolean {
  let child: TSESTree.Node = call;
  for (let at: TSESTree.Node = call.parent; at !== fn; child = at, at = at.parent) {
    switch (at.type) {
      case "AwaitExpression":
      case "ReturnStatement":
      case "ExpressionStatement":
      case "VariableDeclarator":
      case "VariableDeclaration":
      case "BlockStatement":
        break;
      case "AssignmentExpression":
        if (child !== at.right || at.operator !== "=") return false;
        break;
      case "TryStatement":
        if (child !== at.finalizer && (child !== at.block || (at.handler !== null && !isFirst(call, at)))) return false;
        break;
      default:
        return false;
    }
    if (at.parent === undefined) return false;
  }
  return !source
    .nodes("ReturnStatement")
    .some((other) => other.range[1] <= call.range[0] && enclosingFunction(other) === fn);
}

/** `try { error = work(); } catch (thrown) { error = thrown; }` */
function isFirst(call: TSESTree.Node, { block: { body } }: TSESTree.TryStatement): boolean {
  const [first] = body;
  return first !== undefined && isInside(call, first);
}

function isCaught(call: TSESTree.Node, fn: FunctionNode): boolean {
  for (let at = call.parent; at && at !== fn; at = at.parent)
    if (at.type === "TryStatement" && at.handler !== null && isInside(call, at.block)) return true;
  return false;
}

/** Nothing after the call runs before the promise that it gives is settled. */
export function isAwaited(node: TSESTree.Node): boolean {
  return node.parent?.type === "AwaitExpression";
}

/** `await started.then(use).finally(end)`: what is handed to this call has run when the next statement does. */
export function settlesFirst(node: TSESTree.CallExpression, method: string): boolean {
  let at: TSESTree.CallExpression = node;
  for (;;) {
    const member = at.parent;
    if (member.type !== "MemberExpression" || member.object !== at) return isAwaited(at);
    const next = memberName(member);
    const call = member.parent;
    if (call.type !== "CallExpression" || call.callee !== member) return false;
    // Where somebody handles the failure, what was to come of success need not have run.
    if (next !== "finally" && (next !== "then" || call.arguments.length > 1) && method !== "finally") return false;
    at = call;
  }
}
