import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

/** `lib_Create()[1]`: the call gives a list of which one is what it made. */
export function isPartOfResult(node: TSESTree.MemberExpression): boolean {
  return node.computed && unwrap(node.property).type === "Literal" && unwrap(node.object).type === "CallExpression";
}

/** `const [status, p] = lib_Create()`, `const made = lib_Create(); if (made[0] !== 0) …`: a list, whose parts tell how it went. */
export function isTuple(source: SourceFile, { parent }: TSESTree.CallExpression): boolean {
  if (parent.type !== "VariableDeclarator") return false;
  if (parent.id.type === "ArrayPattern") return true;
  const variable = parent.id.type === "Identifier" ? source.variableOf(parent.id) : undefined;
  return (
    variable?.references.some(({ identifier: { parent: reader, range } }) => {
      if (reader?.type !== "MemberExpression" || !reader.computed || reader.object.range[0] !== range[0]) return false;
      return unwrap(reader.property).type === "Literal";
    }) === true
  );
}

/** `_parser_new(); this[0] = getValue(buffer, "i32")`: what is made comes out through memory. */
export function comesThroughMemory(source: SourceFile, { parent }: CallNode): boolean {
  if (parent.type !== "ExpressionStatement") return false;
  const block: TSESTree.Node = parent.parent;
  const list = block.type === "BlockStatement" || block.type === "Program" ? block.body : [];
  const next = list[list.indexOf(parent) + 1];
  return next !== undefined && /\bgetValue\(|\bHEAP\w*\[|\.get(?:Ui|I)nt(?:8|16|32)\(/.test(source.text(next));
}
