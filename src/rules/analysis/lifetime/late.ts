import type { TSESTree } from "@typescript-eslint/utils";
import { callsOf } from "../recognise/calls.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, unwrap, type FunctionNode } from "../syntax.ts";
import type { Run } from "./run.ts";

/**
 * A call whose callee does its work after it has returned: a generator of this file, an `async` function that goes on with
 * what it was given after an `await`, or a parameter for which some call of the function gives one of them.
 */
export function runsLate(run: Run, call: TSESTree.CallExpression): "generator" | "promise" | undefined {
  const callee = unwrap(call.callee);
  const own = run.file.functions.resolve(callee);
  if (own?.generator === true) return usesParameter(run, own) ? "generator" : undefined;
  if (own !== undefined) return own.async && usesParameter(run, own, true) ? "promise" : undefined;
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

/** What the type of a parameter says that calling it gives: `use: (mat: Mat) => Promise<T>`. */
export function typedResult(source: SourceFile, callee: TSESTree.Node): "promise" | "value" | undefined {
  const node = unwrap(callee);
  const definition = node.type === "Identifier" ? source.variableOf(node)?.defs[0] : undefined;
  if (definition?.type !== "Parameter" || definition.name.type !== "Identifier") return undefined;
  let type = definition.name.typeAnnotation?.typeAnnotation;
  if (type?.type === "TSTypeReference" && type.typeName.type === "Identifier") {
    const { name } = type.typeName;
    type = source.nodes("TSTypeAliasDeclaration").find(({ id }) => id.name === name)?.typeAnnotation;
  }
  const result = type?.type === "TSFunctionType" ? type.returnType?.typeAnnotation : undefined;
  if (result === undefined) return undefined;
  const parts = result.type === "TSUnionType" ? result.types : [result];
  if (parts.some(isPromise)) return "promise";
  return parts.every(({ type: kind }) => plainTypes.has(kind)) ? "value" : undefined;
}

const plainTypes: ReadonlySet<string> = new Set([
  "TSNumberKeyword",
  "TSStringKeyword",
  "TSBooleanKeyword",
  "TSBigIntKeyword",
  "TSNullKeyword",
  "TSUndefinedKeyword",
  "TSArrayType",
  "TSTupleType",
  "TSTypeLiteral",
]);

function isPromise(type: TSESTree.TypeNode): boolean {
  return type.type === "TSTypeReference" && /^Promise(?:Like)?$/.test(lastName(type.typeName) ?? "");
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
