import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isInside, lastName, type FunctionNode } from "../syntax.ts";
import { exits } from "./leaving.ts";
import type { FileAnalysis } from "./run.ts";

export const scheduling =
  /^(?:requestAnimationFrame|requestVideoFrameCallback|requestIdleCallback|setTimeout|setImmediate)$/;

/** `function loop() { …; requestAnimationFrame(loop); }` */
export function schedulesItself(file: FileAnalysis, fn: FunctionNode, name: string): boolean {
  return schedulingCalls(file, fn, name).length > 0;
}

/** The calls in a function that ask for its next round. */
export function schedulingCalls(
  { source }: FileAnalysis,
  fn: TSESTree.Node,
  name: string,
): readonly TSESTree.CallExpression[] {
  return source.nodes("CallExpression").filter((call) => {
    if (!isInside(call, fn) || !scheduling.test(lastName(call.callee) ?? "")) return false;
    return call.arguments.some((given) => asksFor(given, name));
  });
}

/** `frame`, `() => frame()`, `() => { frame(); }` */
function asksFor(given: TSESTree.Node, name: string): boolean {
  if (given.type === "Identifier") return given.name === name;
  if (given.type !== "ArrowFunctionExpression") return false;
  const [only] = given.body.type === "BlockStatement" ? given.body.body : [given.body];
  const call = only?.type === "ExpressionStatement" ? only.expression : only;
  return call?.type === "CallExpression" && call.callee.type === "Identifier" && call.callee.name === name;
}

/**
 * `function frame() { if (!streaming) { mat.delete(); return; } …; setTimeout(frame, 30); }`: where it releases, the loop
 * comes to its end, and there is no next round.
 */
export function isLastFrame(file: FileAnalysis, fn: TSESTree.Node, name: string, release: TSESTree.Node): boolean {
  const calls = schedulingCalls(file, fn, name);
  if (calls.length === 0) return false;
  for (let child = release, at = release.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type !== "IfStatement" || child === at.test) continue;
    const isOfBranch = calls.some((call) => isInside(call, child));
    const isOfOther = calls.every((call) => isInside(call, at));
    if (!isOfBranch && (isOfOther || (child === at.consequent && exits(at.consequent)))) return true;
  }
  return false;
}
