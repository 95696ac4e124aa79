import type { TSESLint } from "@typescript-eslint/utils";
import type { Finding } from "./findings.ts";
import { clip } from "./ownership.ts";

/** The path that leaks, in words: "when 'n > 9' holds and the function returns at line 12". */
export function pathText(code: Readonly<TSESLint.SourceCode>, finding: Extract<Finding, { kind: "leak" }>): string {
  const { leak } = finding;
  const { line } = leak.node.loc.start;
  const how = {
    return: `the function returns at line ${line}`,
    throw: `the function throws at line ${line}`,
    implicit: `an exception leaves the function at line ${line}`,
    end: leak.node.type === "BlockStatement" ? "its block ends" : "the function ends",
    lost: `nothing holds it any more after line ${line}`,
    overwritten: `it is overwritten at line ${line}`,
  }[leak.exit];
  if (leak.swallowed) return `when an exception is caught and ${how}`;
  if (leak.when === undefined) return `when ${how}`;
  const { test, taken } = leak.when;
  const condition = clip(code.text.slice(test.range[0], test.range[1]));
  return `when '${condition}' ${taken ? "holds" : "is false"} and ${how}`;
}
