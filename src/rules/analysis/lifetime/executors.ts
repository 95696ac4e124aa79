import type { TSESTree } from "@typescript-eslint/utils";
import { isInside, memberName, type FunctionNode } from "../syntax.ts";
import { isOnlyUsed } from "./names.ts";
import type { Run } from "./run.ts";
import type { CallNode } from "./vocabulary.ts";

/** `new Promise((resolve, reject) => { … })` runs what it is given at once. */
export function isPromise({ file: { source } }: Run, callee: TSESTree.Node): boolean {
  return callee.type === "Identifier" && callee.name === "Promise" && source.variableOf(callee) === undefined;
}

/** `resolve(image)`: whoever waits for the promise gets it. */
export function isSettling(run: Run, { callee }: CallNode): boolean {
  const definition = callee.type === "Identifier" ? run.file.source.variableOf(callee)?.defs[0] : undefined;
  const fn = definition?.type === "Parameter" ? definition.node : undefined;
  const made = fn?.parent;
  return made?.type === "NewExpression" && made.arguments[0] === fn && isPromise(run, made.callee);
}

const scheduling =
  /^(?:setTimeout|setImmediate|queueMicrotask|requestAnimationFrame|requestIdleCallback|nextTick|drawOnce)$/;

/** `setTimeout(() => { … })`, `surface.drawOnce(draw)`: what runs once, later, and is then forgotten with all that it knows. */
export function isScheduled(
  { file: { source } }: Run,
  node: CallNode,
  callee: TSESTree.Node,
  fn: FunctionNode,
): boolean {
  if (node.type !== "CallExpression") return false;
  const isGlobal = callee.type === "Identifier" && source.variableOf(callee) === undefined;
  const name = isGlobal ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined || !scheduling.test(name)) return false;
  const isCalled = (use: TSESTree.Node): boolean => use.parent === node && !isInside(use, fn);
  // `setTimeout(function tick() { …; setTimeout(tick, 10); }, 10)` runs for ever.
  return fn.parent === node ? !namesItself(fn) : isOnlyUsed(source, fn, isCalled);

  function namesItself({ id }: FunctionNode): boolean {
    return id !== null && (source.variableOf(id)?.references.length ?? 0) > 0;
  }
}
