import type { TSESTree } from "@typescript-eslint/utils";
import { heapViews } from "../../../resources/conventions.ts";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { judgeFailedExits } from "./failed-exits.ts";
import { possibleLeak, type Leak, type LeakFinding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";
import type { Acquisition, CallNode } from "./vocabulary.ts";

// They call what they are given more than once, or never: who releases there does so for another reason.
const repeating =
  /^(?:on|once|off|add\w*Listener|subscribe|setInterval|forEach|map|filter|some|every|reduce|use[A-Z]\w*|register\w*|defer|onTestFinished|afterEach|afterAll|onDispose|onCleanup)$|^on[A-Z]/;

/**
 * What a function makes and only a callback of it releases: lost where the callback leaves before the release, or where
 * it is not called because the promise rejects.
 */
export function judgeCapturedExits(file: FileAnalysis, reported: ReadonlySet<TSESTree.Node>): LeakFinding[] {
  const findings: LeakFinding[] = [];
  const released = releasesInClosures(file);
  for (const [variable, calls] of released) {
    const declarator = variable.defs[0]?.node;
    if (declarator?.type !== "VariableDeclarator" || declarator.init === null || variable.defs.length > 1) continue;
    const site = unwrap(declarator.init);
    if (site.type !== "CallExpression" && site.type !== "NewExpression") continue;
    const acquisition = reported.has(site) ? undefined : acquired(file, site);
    const home = enclosingFunction(declarator);
    if (acquisition === undefined || !isFunction(home) || isHandedOn(variable, calls)) continue;
    const closure = onlyClosure(home, calls);
    if (closure === undefined || repeating.test(calleeOf(closure))) continue;
    const exit = earlyExit(file, variable, closure, calls) ?? rejection(file, closure, home);
    if (exit === undefined) continue;
    findings.push(possibleLeak(site, acquisition, variable.name, exit));
  }
  return [...findings, ...judgeFailedExits(file, reported)];
}

function acquired(file: FileAnalysis, site: CallNode): Acquisition | undefined {
  const acquisition = file.vocabulary.acquisition(site);
  return acquisition?.part !== undefined ? undefined : acquisition;
}

/** Variables whose every release stands in a closure of the function that declares them. */
function releasesInClosures(file: FileAnalysis): Map<Variable, TSESTree.CallExpression[]> {
  const found = new Map<Variable, TSESTree.CallExpression[]>();
  const direct = new Set<Variable>();
  for (const call of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(call);
    const target = release === undefined ? undefined : unwrap(release.target);
    const variable = target?.type === "Identifier" ? file.source.variableOf(target) : undefined;
    const [definition] = variable?.defs ?? [];
    if (variable === undefined || definition === undefined) continue;
    if (enclosingFunction(definition.name) === enclosingFunction(call)) direct.add(variable);
    found.set(variable, [...(found.get(variable) ?? []), call]);
  }
  for (const variable of direct) found.delete(variable);
  return found;
}

/** It is returned, stored or written again: somebody else may release it. */
export function isHandedOn(variable: Variable, calls: readonly TSESTree.CallExpression[]): boolean {
  return variable.references.some((reference) => {
    if (reference.init === true) return false;
    if (reference.isWrite()) return true;
    const { identifier } = reference;
    if (calls.some((call) => isInside(identifier, call))) return false;
    const { parent } = identifier;
    switch (parent?.type) {
      case "MemberExpression":
      case "IfStatement":
      case "UnaryExpression":
      case "BinaryExpression":
      case "LogicalExpression":
      case "TemplateLiteral":
        return false;
      case "CallExpression":
        return ending.test(lastName(parent.callee) ?? "") && !isMemoryWrite(parent);
      case "ArrayExpression":
        // `M.ccall("run", "number", ["number"], [p])`
        return !(parent.parent.type === "CallExpression" && lastName(parent.parent.callee) === "ccall");
      default:
        return true;
    }
  });
}

/** `M.HEAPU8.set(bytes, p)` */
function isMemoryWrite({ callee }: TSESTree.CallExpression): boolean {
  const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
  const name = object?.type === "MemberExpression" ? memberName(object) : undefined;
  return name !== undefined && heapViews.has(name);
}

const ending =
  /free|destroy|dispose|delete|release|close|clean|track|manage|own|register|push|add|set|store|cache|keep/i;

/** The one function right inside of `home`, handed to a call, that all releases are in. */
function onlyClosure(home: FunctionNode, calls: readonly TSESTree.CallExpression[]): FunctionNode | undefined {
  let only: FunctionNode | undefined;
  for (const call of calls) {
    let below: FunctionNode | undefined;
    for (let at = call.parent as TSESTree.Node | undefined; at && at !== home; at = at.parent)
      if (isFunction(at)) below = at;
    if (below === undefined || (only !== undefined && below !== only)) return undefined;
    only = below;
  }
  const parent = only?.parent;
  const isGiven = (parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee !== only;
  return isGiven ? only : undefined;
}

function calleeOf({ parent }: FunctionNode): string {
  return parent.type === "CallExpression" || parent.type === "NewExpression" ? (lastName(parent.callee) ?? "") : "";
}

type EarlyExit = Pick<Leak, "exit" | "node" | "when">;

/** `if (!bytes) { resolve(undefined); return; }` before the release, in the callback or one around the release. */
function earlyExit(
  file: FileAnalysis,
  variable: Variable,
  closure: FunctionNode,
  calls: readonly TSESTree.CallExpression[],
): EarlyExit | undefined {
  for (const type of ["ReturnStatement", "ThrowStatement"] as const) {
    for (const exit of file.source.nodes(type)) {
      const fn = enclosingFunction(exit);
      if (!isInside(exit, closure) || !isFunction(fn)) continue;
      const later = calls.filter((call) => isInside(call, fn) && call.range[0] > exit.range[1]);
      if (later.length === 0 || calls.some((call) => isInside(call, fn) && call.range[0] < exit.range[1])) continue;
      const branch = branchOf(exit, fn);
      if (branch === undefined || later.some((call) => isInside(call, branch.statement))) continue;
      const { test } = branch.statement;
      // Whether there is anything at all is asked of it, or something else is done with it there.
      const taken = branch.taken ? branch.statement.consequent : (branch.statement.alternate ?? test);
      if (variable.references.some(({ identifier }) => isInside(identifier, test) || isInside(identifier, taken)))
        continue;
      if (later.every((call) => isInFinally(call, exit, fn))) continue;
      return {
        exit: type === "ThrowStatement" ? "throw" : "return",
        node: exit,
        when: { test, taken: branch.taken },
      };
    }
  }
  return undefined;
}

/** The innermost `if` that decides whether the exit is taken. */
function branchOf(
  exit: TSESTree.Node,
  fn: FunctionNode,
): { statement: TSESTree.IfStatement; taken: boolean } | undefined {
  let child = exit;
  for (let at = exit.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type === "IfStatement") return { statement: at, taken: at.consequent === child };
  }
  return undefined;
}

function isInFinally(call: TSESTree.Node, exit: TSESTree.Node, fn: FunctionNode): boolean {
  for (let at = call.parent as TSESTree.Node | undefined; at && at !== fn; at = at.parent) {
    if (at.type === "TryStatement" && at.finalizer !== null && isInside(call, at.finalizer))
      return isInside(exit, at) && !isInside(exit, at.finalizer);
  }
  return false;
}

/** `work(p).then((result) => { free(p); return result; })`: nothing runs where the promise rejects. */
function rejection(file: FileAnalysis, closure: FunctionNode, home: FunctionNode): EarlyExit | undefined {
  const call = closure.parent;
  if (call.type !== "CallExpression" || calleeOf(closure) !== "then" || call.arguments.length !== 1) return undefined;
  // A handler further on may know what to release; one that is all there is does not release it.
  let at: TSESTree.Node = call;
  for (;;) {
    const parent: TSESTree.Node | undefined = at.parent;
    if (parent?.type === "MemberExpression" && parent.object === at) {
      const name = memberName(parent);
      if (name === "catch" || name === "finally" || parent.parent.type !== "CallExpression") return undefined;
      at = parent.parent;
    } else if (parent?.type === "ChainExpression" || parent?.type === "TSNonNullExpression") at = parent;
    else if (parent?.type === "AwaitExpression" && isInTry(parent, home)) return undefined;
    else break;
  }
  const target = unwrap(call.callee);
  const source = target.type === "MemberExpression" ? unwrap(target.object) : target;
  return source.type === "CallExpression" && !isRelease(file, source)
    ? { exit: "throw", node: source, when: undefined }
    : undefined;
}

function isRelease(file: FileAnalysis, call: TSESTree.CallExpression): boolean {
  return file.vocabulary.release(call) !== undefined;
}

function isInTry(node: TSESTree.Node, home: FunctionNode): boolean {
  for (let at = node.parent; at && at !== home; at = at.parent) if (at.type === "TryStatement") return true;
  return false;
}
