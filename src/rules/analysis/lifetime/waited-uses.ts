import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { isAlwaysRun } from "./deferred.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { anyEffect, cleanupOf } from "./kept/hooks.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `useEffect(() => { const tree = parse(text); load().then((names) => show(tree, names)); return () => tree.delete(); })`:
 * the component may have gone, and the tree with it, when the promise settles. So it may be after an `await`.
 */
export function judgeWaitedUses(file: FileAnalysis): Finding[] {
  const { source, vocabulary } = file;
  return source.nodes("CallExpression").flatMap((call): Finding[] => {
    const effect = anyEffect.test(lastName(call.callee) ?? "") ? call.arguments[0] : undefined;
    const cleanup = isFunction(effect) ? cleanupOf(file, effect) : undefined;
    if (!isFunction(effect) || !isFunction(cleanup) || callsOff(file, cleanup)) return [];
    return source.nodes("CallExpression").flatMap((released): Finding[] => {
      const release = enclosingFunction(released) === cleanup ? vocabulary.release(released) : undefined;
      const target = freesAtOnce(release) ? unwrap(release.target) : undefined;
      const variable = target?.type === "Identifier" ? source.variableOf(target) : undefined;
      if (variable === undefined || !isOf(variable, effect) || !isAlwaysRun(file, released, cleanup)) return [];
      const node = usedLate(file, variable, effect, cleanup);
      if (node === undefined) return [];
      const text = clip(variable.name);
      return [
        {
          kind: "use-after-release",
          node,
          released,
          acquisition: undefined,
          certainty: "possible",
          text,
          how: "waited",
        },
      ];
    });
  });
}

/** What was waited for comes to nothing: `controller.abort()`. */
function callsOff({ source }: FileAnalysis, cleanup: FunctionNode): boolean {
  return source
    .nodes("CallExpression")
    .some((call) => isInside(call, cleanup) && /^(?:abort|cancel|clear|un[a-z])/.test(lastName(call.callee) ?? ""));
}

function isOf({ defs: [definition] }: Variable, effect: FunctionNode): boolean {
  return definition?.type === "Variable" && enclosingFunction(definition.name) === effect;
}

/** What works on it when something has been waited for, and asks nothing since. */
function usedLate(
  file: FileAnalysis,
  variable: Variable,
  effect: FunctionNode,
  cleanup: FunctionNode,
): TSESTree.Node | undefined {
  return variable.references
    .map(({ identifier }) => identifier)
    .find((identifier) => {
      const fn = enclosingFunction(identifier);
      if (!isFunction(fn) || !isInside(fn, effect) || isInside(identifier, cleanup)) return false;
      const since = waitBefore(file, identifier.range[0], fn)?.range[1] ?? fn.range[0];
      const isAnew = variable.references.some(
        (each) => each.isWrite() && isInside(each.identifier, fn) && each.identifier.range[0] >= since,
      );
      if (isAnew || !isWorked(file, identifier)) return false;
      const call = fn.parent;
      const isThen = call.type === "CallExpression" && lastName(call.callee) === "then" && call.arguments[0] === fn;
      return (isThen && isAlwaysRun(file, identifier, fn)) || isAfterWait(file, identifier, fn);
    });
}

/** A method is called, a part read, or a call is given it; not where it is asked for, given up or put away. */
function isWorked({ vocabulary }: FileAnalysis, identifier: TSESTree.Node): boolean {
  let at = identifier;
  while (at.parent?.type === "TSNonNullExpression" || at.parent?.type === "TSAsExpression") at = at.parent;
  const { parent } = at;
  if (parent?.type === "CallExpression")
    return parent.arguments.includes(at as TSESTree.CallExpressionArgument) && vocabulary.release(parent) === undefined;
  if (parent?.type !== "MemberExpression" || parent.object !== at || parent.optional) return false;
  const call = parent.parent;
  if (/^is[A-Z]/.test(memberName(parent) ?? "")) return false;
  return !(call.type === "CallExpression" && call.callee === parent && vocabulary.release(call) !== undefined);
}

/** The last `await` of the function that is over at a place of the text. */
export function waitBefore({ source }: FileAnalysis, at: number, fn: FunctionNode): TSESTree.Node | undefined {
  return source.nodes("AwaitExpression").findLast((each) => each.range[1] <= at && enclosingFunction(each) === fn);
}

/** From the last `await` of the function there is one way to it. */
function isAfterWait(file: FileAnalysis, node: TSESTree.Node, fn: FunctionNode): boolean {
  const wait = waitBefore(file, node.range[0], fn);
  if (wait === undefined) return false;
  const leaves = [...file.source.nodes("ReturnStatement"), ...file.source.nodes("ThrowStatement")];
  const isBetween = ({ range }: TSESTree.Node): boolean => range[0] >= wait.range[1] && range[1] <= node.range[0];
  if (leaves.some((each) => isBetween(each) && enclosingFunction(each) === fn)) return false;
  let child = node;
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type === "TryStatement" && child === at.block && at.handler !== null) return false;
    if (/^(?:If|Conditional|Logical|Switch)/.test(at.type) && !isInside(wait, child)) return false;
  }
  return true;
}
