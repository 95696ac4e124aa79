import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, memberName, unwrap } from "../syntax.ts";
import { isLoop } from "./loops.ts";

/** `(async () => { … })()` and `load().then((module) => { … })` at the top level of a file are part of it. */
export function runsOnce(fn: TSESTree.Node): boolean {
  const call = fn.parent;
  if (call?.type !== "CallExpression" || enclosingFunction(call).type !== "Program") return false;
  if (call.callee === fn) return true;
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" && memberName(callee) === "then" && call.arguments[0] === fn;
}

/** A place of such a function that is in no loop: what it forgets is forgotten once. */
export function happensOnce(node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  if (!runsOnce(fn)) return false;
  for (let at = node.parent; at && at !== fn; at = at.parent) if (isLoop(at)) return false;
  return true;
}
