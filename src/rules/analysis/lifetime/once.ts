import type { TSESTree } from "@typescript-eslint/utils";
import { runsAgain } from "../components.ts";
import type { SourceFile } from "../source-file.ts";
import { declaredName, enclosingFunction, isFunction, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { isExported } from "../visibility.ts";
import { isLoop } from "./loops.ts";

/**
 * `(async () => { … })()` and `load().then((module) => { … })` at the top level of a file are part of it, and so is a
 * function that nothing but one call there asks for: `main().catch(fail);`.
 */
export function runsOnce(source: SourceFile, fn: TSESTree.Node): boolean {
  return (isFunction(fn) && isAskedOnce(source, fn)) || runsInPlace(fn);
}

function isAskedOnce(source: SourceFile, fn: FunctionNode): boolean {
  const name = declaredName(fn);
  const variable = name?.type === "Identifier" ? source.variableOf(name) : undefined;
  if (variable === undefined || isExported(source, fn)) return false;
  const [read, ...others] = variable.references.filter((reference) => reference.isRead());
  const call = read?.identifier.parent;
  if (others.length > 0 || call?.type !== "CallExpression" || call.callee !== read?.identifier) return false;
  if (enclosingFunction(call).type !== "Program") return false;
  return !isInLoop(call);
}

function runsInPlace(fn: TSESTree.Node): boolean {
  const call = fn.parent;
  if (call?.type !== "CallExpression" || enclosingFunction(call).type !== "Program") return false;
  if (call.callee === fn) return true;
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" && memberName(callee) === "then" && call.arguments[0] === fn;
}

/** A place of such a function that is in no loop: what it forgets is forgotten once. */
export function happensOnce(source: SourceFile, node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  return runsOnce(source, fn) && !isInLoop(node, fn);
}

/** The node is in a loop, or in what runs as often, that is inside its function, or in any where none is given. */
export function isInLoop(node: TSESTree.Node, home?: TSESTree.Node): boolean {
  for (let at = node.parent; at && at !== home; at = at.parent) if (isLoop(at) || runsAgain(at)) return true;
  return false;
}
