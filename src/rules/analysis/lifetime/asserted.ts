import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, memberName, unwrap } from "../syntax.ts";
import type { Finding } from "./findings.ts";

const runners = new Set(["describe", "it", "test", "suite", "context", "specify", "Deno"]);
const assertions = /^(?:expect|assert|should|spyOn|t)(?:$|[A-Z])/;

// `toThrow`, `throwsAsync`, `rejects`, and not `unthrow`, which takes results apart.
const expecting = /^(?:to|be|is|does|not)?(?:[tT]hrow|[rR]eject)/;

/**
 * Tests use an object after its release, or release it twice, to see what comes of it: nothing to report where that is
 * what an assertion asks, and not certain elsewhere in a test.
 */
export function asTestsMeanIt(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding): Finding[] => {
    if (finding.kind !== "double-release" && finding.kind !== "use-after-release") return [finding];
    const place = placeInTest(finding.node);
    if (place === "asserted") return [];
    // Of an address nothing can be asked after its release.
    if (finding.acquisition?.kind === "pointer") return [finding];
    // A test that works with an object after its `delete()` knows it for something else, such as emptying a log.
    const isUsed = finding.kind === "use-after-release" && finding.acquisition === undefined;
    if (place === "test" && isUsed && isMethod(finding.released)) return [];
    return place === "test" ? [{ ...finding, certainty: "possible" }] : [finding];
  });
}

/** `log.delete()`: called on the object, with nothing given. */
function isMethod(release: TSESTree.Node): boolean {
  return (
    release.type === "CallExpression" &&
    release.arguments.length === 0 &&
    unwrap(release.callee).type === "MemberExpression"
  );
}

/** `expect(() => { make(-1); }).toThrow()`: nothing is made there. */
export function isExpectedToThrow(site: TSESTree.Node): boolean {
  let inner = site;
  for (let at = site.parent; at; inner = at, at = at.parent) {
    if (at.type !== "CallExpression" || !isFunction(inner)) continue;
    let chain: TSESTree.Node = at;
    while (
      chain.parent?.type === "MemberExpression" ||
      (chain.parent?.type === "CallExpression" && chain.parent.callee === chain)
    )
      chain = chain.parent;
    if (chain.type === "CallExpression" && namesOf(chain.callee).some((name) => expecting.test(name))) return true;
  }
  return false;
}

/** Whether a test runs a node, and whether what it gives is asserted. */
export function placeInTest(node: TSESTree.Node): "asserted" | "test" | undefined {
  let isAsserted = false;
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    if (at.type !== "CallExpression") continue;
    const names = namesOf(at.callee);
    if (runners.has(names[0] ?? "") && at.arguments.some((argument) => isFunction(argument)))
      return isAsserted ? "asserted" : "test";
    if (names.some((name) => assertions.test(name))) isAsserted = true;
  }
  return undefined;
}

/** The names that a callee is made of, the first one first: `expect(x).not.toBe` is called on `expect`. */
function namesOf(callee: TSESTree.Node): string[] {
  const node = unwrap(callee);
  if (node.type === "Identifier") return [node.name];
  if (node.type === "CallExpression") return namesOf(node.callee);
  if (node.type !== "MemberExpression") return [];
  return [...namesOf(node.object), memberName(node) ?? ""];
}
