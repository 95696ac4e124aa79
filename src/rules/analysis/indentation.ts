import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

/** What the line of a node begins with: a repair that adds a line gives it the same. */
export function indentOf(code: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): string {
  return /^\s*/.exec(code.lines[node.loc.start.line - 1] ?? "")?.[0] ?? "";
}
