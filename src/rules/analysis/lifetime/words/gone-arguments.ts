import type { SourceFile } from "../../source-file.ts";
import { lastName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

const ending = /^_?(?:delete|destroy|free|release|close)[A-Z_]/;

/** `deleteContext(handle); makeContext(handle);`: of what the statement before ended, nothing is made; it is called for its effect. */
export function isOfGone(source: SourceFile, node: CallNode): boolean {
  const statement = node.parent;
  const [given] = node.arguments;
  if (statement.type !== "ExpressionStatement" || given === undefined || given.type === "Literal") return false;
  const { parent: block } = statement;
  if (block.type !== "BlockStatement" || given.type === "SpreadElement") return false;
  const before = block.body[block.body.indexOf(statement) - 1];
  const ended = before?.type === "ExpressionStatement" ? unwrap(before.expression) : undefined;
  if (ended?.type !== "CallExpression" || ended.arguments.length !== 1) return false;
  const [gone] = ended.arguments;
  return gone !== undefined && ending.test(lastName(ended.callee) ?? "") && source.text(gone) === source.text(given);
}
