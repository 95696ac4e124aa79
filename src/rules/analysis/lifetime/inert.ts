import type { TSESTree } from "@typescript-eslint/utils";

const known = new WeakMap<TSESTree.Node, boolean>();

/** Evaluating the expression changes nothing: no call, no assignment, nothing made. */
export function isInert(node: TSESTree.Node): boolean {
  let answer = known.get(node);
  if (answer === undefined) known.set(node, (answer = decide(node)));
  return answer;
}

function decide(node: TSESTree.Node): boolean {
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ThisExpression":
    case "Super":
    case "MetaProperty":
    case "PrivateIdentifier":
      return true;
    case "MemberExpression":
      return isInert(node.object) && (!node.computed || isInert(node.property));
    case "UnaryExpression":
      return node.operator !== "delete" && isInert(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isInert(node.left) && isInert(node.right);
    case "ConditionalExpression":
      return isInert(node.test) && isInert(node.consequent) && isInert(node.alternate);
    case "TemplateLiteral":
    case "SequenceExpression":
      return node.expressions.every(isInert);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return isInert(node.expression);
    default:
      return false;
  }
}
