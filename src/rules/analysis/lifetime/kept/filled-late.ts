import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { returns } from "../leaving.ts";
import type { FileAnalysis } from "../run.ts";
import { waitBefore } from "../waited-uses.ts";
import { cleanupOf } from "./hooks.ts";
import { ending } from "./mentions.ts";
import { ownedIn } from "./stores.ts";
import { leaving } from "./unmounted.ts";

/**
 * `let tracker; start(); return () => { active = false; tracker?.delete(); };` where `start` goes on with
 * `tracker = await create(); if (!active) return;`: what arrives after the clean-up has nobody.
 */
export function judgeFilledLate(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  if (!file.source.matches(/\b(?:use\w*Effect|onMount(?:ed)?|createEffect|watch(?:Effect)?|onCleanup)\b/))
    return findings;
  for (const node of file.source.nodes("AssignmentExpression")) {
    const fn = enclosingFunction(node);
    const variable = node.left.type === "Identifier" ? file.source.variableOf(node.left) : undefined;
    const home = variable?.defs[0] === undefined ? undefined : enclosingFunction(variable.defs[0].name);
    if (node.operator !== "=" || variable === undefined || !isFunction(fn) || !isFunction(home) || home === fn)
      continue;
    // Also one that the value itself waits for.
    const wait = waitBefore(file, node.range[1], fn);
    if (wait === undefined || !isInside(fn, home)) continue;
    const cleanup = cleanupIn(file, home);
    if (cleanup === undefined || isInside(node, cleanup) || !releases(file, cleanup, variable)) continue;
    if (isAsked(file, node, fn, wait, cleanup, variable)) continue;
    const value = unwrap(node.right);
    const acquisition = ownedIn(file, value.type === "AwaitExpression" ? value.argument : value, fn);
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition,
      place: variable.name,
      how: "behind",
      from: node,
      certainty: "possible",
    });
  }
  return findings;
}

/** What the effect returns, or gives to `onCleanup`. */
function cleanupIn(file: FileAnalysis, home: FunctionNode): FunctionNode | undefined {
  const returned = cleanupOf(file, home);
  if (returned !== undefined) return isFunction(returned) && isEffect(home) ? returned : undefined;
  for (const call of file.source.nodes("CallExpression")) {
    const [given] = call.arguments;
    if (leaving.test(lastName(call.callee) ?? "") && enclosingFunction(call) === home && isFunction(given))
      return given;
  }
  return undefined;
}

function isEffect({ parent }: FunctionNode): boolean {
  return parent.type === "CallExpression" && /Effect$|^onMount$|^watch/.test(lastName(parent.callee) ?? "");
}

function releases(file: FileAnalysis, cleanup: FunctionNode, variable: Variable): boolean {
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, cleanup)) return false;
    const release = file.vocabulary.release(call);
    const target = release === undefined ? undefined : unwrap(release.target);
    return target?.type === "Identifier" && file.source.variableOf(target) === variable;
  });
}

/** Between the last `await` and the store, or behind it, the function asks whether it is too late, and then releases. */
function isAsked(
  { source }: FileAnalysis,
  store: TSESTree.AssignmentExpression,
  fn: FunctionNode,
  wait: TSESTree.Node,
  cleanup: FunctionNode,
  variable: Variable,
): boolean {
  return source.nodes("IfStatement").some((node) => {
    if (enclosingFunction(node) !== fn || node.range[1] < wait.range[0]) return false;
    if (isInside(store, node)) return true;
    // Only what returns, and returns without a word about the thing, forgets it.
    if (!returns(node.consequent) || node.range[0] < store.range[0]) return true;
    const isOfFlag = source
      .nodes("AssignmentExpression")
      .some(({ left }) => isInside(left, cleanup) && source.text(node.test).includes(source.text(left)));
    if (!isOfFlag) return false;
    return variable.references.some(({ identifier }) => isInside(identifier, node)) || endsSomething(source, node);
  });
}

function endsSomething(source: FileAnalysis["source"], node: TSESTree.IfStatement): boolean {
  return source
    .nodes("CallExpression")
    .some((call) => isInside(call, node.consequent) && ending.test(lastName(call.callee) ?? ""));
}
