import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import { isReturned } from "./call-shapes.ts";
import type { Run } from "./run.ts";

/**
 * What the call gives leaves the function. Of a closure that runs in place it does so only where somebody takes what the
 * closure gives: `const draw = () => canvas.drawPaint(paint); draw();` drops it.
 */
export function isHandedBack(run: Run, node: TSESTree.Node): boolean {
  let at = node;
  for (let level = run.inlinedCalls.length - 1; level >= 0; level--) {
    if (!isReturned(at)) return false;
    const call = run.inlinedCalls[level];
    if (call === undefined || isDropped(call)) return false;
    // What becomes of the result of a call in the middle of something else is not known.
    if (!isReturned(call)) return true;
    at = call;
  }
  return isReturned(at);
}

function isDropped(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === "MemberExpression" && memberName(callee) === "forEach") return true;
  let at: TSESTree.Node = call;
  while (at.parent?.type === "ChainExpression" || at.parent?.type === "AwaitExpression") at = at.parent;
  return at.parent?.type === "ExpressionStatement";
}
