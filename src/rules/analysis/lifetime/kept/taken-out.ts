import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, lastName, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import { endsAnything, mentionsOf } from "./mentions.ts";

const counting = /^(?:length|find(?:Last)?Index|(?:last)?[iI]ndexOf|some|every|includes|push|unshift)$/;

interface TakenOut {
  readonly node: TSESTree.Node;
  readonly place: TSESTree.Node;
  readonly fn: FunctionNode;
}

const asking = new Set([
  "length",
  "findIndex",
  "findLastIndex",
  "some",
  "every",
  "splice",
  "filter",
  "includes",
  "forEach",
]);

/**
 * `list.splice(at, 1);` and `list = list.filter((each) => each.id !== id);`: elements that leave a list by their number or
 * by what they are like, so that nobody has them any more.
 */
export function* takenOut(file: FileAnalysis): Iterable<TakenOut> {
  const { source } = file;
  for (const node of source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || memberName(callee) !== "splice") continue;
    if (node.parent.type !== "ExpressionStatement" || !takesAny(node)) continue;
    yield* lostBy(file, node, callee.object);
  }
  for (const node of source.nodes("AssignmentExpression")) {
    const call = node.operator === "=" ? unwrap(node.right) : node;
    const callee = call.type === "CallExpression" ? unwrap(call.callee) : call;
    if (call.type !== "CallExpression" || callee.type !== "MemberExpression") continue;
    if (memberName(callee) !== "filter" || source.text(unwrap(callee.object)) !== source.text(node.left)) continue;
    yield* lostBy(file, node, node.left);
  }
}

/** `splice(at, 1)`, `splice(at)`; neither `splice(at, 0, made)` nor a count that only the caller knows. */
function takesAny({ arguments: [at, count] }: TSESTree.CallExpression): boolean {
  return at !== undefined && (count === undefined || (count.type === "Literal" && count.value !== 0));
}

function* lostBy(file: FileAnalysis, node: TSESTree.Node, place: TSESTree.Node): Iterable<TakenOut> {
  const fn = enclosingFunction(node);
  if (!isFunction(fn)) return;
  for (const mention of mentionsOf(file, place, fn)) {
    const { parent } = mention;
    if (parent?.type === "AssignmentExpression" && parent.left === mention) continue;
    if (parent?.type === "MemberExpression" && parent.object === mention && isPlainRead(parent)) continue;
    const name = parent?.type === "MemberExpression" && parent.object === mention ? memberName(parent) : undefined;
    if (name === undefined || !asking.has(name)) return;
    const call = parent?.parent;
    // Who compares an element itself has it already.
    if (
      call?.type === "CallExpression" &&
      call.arguments.some((test) => name !== "splice" && isAboutItself(file, test))
    )
      return;
  }
  if (isHandedOut(file, place, fn)) return;
  yield { node, place, fn };
}

/** `list[i].isOld`: what an element says of itself. */
function isPlainRead(element: TSESTree.MemberExpression): boolean {
  const { parent } = element;
  if (!element.computed || parent.type !== "MemberExpression" || parent.object !== element) return false;
  return /^(?:IfStatement|BinaryExpression|LogicalExpression|UnaryExpression|UpdateExpression)$/.test(
    parent.parent.type,
  );
}

function isAboutItself({ source }: FileAnalysis, test: TSESTree.Node): boolean {
  const [first] = isFunction(test) ? test.params : [];
  if (first === undefined || !isFunction(test)) return true;
  if (first.type !== "Identifier") return first.type !== "ObjectPattern";
  const uses = source.variableOf(first)?.references.map(({ identifier }) => identifier) ?? [];
  return uses.length === 0 || uses.some(({ parent }) => parent?.type !== "MemberExpression");
}

/** Another function gives its caller elements of the list, and none that ends something looks after them. */
function isHandedOut(file: FileAnalysis, place: TSESTree.Node, fn: FunctionNode): boolean {
  const others = mentionsOf(file, place, file.source.code.ast).filter((each) => enclosingFunction(each) !== fn);
  const isEnded = others.some((each) => {
    const around = enclosingFunction(each);
    return isFunction(around) && endsAnything(file, around);
  });
  return !isEnded && others.some(isReturned);
}

function isReturned(mention: TSESTree.Node): boolean {
  let at = mention;
  for (let up = at.parent; up; at = up, up = at.parent) {
    const isRead =
      (up.type === "MemberExpression" && up.object === at) ||
      (up.type === "CallExpression" && up.callee === at) ||
      up.type === "ChainExpression" ||
      up.type.startsWith("TS") ||
      up.type === "LogicalExpression" ||
      up.type === "ConditionalExpression" ||
      up.type === "SpreadElement" ||
      up.type === "ArrayExpression";
    // `list.findIndex(…)` gives a number.
    if (up.type === "MemberExpression" && counting.test(memberName(up) ?? "")) return false;
    if (!isRead) break;
  }
  const { parent } = at;
  return (
    parent?.type === "ReturnStatement" ||
    parent?.type === "YieldExpression" ||
    (parent?.type === "VariableDeclarator" && parent.init === at) ||
    parent?.type === "Property" ||
    (parent?.type === "AssignmentExpression" && parent.right === at && lastName(parent.left) !== lastName(mention)) ||
    (parent?.type === "ArrowFunctionExpression" && parent.body === at)
  );
}
