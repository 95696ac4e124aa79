import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { isAlwaysRun } from "./deferred.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

/** A callback of a chain of promises, and when it runs. */
interface Link {
  readonly fn: FunctionNode;
  readonly when: "resolved" | "rejected" | "settled";
}

/**
 * `start(p).catch((error) => { free(p); throw error; }).finally(() => free(p))`: both run when the promise rejects. So do
 * the callbacks of `then` one after the other, and what comes after a `finally`.
 */
export function judgeSettledTwice(file: FileAnalysis): Finding[] {
  return file.source.nodes("CallExpression").flatMap((last): Finding[] => {
    const links = linksOf(file, last);
    const own = links.filter(({ call }) => call === last);
    return own.flatMap((later) => {
      const earlier = links.filter(({ call }) => call !== last).filter((each) => runsBefore(file, each, later));
      return earlier.flatMap((each) => releasedIn(file, each.fn).flatMap((first) => again(file, first, later.fn)));
    });
  });
}

type CalledLink = Link & { readonly call: TSESTree.CallExpression };

/** The callbacks of a chain up to a call, in the order in which they run. */
function linksOf(file: FileAnalysis, last: TSESTree.CallExpression): CalledLink[] {
  const links: CalledLink[] = [];
  for (let at: TSESTree.Node = last; at.type === "CallExpression";) {
    const callee = unwrap(at.callee);
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (callee.type !== "MemberExpression" || !/^(?:then|catch|finally)$/.test(method ?? "")) break;
    const call = at;
    const [first, second] = call.arguments.map((given) => (isFunction(given) ? given : file.functions.resolve(given)));
    const own: CalledLink[] = [];
    if (first !== undefined)
      own.push({
        call,
        fn: first,
        when: method === "then" ? "resolved" : method === "catch" ? "rejected" : "settled",
      });
    if (second !== undefined && method === "then") own.push({ call, fn: second, when: "rejected" });
    links.unshift(...own);
    at = unwrap(callee.object);
  }
  return links;
}

/** Whenever the first one has run, the second one runs as well: as far as nothing between them throws. */
function runsBefore(file: FileAnalysis, first: Link, second: Link): boolean {
  if (second.when === "settled" || first.when === "settled") return true;
  const throws = endsInThrow(first.fn);
  if (second.when === "rejected") return throws;
  return !throws && (first.when === "resolved" || !leaves(file, first.fn));
}

function endsInThrow({ body }: FunctionNode): boolean {
  return body.type === "BlockStatement" && body.body.at(-1)?.type === "ThrowStatement";
}

function leaves({ source }: FileAnalysis, fn: FunctionNode): boolean {
  return source.nodes("ThrowStatement").some((node) => enclosingFunction(node) === fn);
}

interface Released {
  readonly call: TSESTree.CallExpression;
  readonly variable: Variable;
  readonly style: "method" | "function";
}

/** The variables around a callback that it releases on every way, and leaves as they are. */
function releasedIn(file: FileAnalysis, fn: FunctionNode): Released[] {
  const { source, vocabulary } = file;
  return source.nodes("CallExpression").flatMap((call): Released[] => {
    const release = enclosingFunction(call) === fn ? vocabulary.release(call) : undefined;
    if (!freesAtOnce(release)) return [];
    const target = unwrap(release.target);
    const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
    const [definition] = variable?.defs ?? [];
    if (variable === undefined || definition === undefined) return [];
    if (isInside(definition.name, fn) || !isAlwaysRun(file, call, fn)) return [];
    const isAnew = variable.references.some((each) => each.isWrite() && each.init !== true);
    return isAnew ? [] : [{ call, variable, style: release.style }];
  });
}

/** Where a later callback releases the variable once more, or works on it. */
function again(file: FileAnalysis, { call, variable }: Released, fn: FunctionNode): Finding[] {
  const text = clip(variable.name);
  const known = { released: call, acquisition: undefined, certainty: "possible", text, how: "plain" } as const;
  const second = releasedIn(file, fn).find((each) => each.variable === variable);
  if (second !== undefined) return [{ ...known, kind: "double-release", node: second.call }];
  const used = variable.references.find(({ identifier }) => {
    const { parent } = identifier;
    const isObject = parent?.type === "MemberExpression" && parent.object === identifier;
    const work = isObject ? parent.parent : parent;
    return work?.type === "CallExpression" && enclosingFunction(work) === fn && isAlwaysRun(file, work, fn);
  });
  return used === undefined ? [] : [{ ...known, kind: "use-after-release", node: used.identifier }];
}
