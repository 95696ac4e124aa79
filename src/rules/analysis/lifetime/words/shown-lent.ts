import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";

const ending = /^(?:free|delete|dispose|destroy|_free)$/;
const known = new WeakMap<SourceFile, ReadonlySet<string>>();

/**
 * `deferred.reject(error); error.dispose();`: elsewhere in the file what this call was given is released right after it,
 * so the call does not take it.
 */
export function isShownLent(source: SourceFile, node: CallNode, index: number): boolean {
  if (node.type !== "CallExpression") return false;
  let found = known.get(source);
  if (found === undefined) known.set(source, (found = find(source)));
  return found.has(`${source.text(node.callee)} ${index}`);
}

function find(source: SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of source.nodes("ExpressionStatement")) {
    const released = releasedBy(statement);
    const before = released === undefined ? undefined : previous(statement);
    const call = before?.type === "ExpressionStatement" ? unwrap(before.expression) : undefined;
    if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") continue;
    call.arguments.forEach((argument, index) => {
      if (argument.type === "Identifier" && argument.name === released)
        found.add(`${source.text(call.callee)} ${index}`);
    });
  }
  return found;
}

/** The name of what a statement releases. */
function releasedBy({ expression }: TSESTree.ExpressionStatement): string | undefined {
  const call = unwrap(expression);
  if (call.type !== "CallExpression" || !ending.test(lastName(call.callee) ?? "")) return undefined;
  const callee = unwrap(call.callee);
  const [given] = call.arguments;
  const target =
    call.arguments.length === 0 && callee.type === "MemberExpression" && memberName(callee) !== "_free"
      ? unwrap(callee.object)
      : given;
  return target?.type === "Identifier" ? target.name : undefined;
}

function previous(statement: TSESTree.Statement): TSESTree.Node | undefined {
  const { parent } = statement;
  if (parent.type !== "BlockStatement" && parent.type !== "Program") return undefined;
  return parent.body[parent.body.indexOf(statement) - 1];
}
