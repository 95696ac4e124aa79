import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { isNullish, isZero, unwrap } from "../syntax.ts";

/**
 * What the file fills with the result of a call only while it is empty: `if (!this.p) this.p = create();`,
 * `world ??= new World();`, `if (world) return world; world = new World();`.
 */
export function* madeWhenEmpty(source: SourceFile): Iterable<TSESTree.AssignmentExpression> {
  for (const node of source.nodes("AssignmentExpression")) {
    const made = unwrap(node.right);
    const value = made.type === "AwaitExpression" ? unwrap(made.argument) : made;
    if (value.type !== "CallExpression" && value.type !== "NewExpression") continue;
    if (node.operator === "??=" || node.operator === "||=") yield node;
    else if (node.operator === "=" && isWhenEmpty(source, node)) yield node;
  }
}

function isWhenEmpty(source: SourceFile, node: TSESTree.AssignmentExpression): boolean {
  const text = source.text(node.left);
  let child: TSESTree.Node = node;
  for (let at: TSESTree.Node | undefined = node.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case "IfStatement":
        if (child === at.consequent && saysEmpty(source, at.test, text)) return true;
        break;
      case "LogicalExpression":
        return child === at.right && at.operator !== "&&" && source.text(unwrap(at.left)) === text;
      case "BlockStatement":
        if (at.body.some((each) => each.range[1] <= node.range[0] && leavesWhenFilled(source, each, text))) return true;
        break;
      case "ExpressionStatement":
      case "ReturnStatement":
      case "TryStatement":
        break;
      default:
        return false;
    }
  }
  return false;
}

/** `!p`, `p === null`, `p == 0`, alone or as one of several reasons. */
function saysEmpty(source: SourceFile, test: TSESTree.Node, text: string): boolean {
  const node = unwrap(test);
  if (node.type === "LogicalExpression" && node.operator === "||")
    return saysEmpty(source, node.left, text) || saysEmpty(source, node.right, text);
  if (node.type === "UnaryExpression" && node.operator === "!") return source.text(unwrap(node.argument)) === text;
  if (node.type !== "BinaryExpression" || !/^===?$/.test(node.operator)) return false;
  return isNothing(node.right) && source.text(unwrap(node.left)) === text;
}

/** `if (p) return p;` */
function leavesWhenFilled(source: SourceFile, statement: TSESTree.Statement, text: string): boolean {
  if (statement.type !== "IfStatement" || statement.alternate !== null) return false;
  const { consequent } = statement;
  const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent;
  if (last?.type !== "ReturnStatement") return false;
  const test = unwrap(statement.test);
  if (test.type !== "BinaryExpression") return source.text(test) === text;
  return /^!==?$/.test(test.operator) && isNothing(test.right) && source.text(unwrap(test.left)) === text;
}

function isNothing(node: TSESTree.Node): boolean {
  return isNullish(node) || isZero(node);
}
