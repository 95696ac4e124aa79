import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { isTopLevel, lastName, unwrap } from "../../syntax.ts";
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

const told = /(?:^|_)(?:OK|ok|SUCCESS|success|DONE|NO_?ERR(?:OR)?)$|(?:Ok|Success)$/;
const telling = /err|fail|message|status|warn|^log$|check|assert|throw|^String$/i;

/** `const ret = lib_open(path, out); if (ret !== lib.OK) throw new Error(text(ret));`: only asked how it went. */
export function isStatus(source: SourceFile, { parent }: CallNode): boolean {
  const held = parent.type === "VariableDeclarator" ? parent.id : undefined;
  const variable = held?.type === "Identifier" ? source.variableOf(held) : undefined;
  const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
  const isCompared = ({ identifier }: { identifier: TSESTree.Node }): boolean => {
    const { parent: test } = identifier;
    if (test?.type !== "BinaryExpression" || !/^[=!]==?$/.test(test.operator)) return false;
    return told.test(lastName(test.left === identifier ? test.right : test.left) ?? "");
  };
  return reads.some(isCompared) && reads.every((read) => isCompared(read) || isTold(read.identifier));
}

/** `"code " + ret`, `` `code ${ret}` ``, `text(ret)`, `ret < 0` */
function isTold(read: TSESTree.Node): boolean {
  const { parent } = read;
  if (parent?.type === "BinaryExpression" || parent?.type === "TemplateLiteral") return true;
  const isGiven = parent?.type === "CallExpression" || parent?.type === "NewExpression";
  return isGiven && parent.callee !== read && telling.test(lastName(parent.callee) ?? "");
}

/** `_parser_new(); this[0] = getValue(buffer, "i32")`: what is made comes out through memory. */
export function comesThroughMemory(source: SourceFile, { parent }: CallNode): boolean {
  if (parent.type !== "ExpressionStatement") return false;
  const block: TSESTree.Node = parent.parent;
  const list = block.type === "BlockStatement" || isTopLevel(block) ? block.body : [];
  const next = list[list.indexOf(parent) + 1];
  return next !== undefined && /\bgetValue\(|\bHEAP\w*\[|\.get(?:Ui|I)nt(?:8|16|32)\(/.test(source.text(next));
}
