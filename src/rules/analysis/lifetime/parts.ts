import type { TSESTree } from "@typescript-eslint/utils";
import { keyName, memberName, takenApart, unwrap } from "../syntax.ts";
import type { PartNode } from "./vocabulary.ts";

/** The object and the name of what a member, a method or a property of a pattern gives. */
export function partOf(
  node: TSESTree.CallExpression | PartNode,
): { readonly object: TSESTree.Node; readonly name: string } | undefined {
  const part = node.type === "CallExpression" ? unwrap(node.callee) : node;
  const isPart = part.type === "MemberExpression" || part.type === "Property";
  const object =
    part.type === "Property" ? takenApart(part) : part.type === "MemberExpression" ? part.object : undefined;
  const name = !isPart ? undefined : part.type === "Property" ? keyName(part) : memberName(part);
  return object === undefined || name === undefined ? undefined : { object, name };
}
