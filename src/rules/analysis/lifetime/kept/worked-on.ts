import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { enclosingFunction, isFunction, isInside, memberName, type FunctionNode } from "../../syntax.ts";
import { exits } from "../leaving.ts";
import { isLoop } from "../loops.ts";
import type { FileAnalysis } from "../run.ts";
import { ending } from "./mentions.ts";

// What a method that uses its object up, or hands it on, is called.
const usingUp =
  /^(?:then|finally|build|finish|consume|to_owned|into|take|end|abort|cancel|unref|detach|transfer|return|quit|exit)/;

/**
 * `tree.edit(change); this.tree = parser.parse(text, tree);`: on the way to the loss the function works on what it has read
 * from the place, so that there is something, and neither releases it nor gives it to anybody.
 */
export function isWorkedOn(
  file: FileAnalysis,
  reads: readonly TSESTree.Node[],
  loss: TSESTree.Node,
  fn: FunctionNode,
): boolean {
  const names = aliasesOf(file, reads);
  const uses = [...reads, ...names.flatMap((name) => name.references.map(({ identifier }) => identifier))].filter(
    (each) => each.parent?.type !== "VariableDeclarator" || each.parent.init !== null,
  );
  // What is returned before has left the function, and a getter of the place lends.
  const isLent = (each: TSESTree.Node): boolean =>
    isReturned(each) && (each.range[0] < loss.range[0] || reads.includes(each));
  return (
    uses.every((each) => isLent(each) || isOnlyUse(file, each, names)) &&
    uses.some((each) => showsValue(file, each, loss, fn))
  );
}

/** `const old = this.tree` */
function aliasesOf({ source }: FileAnalysis, mentions: readonly TSESTree.Node[]): Variable[] {
  return mentions.flatMap((mention) => {
    let at = mention;
    while (at.parent && isTransparent(at.parent)) at = at.parent;
    const { parent } = at;
    const name = parent?.type === "VariableDeclarator" && parent.init === at ? parent.id : undefined;
    const variable = name?.type === "Identifier" ? source.variableOf(name) : undefined;
    return variable === undefined ? [] : [variable];
  });
}

function isTransparent(node: TSESTree.Node): boolean {
  return (
    node.type === "TSNonNullExpression" ||
    node.type === "TSAsExpression" ||
    node.type === "ChainExpression" ||
    node.type === "AwaitExpression"
  );
}

function isReturned(use: TSESTree.Node): boolean {
  let at = use;
  while (at.parent && isTransparent(at.parent)) at = at.parent;
  return at.parent?.type === "ReturnStatement";
}

/** Read, asked or compared; neither released nor given to anybody who may look after it. */
function isOnlyUse(file: FileAnalysis, use: TSESTree.Node, names: readonly Variable[]): boolean {
  let at = use;
  while (at.parent && isTransparent(at.parent)) at = at.parent;
  const { parent } = at;
  switch (parent?.type) {
    case "MemberExpression": {
      if (parent.object !== at) return false;
      const name = memberName(parent);
      if (name === undefined) return false;
      const isCalled = parent.parent.type === "CallExpression" && parent.parent.callee === parent;
      return !isCalled || !(ending.test(name) || usingUp.test(name));
    }
    case "AssignmentExpression":
      return parent.left === at;
    case "VariableDeclarator": {
      const name = parent.id.type === "Identifier" ? file.source.variableOf(parent.id) : undefined;
      return parent.id === at || (name !== undefined && names.includes(name));
    }
    case "IfStatement":
    case "UnaryExpression":
    case "TemplateLiteral":
    case "ExpressionStatement":
      return true;
    case "BinaryExpression":
      return /^[!=]==?$/.test(parent.operator);
    case "LogicalExpression":
      return parent.left === at && parent.operator === "&&";
    case "ConditionalExpression":
      return parent.test === at;
    case "CallExpression": {
      const index = parent.arguments.indexOf(at as TSESTree.CallExpressionArgument);
      if (index < 0) return false;
      return file.vocabulary.acquisition(parent) !== undefined || file.vocabulary.argument(parent, index) === "borrows";
    }
    default:
      return false;
  }
}

/** A member of it is read or native code given it on the way to the loss, or the loss stands where a test has shown it to be there. */
function showsValue(file: FileAnalysis, use: TSESTree.Node, loss: TSESTree.Node, fn: FunctionNode): boolean {
  if (use.range[0] > loss.range[0] || enclosingFunction(use) !== fn) return false;
  let at = use;
  while (at.parent && isTransparent(at.parent)) at = at.parent;
  const { parent } = at;
  if (parent?.type === "IfStatement") return isInside(loss, parent.consequent) || goesOn(parent, loss);
  if (parent?.type === "UnaryExpression" && parent.operator === "!" && parent.parent.type === "IfStatement")
    return exits(parent.parent.consequent) && isOnWay(parent.parent, loss);
  if (parent?.type === "CallExpression" && parent.callee !== at) {
    const index = parent.arguments.indexOf(at as TSESTree.CallExpressionArgument);
    return file.vocabulary.argument(parent, index) === "borrows" && isOnWay(use, loss);
  }
  const isRead = parent?.type === "MemberExpression" && parent.object === at && !parent.optional;
  return isRead && isOnWay(use, loss);
}

/** `if (old) old.edit(change);`: where there is something, the loss comes all the same. */
function goesOn(test: TSESTree.IfStatement, loss: TSESTree.Node): boolean {
  return test.alternate === null && !exits(test.consequent) && isOnWay(test, loss);
}

/** The innermost block, or branch, around the node is around the loss as well. */
function isOnWay(node: TSESTree.Node, loss: TSESTree.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    // A loop is there to be run.
    const isBranch =
      (at.type === "BlockStatement" && !isLoop(at.parent)) ||
      at.type === "SwitchCase" ||
      at.type === "ConditionalExpression" ||
      at.type === "LogicalExpression" ||
      (at.type === "IfStatement" && !isInside(node, at.test)) ||
      isFunction(at);
    if (isBranch) return isInside(loss, at);
  }
  return true;
}
