import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, isFunction, type FunctionNode } from "../syntax.ts";

export type Root = FunctionNode | TSESTree.Program;

/** The function, or the program, in whose run a node is passed; field initialisers and static blocks run with what is around them. */
export function rootOf(node: TSESTree.Node): Root {
  let at = enclosingFunction(node);
  while (!isFunction(at) && at.type !== "Program") at = enclosingFunction(at);
  return at;
}

export function rootsOf(nodes: Iterable<TSESTree.Node>): Set<Root> {
  const found = new Set<Root>();
  for (const node of nodes) found.add(rootOf(node));
  return found;
}

/** Where a function may be suspended. */
export function suspensions(file: SourceFile): TSESTree.Node[] {
  return [
    ...file.nodes("AwaitExpression"),
    ...file.nodes("YieldExpression"),
    ...file.nodes("ForOfStatement").filter((loop) => loop.await),
  ];
}

/** Adds to a set of roots whatever runs one of them, by the calls of every function. */
export function addCallers(roots: Set<Root>, callers: ReadonlyMap<FunctionNode, ReadonlySet<Root>>): void {
  // What is added while a set is walked is walked too.
  for (const root of roots) {
    if (root.type === "Program") continue;
    for (const caller of callers.get(root) ?? []) roots.add(caller);
  }
}
