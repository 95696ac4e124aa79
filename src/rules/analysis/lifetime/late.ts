import type { TSESTree } from "@typescript-eslint/utils";
import { callsOf } from "../recognise/calls.ts";
import { enclosingFunction, isFunction, isInside, unwrap, type FunctionNode } from "../syntax.ts";
import type { Run } from "./run.ts";

/**
 * A call whose callee does its work after it has returned: a generator of this file, or a parameter for which some call
 * of the function gives one, or gives an async function that goes on with what it was given after an `await`.
 */
export function runsLate(run: Run, call: TSESTree.CallExpression): "generator" | "promise" | undefined {
  const callee = unwrap(call.callee);
  const own = run.file.functions.resolve(callee);
  if (own !== undefined) return own.generator && usesParameter(run, own) ? "generator" : undefined;
  if (callee.type !== "Identifier") return undefined;
  const definition = run.file.source.variableOf(callee)?.defs[0];
  if (definition?.type !== "Parameter") return undefined;
  const fn = enclosingFunction(call);
  if (fn !== definition.node || !isFunction(fn)) return undefined;
  const index = fn.params.findIndex((param) => param === definition.name);
  for (const site of index < 0 ? [] : callsOf(run.file.source, fn)) {
    const given = site.arguments[index];
    if (given === undefined || site.receiver !== undefined) continue;
    const passed = isFunction(given) ? given : run.file.functions.resolve(given);
    if (passed?.generator === true && usesParameter(run, passed)) return "generator";
    if (passed?.async === true && !fn.async && usesParameter(run, passed, true)) return "promise";
  }
  return undefined;
}

/** The function reads what it is given; `later`: after its first `await` too. */
function usesParameter(run: Run, fn: FunctionNode, later = false): boolean {
  const { source } = run.file;
  const begins = later
    ? source.nodes("AwaitExpression").find((node) => enclosingFunction(node) === fn)?.range[1]
    : fn.body.range[0];
  if (begins === undefined) return false;
  return fn.params.some((param) => {
    const variable = param.type === "Identifier" ? source.variableOf(param) : undefined;
    return variable?.references.some(
      ({ identifier }) => identifier.range[0] >= begins && isInside(identifier, fn.body),
    );
  });
}
