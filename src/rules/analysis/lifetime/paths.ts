import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { memberName } from "../syntax.ts";
import type { Leak, LeakFinding } from "./findings.ts";
import { clip } from "./ownership.ts";

/** The path that leaks, in words: "when 'n > 9' holds and the function returns at line 12". */
export function pathText(code: Readonly<TSESLint.SourceCode>, finding: LeakFinding): string {
  const { leak, never } = finding;
  const { line } = leak.node.loc.start;
  const how = {
    return: `the function returns at line ${line}`,
    throw: throwText(code, leak.node, line),
    implicit: `an exception leaves the function at line ${line}`,
    end: leak.node.type === "BlockStatement" ? "its block ends" : "the function ends",
    lost: `nothing holds it any more after line ${line}`,
    overwritten: `it is overwritten at line ${line}`,
  }[leak.exit];
  // Where no path at all releases it, what decided this one explains nothing.
  if (never && leak.exit !== "lost" && leak.exit !== "overwritten") return "on any path";
  if (never && !leak.swallowed) return `when ${how}`;
  if (leak.swallowed) return `when an exception is caught and ${how}`;
  if (leak.when === undefined) return `when ${how}`;
  return `when ${decisionText(code, leak.when)} and ${how}`;
}

/** A call or `await` that throws is not where a reader looks for a `throw`. */
function throwText(code: Readonly<TSESLint.SourceCode>, node: TSESTree.Node, line: number): string {
  if (node.type === "YieldExpression") return `whoever reads the generator stops at the 'yield' of line ${line}`;
  if (node.type === "AwaitExpression") return `the promise that is awaited at line ${line} rejects`;
  if (node.parent?.type === "ForOfStatement" && node.parent.await)
    return `what 'for await' waits for at line ${line} rejects`;
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return `the function throws at line ${line}`;
  const [start, end] = node.callee.range;
  if (node.parent.type === "MemberExpression" && memberName(node.parent) === "then")
    return `the promise of '${clip(code.text.slice(start, end))}' at line ${line} rejects`;
  return `'${clip(code.text.slice(start, end))}' throws at line ${line}`;
}

function decisionText(code: Readonly<TSESLint.SourceCode>, { test, taken }: NonNullable<Leak["when"]>): string {
  const text = (node: TSESTree.Node): string => clip(code.text.slice(node.range[0], node.range[1]));
  const { parent } = test;
  if (parent?.type === "SwitchCase") return `'${text(parent.parent.discriminant)}' is '${text(test)}'`;
  if (parent?.type === "SwitchStatement") return `no case of '${text(test)}' applies`;
  return `'${text(test)}' ${taken ? "holds" : "is false"}`;
}
