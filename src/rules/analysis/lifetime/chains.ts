import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import type { LeakFinding } from "./findings.ts";

/** The temporaries of one chain, `a.b().c().d()`, are one report: at the first, naming the calls that made the others. */
export function joinChains(findings: readonly LeakFinding[]): LeakFinding[] {
  const bySite = new Map<TSESTree.Node, LeakFinding>();
  for (const finding of findings) bySite.set(finding.site, finding);
  const later = new Map<LeakFinding, LeakFinding[]>();
  const joined = new Set<LeakFinding>();
  for (const finding of findings) {
    let first = finding;
    for (let at = receiverOf(finding.site); at !== undefined; at = receiverOf(at)) {
      const inner = bySite.get(at);
      if (inner !== undefined && isAlike(inner, finding)) first = inner;
    }
    if (first === finding) continue;
    joined.add(finding);
    later.set(first, [...(later.get(first) ?? []), finding]);
  }
  if (joined.size === 0) return [...findings];
  return findings
    .filter((finding) => !joined.has(finding))
    .map((finding) => {
      const others = later.get(finding);
      if (others === undefined) return finding;
      others.sort((a, b) => a.site.range[1] - b.site.range[1]);
      return { ...finding, chain: others.map(({ site }) => calledName(site)) };
    });
}

/** Both are temporaries that one statement forgets in the same way. */
function isAlike(a: LeakFinding, b: LeakFinding): boolean {
  return (
    a.holder === undefined &&
    b.holder === undefined &&
    a.certainty === b.certainty &&
    a.leak.exit === b.leak.exit &&
    a.acquisition.finalizer === b.acquisition.finalizer
  );
}

/** `a.b()` of `a.b().c()`, through `await` and property reads. */
function receiverOf(node: TSESTree.Node): TSESTree.Node | undefined {
  const at = unwrap(node);
  switch (at.type) {
    case "CallExpression": {
      const callee = unwrap(at.callee);
      return callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
    }
    case "MemberExpression":
      return unwrap(at.object);
    case "AwaitExpression":
      return unwrap(at.argument);
    default:
      return undefined;
  }
}

function calledName(site: TSESTree.Node): string {
  const callee = site.type === "CallExpression" ? unwrap(site.callee) : site;
  return (callee.type === "MemberExpression" ? memberName(callee) : undefined) ?? "the call";
}
