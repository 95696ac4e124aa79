import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../remembered.ts";
import { enclosingFunction, isFunction, isInside, unwrap } from "../syntax.ts";
import type { FileAnalysis, Run } from "./run.ts";
import { LIVE, type State } from "./state.ts";
import { isInTest } from "./throwers.ts";
import type { CallNode } from "./vocabulary.ts";

const maxCallers = 3;

const known = new Remembered<FileAnalysis, TSESTree.Node, boolean>();

/**
 * `cv.warpPerspective(source, target, matrix, size)` between what it needs and its release, in a function that the file
 * calls inside a `try` whose `catch` goes on, or beside a `finally` that releases other things: C++ may throw, the program
 * lives on, and so does what was made.
 */
export function isSurvived(run: Run, state: State, node: CallNode): boolean {
  if (node.type === "NewExpression" || !isFunction(run.fn) || isInTest(run.file, node)) return false;
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return false;
  const guard = guardOf(run, node);
  if (guard === undefined && !isCaughtAround(run.file, run.fn)) return false;
  if (guard === undefined && run.survived !== undefined && run.survived !== node) return false;
  const { source } = run.file;
  const module = source.text(callee.object);
  if (!isNamespace(run.file, module)) return false;
  const holds = [...state.allBits()].some(([id, bits]) => {
    const resource = run.file.resources.get(id);
    if ((bits & LIVE) === 0 || resource?.acquisition?.kind !== "handle" || resource.origin !== "acquired") return false;
    const made = resource.site;
    if (guard !== undefined && !isInside(made, guard)) return false;
    const maker = made.type === "CallExpression" || made.type === "NewExpression" ? unwrap(made.callee) : undefined;
    return maker?.type === "MemberExpression" && source.text(maker.object) === module;
  });
  // One `try` around the rest of the function mends all that comes after.
  if (holds && guard === undefined) run.survived = node;
  return holds;
}

/** `try { cv.findContours(…); } finally { mat.delete(); }`: somebody expects it to throw, and has thought of something else. */
function guardOf({ file, fn }: Run, node: TSESTree.Node): TSESTree.BlockStatement | undefined {
  let child = node;
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type !== "TryStatement" || child !== at.block || at.finalizer === null) continue;
    const { finalizer } = at;
    const releases = (call: TSESTree.CallExpression): boolean =>
      isInside(call, finalizer) && file.vocabulary.release(call) !== undefined;
    if (file.source.nodes("CallExpression").some(releases)) return at.block;
  }
  return undefined;
}

/** `new cv.Mat()`: what the file takes classes from. */
function isNamespace(file: FileAnalysis, module: string): boolean {
  const names = namespaces.get(file, "all", () =>
    file.source.nodes("NewExpression").flatMap(({ callee }) => {
      const made = unwrap(callee);
      return made.type === "MemberExpression" ? [file.source.text(made.object)] : [];
    }),
  );
  return names.includes(module);
}

const namespaces = new Remembered<FileAnalysis, "all", readonly string[]>();

/** Some call of the function, or of one that calls it, stands in a `try` whose handler throws nothing. */
function isCaughtAround(file: FileAnalysis, fn: TSESTree.Node, depth = 0): boolean {
  const isIn = (): boolean => {
    for (const call of file.source.nodes("CallExpression")) {
      if (file.functions.resolve(call.callee) !== fn) continue;
      if (isCaught(file, call)) return true;
      const caller = enclosingFunction(call);
      if (depth < maxCallers && isFunction(caller) && caller !== fn && isCaughtAround(file, caller, depth + 1))
        return true;
    }
    return false;
  };
  return known.get(file, fn, isIn, false);
}

function isCaught({ source }: FileAnalysis, node: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type !== "TryStatement" || child !== at.block || at.handler === null) continue;
    const { handler } = at;
    if (!source.nodes("ThrowStatement").some((thrown) => isInside(thrown, handler))) return true;
  }
  return false;
}
