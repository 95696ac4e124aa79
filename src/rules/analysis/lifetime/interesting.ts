import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction } from "../syntax.ts";
import { neighbourOfCall } from "./neighbours.ts";
import { runFunction } from "./function-run.ts";
import type { FileAnalysis } from "./run.ts";
import type { Summary } from "./summaries.ts";
import type { CallNode } from "./vocabulary.ts";
import { nameOf } from "./words/declared.ts";

/**
 * Runs the functions worth it: those that acquire or release something, and those that call one which gives its caller
 * something to look after, or ends what its caller has.
 */
export function runInteresting(file: FileAnalysis): void {
  const { source, vocabulary, functions } = file;
  const calls: CallNode[] = [...source.nodes("CallExpression"), ...source.nodes("NewExpression")];
  const found = new Set<TSESTree.Node>();
  const add = (node: TSESTree.Node): boolean => {
    let changed = false;
    // A closure's body also matters to the functions around it, which may run it in place.
    for (let at: TSESTree.Node = enclosingFunction(node); ; at = enclosingFunction(at)) {
      // The top level is worth a run only for what stands in it directly.
      if (!found.has(at) && (at.type !== "Program" || enclosingFunction(node) === at)) {
        found.add(at);
        changed = true;
      }
      if (at.type === "Program") return changed;
    }
  };
  for (const call of calls) {
    const isRelease =
      call.type === "CallExpression" && (vocabulary.release(call) ?? vocabulary.counted(call) ?? vocabulary.ends(call));
    const isMade =
      vocabulary.acquisition(call) !== undefined || neighbourOfCall(source, call)?.summary.result !== undefined;
    if (isRelease || isMade) add(call);
  }
  for (const read of source.nodes("MemberExpression")) if (vocabulary.property(read) !== undefined) add(read);
  for (const type of ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"] as const) {
    for (const fn of source.nodes(type)) {
      const takes = fn.params.map(nameOf).some((name) => {
        return name.type === "Identifier" && vocabulary.parameter(name)?.acquisition !== undefined;
      });
      if (takes) add(fn.body);
    }
  }
  if (found.size === 0) return;
  const callers = new Map<TSESTree.Node, CallNode[]>();
  for (const call of calls) {
    const fn = functions.resolve(call.callee);
    if (fn !== undefined) callers.set(fn, [...(callers.get(fn) ?? []), call]);
  }
  for (const fn of found) {
    const summary = runFunction(file, fn);
    // A set that grows while it is gone through gives what was added as well.
    if (summary !== undefined && isFunction(fn) && concernsCallers(summary)) callers.get(fn)?.forEach(add);
  }
}

function concernsCallers({ result, parameters, styles, cases, fieldEnds }: Summary): boolean {
  return (
    result !== undefined ||
    cases !== undefined ||
    parameters.includes("releases") ||
    styles.some((style) => style !== undefined) ||
    (fieldEnds !== undefined && fieldEnds.size > 0)
  );
}
