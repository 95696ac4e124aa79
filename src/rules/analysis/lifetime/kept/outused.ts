import type { TSESTree } from "@typescript-eslint/utils";
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
import { looksAfter } from "../overwrites.ts";
import type { FileAnalysis } from "../run.ts";
import { heldAt, type HeldPlace } from "./held-places.ts";
import { ending, mentionsOf } from "./mentions.ts";
import { isWorkedOn } from "./worked-on.ts";

type Loss = TSESTree.AssignmentExpression | TSESTree.UnaryExpression;

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
    if (!isWorkedOn(file, mentions, node, fn) || isEndedBefore(file, place, node, fn)) continue;
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

const lending = /^(?:get(?![a-z])|find|at$|pop|shift|use(?![a-z])|current|peek|lookup|next|cast(?![a-z])|wrapPointer$)/;

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

/** Something that is called before may end it: a method of the object that knows it, or what the object is given to. */
function isEndedBefore(file: FileAnalysis, place: TSESTree.Node, loss: Loss, fn: FunctionNode): boolean {
  const owner = classOfThis(thisOwner(place))?.node;
  const name = lastName(place) ?? "";
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || call.range[0] > loss.range[0]) return false;
    const callee = unwrap(call.callee);
    const called = lastName(callee) ?? "";
    if (callee.type === "Super" || releasesIfThere(file, call, place, fn)) return true;
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

/** `if (callback) Module.removeFunction(callback);`: released on every way on which there is something. */
function releasesIfThere(
  { source, vocabulary }: FileAnalysis,
  call: TSESTree.CallExpression,
  place: TSESTree.Node,
  fn: FunctionNode,
): boolean {
  const text = source.text(place);
  const target = vocabulary.release(call)?.target;
  if (target === undefined || source.text(unwrap(target)) !== text) return false;
  for (let at: TSESTree.Node | undefined = call; at && at !== fn; at = at.parent) {
    const isAnother =
      at.parent?.type === "IfStatement" && at !== at.parent.test && !source.text(at.parent.test).includes(text);
    if (isAnother || (at.type !== "CallExpression" && isFunction(at))) return false;
  }
  return true;
}
