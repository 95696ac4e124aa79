import type { TSESTree } from "@typescript-eslint/utils";

/** `if (failed) return;`, `if (failed) throw error;`: somewhere in its block the function is left. */
export function exits(node: TSESTree.Node): boolean {
  if (node.type === "BlockStatement") return node.body.some(exits);
  return node.type === "ReturnStatement" || node.type === "ThrowStatement";
}

/** `if (loaded) return;`: it is left with nothing gone wrong. */
export function returns(node: TSESTree.Node): boolean {
  return node.type === "BlockStatement" ? node.body.some(returns) : node.type === "ReturnStatement";
}
