import type { TSESTree } from "@typescript-eslint/utils";
import type { Finding } from "./findings.ts";
import type { FileAnalysis } from "./run.ts";

// `destroy(socket, error)` and the like are of objects of JavaScript as often.
const freeing = /(?:^|_|[a-z])(?:[fF]ree|[dD]ealloc(?:ate)?)(?:$|_)/;

/** `dealloc(p)` where every other call of the file is `dealloc(p, size)`: the size is 0, or not a number, then. */
export function judgeShortReleases(file: FileAnalysis): Finding[] {
  const byCallee = new Map<string, TSESTree.CallExpression[]>();
  for (const node of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(node);
    if (release?.style !== "function" || !freeing.test(release.name)) continue;
    if (node.arguments.length === 0 || node.arguments.some(({ type }) => type === "SpreadElement")) continue;
    const text = file.source.text(node.callee);
    byCallee.set(text, [...(byCallee.get(text) ?? []), node]);
  }
  const findings: Finding[] = [];
  for (const [text, calls] of byCallee) {
    const most = Math.max(...calls.map((call) => call.arguments.length));
    const full = calls.filter((call) => call.arguments.length === most);
    const short = calls.filter((call) => call.arguments.length < most);
    // A function of the file may have a default; what most calls do is how it is meant.
    if (short.length === 0 || short.length > full.length || isOwn(file, full)) continue;
    for (const node of short) {
      const [other] = full;
      if (other !== undefined) findings.push({ kind: "short", node, text, other, certainty: "possible" });
    }
  }
  return findings;
}

function isOwn(file: FileAnalysis, [call]: readonly TSESTree.CallExpression[]): boolean {
  return call !== undefined && file.functions.resolve(call.callee) !== undefined;
}
