import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { shownByRelease } from "./held-places.ts";
import { elementReleases, type ElementRelease } from "./released-elements.ts";

/**
 * `const result = callback((made) => { list.push(made); return made; }); list.forEach((each) => each.delete());`: where the
 * callback throws, nobody comes to the loop.
 */
export function judgeUnguardedCollectors(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const released of elementReleases(file)) {
    const { node, release, place, fn, all } = released;
    if (isGuarded(all, fn)) continue;
    const call = callbackBefore(file, released);
    if (call === undefined || seen.has(call) || isGuarded(call, fn)) continue;
    seen.add(call);
    findings.push({
      kind: "kept",
      site: call,
      acquisition: shownByRelease(file, release, node, file.source.text(place)),
      place: file.source.text(place),
      how: "unguarded",
      from: node,
      certainty: "possible",
    });
  }
  return findings;
}

/** In a `try` of the function, or in its handlers. */
function isGuarded(node: TSESTree.Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (at.type === "TryStatement") return true;
  return false;
}

/** A call of a parameter, before the loop, that is given what fills the collection. */
function callbackBefore(file: FileAnalysis, { place, fn, all }: ElementRelease): TSESTree.CallExpression | undefined {
  const list = unwrap(place);
  const variable = list.type === "Identifier" ? file.source.variableOf(list) : undefined;
  const definition = variable?.defs[0];
  if (definition === undefined || enclosingFunction(definition.name) !== fn) return undefined;
  return file.source.nodes("CallExpression").find((call) => {
    if (enclosingFunction(call) !== fn || call.range[1] > all.range[0] || call.callee.type !== "Identifier")
      return false;
    const called = file.source.variableOf(call.callee)?.defs[0];
    if (called?.type !== "Parameter" || called.node !== fn) return false;
    return call.arguments.some((argument) => {
      const collector = isFunction(argument) ? argument : file.functions.resolve(argument);
      return collector !== undefined && fills(file, collector, file.source.text(list));
    });
  });
}

/** `(made) => { list.push(made); return made; }` */
function fills({ source }: FileAnalysis, collector: FunctionNode, list: string): boolean {
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    const [given] = call.arguments;
    if (!isInside(call, collector) || callee.type !== "MemberExpression" || given?.type !== "Identifier") return false;
    if (!/^(?:push|add|unshift)$/.test(memberName(callee) ?? "") || source.text(callee.object) !== list) return false;
    return source.variableOf(given)?.defs[0]?.node === collector;
  });
}
