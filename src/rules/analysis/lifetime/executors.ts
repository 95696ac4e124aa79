import type { TSESTree } from "@typescript-eslint/utils";
import { isInside, memberName, type FunctionNode } from "../syntax.ts";
import { isOnlyUsed } from "./names.ts";
import { timers } from "./pauses.ts";
import type { Run } from "./run.ts";
import type { CallNode } from "./vocabulary.ts";

/** `new Promise((resolve, reject) => { … })` runs what it is given at once. */
function isPromise({ file: { source } }: Run, callee: TSESTree.Node): boolean {
  return callee.type === "Identifier" && callee.name === "Promise" && source.variableOf(callee) === undefined;
}

/** `resolve(image)`: whoever waits for the promise gets it. */
export function isSettling(run: Run, { callee }: CallNode): boolean {
  const definition = callee.type === "Identifier" ? run.file.source.variableOf(callee)?.defs[0] : undefined;
  const fn = definition?.type === "Parameter" ? definition.node : undefined;
  const made = fn?.parent;
  return made?.type === "NewExpression" && made.arguments[0] === fn && isPromise(run, made.callee);
}

/** What is given to the call runs once, now or later, and is then forgotten with all that it knows. */
export function isRunOnce(run: Run, node: CallNode, callee: TSESTree.Node, fn: FunctionNode): boolean {
  return node.type === "NewExpression" ? isPromise(run, callee) : isScheduled(run, node, callee, fn);
}

/** `setTimeout(() => { … })`, `surface.drawOnce(draw)` */
function isScheduled({ file: { source } }: Run, node: CallNode, callee: TSESTree.Node, fn: FunctionNode): boolean {
  const isGlobal = callee.type === "Identifier" && source.variableOf(callee) === undefined;
  const name = isGlobal ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined || !(timers.test(name) || name === "drawOnce")) return false;
  const isCalled = (use: TSESTree.Node): boolean => use.parent === node && !isInside(use, fn);
  // `setTimeout(function tick() { …; setTimeout(tick, 10); }, 10)` runs for ever.
  return fn.parent === node ? !namesItself(fn) : isOnlyUsed(source, fn, isCalled);

  function namesItself({ id }: FunctionNode): boolean {
    return id !== null && (source.variableOf(id)?.references.length ?? 0) > 0;
  }
}
