import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { sourcesOf } from "../../sources.ts";
import {
  classOfThis,
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { isLoop } from "../loops.ts";
import { looksAfter } from "../overwrites.ts";
import type { FileAnalysis } from "../run.ts";
import { heldAt, type HeldPlace } from "./held-places.ts";
import { ending, mentionsOf } from "./mentions.ts";

type Loss = TSESTree.AssignmentExpression | TSESTree.UnaryExpression;

// What a method that uses its object up, or hands it on, is called.
const usingUp =
  /^(?:then|finally|build|finish|consume|to_owned|into|take|end|abort|cancel|unref|detach|transfer|return|quit|exit)/;

/**
 * `const ranges = this.tree.getChangedRanges(tree); this.tree = tree;`: the function works on what the place holds, so that
 * there is something, and then puts something else there, or nothing, without releasing it or handing it on.
 */
export function judgeOutused(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  for (const node of losses(file)) {
    const place = unwrap(node.type === "UnaryExpression" ? node.argument : node.left);
    const fn = enclosingFunction(node);
    if (!isFunction(fn) || !outlives(file, place, fn)) continue;
    const value = node.type === "UnaryExpression" ? undefined : node.right;
    const drops = value === undefined || isNullish(value);
    const mentions = mentionsOf(file, place, fn).filter((each) => !isInside(each, place));
    if (mentions.length === 0 || (value !== undefined && mentions.some((each) => isInside(each, value)))) continue;
    const held = heldAt(file, place);
    if (held === undefined || !isFilledAnew(file, held)) continue;
    const names = aliasesOf(file, mentions);
    const uses = [...mentions, ...names.flatMap((name) => name.references.map(({ identifier }) => identifier))].filter(
      (each) => each.parent?.type !== "VariableDeclarator" || each.parent.init !== null,
    );
    // What is returned before has left the function, and a getter of the place lends.
    const isLent = (each: TSESTree.Node): boolean =>
      isReturned(each) && (each.range[0] < node.range[0] || mentions.includes(each));
    if (!uses.every((each) => isLent(each) || isOnlyUse(file, each, names))) continue;
    if (!uses.some((each) => showsValue(each, node, fn)) || isEndedBefore(file, place, node, fn)) continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition: held.acquisition,
      place: file.source.text(place),
      how: drops ? "dropped" : "replaced",
      from: drops ? (held.fills.find(({ right }) => !isNullish(right)) ?? node) : node,
      certainty: "possible",
    });
  }
  return findings;
}

/** `place = value;`, `place = null;`, `delete this.place;` */
function* losses({ source }: FileAnalysis): Iterable<Loss> {
  for (const node of source.nodes("AssignmentExpression"))
    if (node.operator === "=" && node.parent.type === "ExpressionStatement") yield node;
  for (const node of source.nodes("UnaryExpression"))
    if (node.operator === "delete" && node.parent.type === "ExpressionStatement") yield node;
}

/** A field, a member of an object, or a variable around the function. */
function outlives({ source }: FileAnalysis, place: TSESTree.Node, fn: FunctionNode): boolean {
  if (place.type === "MemberExpression") return memberName(place) !== undefined;
  const definition = place.type === "Identifier" ? source.variableOf(place)?.defs[0] : undefined;
  return definition?.type === "Variable" && !isInside(definition.name, fn);
}

/** Something is made for the place, and nothing is put there that a list, a map or somebody else still has. */
function isFilledAnew(file: FileAnalysis, { fills, acquisition }: HeldPlace): boolean {
  const given = fills.map(({ right }) => right).filter((right) => !isNullish(right));
  if (given.some(isLookedUp)) return false;
  return acquisition.evidence.kind === "destructor-seen" || given.some((right) => isMade(file, right, 0));
}

/** `cache.get(key)`, `trees[i]` */
function isLookedUp(value: TSESTree.Node): boolean {
  const node = unwrap(value);
  if (node.type === "MemberExpression") return memberName(node) === undefined;
  return node.type === "CallExpression" && lending.test(lastName(node.callee) ?? "");
}

const lending = /^(?:get(?![a-z])|find|at$|pop|shift|use(?![a-z])|current|peek|lookup|next)/;

function isMade(file: FileAnalysis, value: TSESTree.Node, depth: number): boolean {
  const node = unwrap(value);
  if (node.type === "NewExpression") return true;
  if (node.type === "CallExpression") return !lending.test(lastName(node.callee) ?? "get");
  if (node.type === "ConditionalExpression")
    return [node.consequent, node.alternate].every((each) => isNullish(each) || isMade(file, each, depth));
  const variable = node.type === "Identifier" && depth < 2 ? file.source.variableOf(node) : undefined;
  const sources = variable === undefined ? [] : sourcesOf(variable);
  return (
    sources.length > 0 &&
    sources.every(
      (origin) => origin.kind === "expression" && origin.path.length === 0 && isMade(file, origin.node, depth + 1),
    )
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

/** A method of it is called on the way to the loss, or the loss stands where a test has shown it to be there. */
function showsValue(use: TSESTree.Node, loss: Loss, fn: FunctionNode): boolean {
  if (use.range[0] > loss.range[0] || enclosingFunction(use) !== fn) return false;
  let at = use;
  while (at.parent && isTransparent(at.parent)) at = at.parent;
  const { parent } = at;
  if (parent?.type === "IfStatement") return isInside(loss, parent.consequent);
  if (parent?.type === "UnaryExpression" && parent.operator === "!" && parent.parent.type === "IfStatement")
    return leaves(parent.parent.consequent) && isOnWay(parent.parent, loss);
  const isRead = parent?.type === "MemberExpression" && parent.object === at && !parent.optional;
  return isRead && parent.parent.type === "CallExpression" && isOnWay(use, loss);
}

function leaves(node: TSESTree.Node): boolean {
  if (node.type === "BlockStatement") return node.body.some(leaves);
  return node.type === "ReturnStatement" || node.type === "ThrowStatement";
}

/** The innermost block, or branch, around the node is around the loss as well. */
function isOnWay(node: TSESTree.Node, loss: Loss): boolean {
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

/** Something that is called before may end it: a method of the object that knows it, or what the object is given to. */
function isEndedBefore(file: FileAnalysis, place: TSESTree.Node, loss: Loss, fn: FunctionNode): boolean {
  const owner = classOfThis(thisOwner(place))?.node;
  const name = lastName(place) ?? "";
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || call.range[0] > loss.range[0]) return false;
    const callee = unwrap(call.callee);
    const called = lastName(callee) ?? "";
    if (callee.type === "Super") return true;
    // `registry.drop(this)`
    if (call.arguments.some(({ type }) => type === "ThisExpression")) return true;
    if (callee.type === "Identifier") {
      const own = file.functions.resolve(callee);
      return own !== undefined && own !== fn ? mentionsOf(file, place, own).length > 0 : ending.test(called);
    }
    const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
    if (object?.type !== "ThisExpression" && object?.type !== "Super") return false;
    return looksAfter(file, owner, called, name, 0) ?? (object.type === "Super" || ending.test(called));
  });
}
