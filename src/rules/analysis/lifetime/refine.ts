import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import { memberName, stringValue, unwrap } from "../syntax.ts";
import { comparison, isOfType, type Comparison } from "./comparisons.ts";
import { endAsked, refineEnd } from "./ended.ts";
import { isElementOfParameter } from "./elements.ts";
import { refineEqual } from "./equals.ts";
import { assume, knownFact } from "./facts.ts";
import { flagOf } from "./flags.ts";
import { isInert } from "./inert.ts";
import { peek } from "./peek.ts";
import { areAll } from "./ownership.ts";
import { refineReleasable, releaseAsked } from "./release-asked.ts";
import type { Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import { ESCAPED, LIVE, NONE, RELEASED, type State } from "./state.ts";
import { unknown, withTruth, type Value } from "./value.ts";

/** A test came out one way: what that tells of the value tested. Gives `false` when the path cannot be. */
export function refine(run: Run, state: State, test: TSESTree.Node, value: Value, outcome: boolean): boolean {
  const node = unwrap(test);
  refineEqual(run, state, node, outcome);
  const meant = flagOf(run.file.source, node);
  if (meant !== undefined && !refine(run, state, meant, heldBy(run, state, meant), outcome)) return false;
  if (node.type === "UnaryExpression" && node.operator === "!") {
    return refine(run, state, node.argument, heldBy(run, state, node.argument), !outcome);
  }
  if (node.type === "LogicalExpression" && outcome === (node.operator === "&&") && node.operator !== "??") {
    const left = refine(run, state, node.left, heldBy(run, state, node.left), outcome);
    return left && refine(run, state, node.right, heldBy(run, state, node.right), outcome);
  }
  const asked = endAsked(node);
  if (asked !== undefined) {
    const held = heldBy(run, state, asked.object);
    const tells = asked.isAddress !== true || areAll(run, held, (acquisition) => acquisition?.release === ".free()");
    if (tells && !refineEnd(state, held, outcome === asked.whenEnded)) return false;
  }
  if (!outcome && asksForDeallocator(run, node)) return false;
  const releasable = releaseAsked(node);
  if (releasable !== undefined && outcome !== releasable.whenThere)
    refineReleasable(run.file.resources, state, heldBy(run, state, releasable.object), releasable);
  if (isElementOfParameter(run, value)) return assume(run, state, node, outcome);
  const place = run.file.places.of(node);
  state.ask(...(place === undefined ? [] : [place]), ...value.ids.map((id) => `#${id}`));
  if (value.ids.length > 0 && !value.derived) {
    if (!refineResources(run, state, value, outcome)) return false;
  }
  if (place !== undefined && place !== "this") {
    const known = state.value(place) ?? (value.ids.length > 0 ? value : unknown);
    const shared = isSharedVariable(run, node);
    if (!shared) state.set(place, withTruth(known, outcome ? 1 : -1));
    if (value.ids.length === 1 && !value.derived) refineAliases(state, value.ids[0] ?? -1, outcome ? 1 : -1);
    return true;
  }
  if (node.type === "AssignmentExpression") return refine(run, state, node.left, value, outcome);
  const compared = comparison(node);
  if (compared !== undefined) {
    const { operand, whenNull } = compared;
    const target = run.file.places.of(operand);
    const known = target === undefined ? undefined : state.value(target);
    const isTold = known !== undefined && known.ids.every((id) => isOfType(run.file.resources.get(id), compared));
    if (isTold && known.ids.length > 0 && !known.derived && !isElementOfParameter(run, known)) {
      const [id = -1] = known.ids;
      state.ask(...known.ids.map((each) => `#${each}`));
      const isSomething = outcome !== whenNull;
      if (!refineResources(run, state, known, isSomething)) return false;
      // An address that is not null may still be 0, and one that is not above 0 may be negative.
      const tells = compared.withZero || run.file.resources.get(id)?.acquisition?.kind === "handle";
      if (known.ids.length === 1 && tells && (compared.equality || isSomething))
        refineAliases(state, id, isSomething ? 1 : -1);
      return true;
    }
  }
  const bound = boundOf(run, state, node);
  if (bound !== undefined) {
    const known = state.value(bound) ?? unknown;
    state.ask(bound);
    state.set(bound, withTruth(known, outcome ? 1 : -1));
    return true;
  }
  if (node.type === "BinaryExpression")
    state.ask(...[node.left, node.right].flatMap((side) => run.file.places.of(side) ?? []));
  return assume(run, state, node, outcome);
}

/** `if (typeof module._free === "function")`, `if (module._free)`: whoever has a `malloc` has it. */
function asksForDeallocator({ file: { source } }: Run, node: TSESTree.Node): boolean {
  const test = node.type === "BinaryExpression" && /^===?$/.test(node.operator) ? unwrap(node.left) : node;
  const isTyped = test.type === "UnaryExpression" && test.operator === "typeof";
  if (node.type === "BinaryExpression" && !(isTyped && stringValue(node.right) === "function")) return false;
  const member = unwrap(isTyped ? test.argument : test);
  if (member.type !== "MemberExpression" || !/^_?free$/.test(memberName(member) ?? "")) return false;
  return recognitionOf(source).values.of(member.object)?.kind === "exports" || source.mentions("malloc");
}

function refineResources(run: Run, state: State, value: Value, outcome: boolean): boolean {
  if (value.ids.length === 1 && outcome && state.bits(value.ids[0] ?? -1) === NONE) return false;
  for (const id of value.ids) {
    const bits = state.bits(id);
    if (outcome) {
      if ((bits & NONE) !== 0 && bits !== NONE) state.setBits(id, bits & ~NONE);
      continue;
    }
    // An object stays an object when it is released; an address that is 0 never was one.
    const isHandle = run.file.resources.get(id)?.acquisition?.kind === "handle";
    if (bits === RELEASED && isHandle && value.ids.length === 1) return false;
    // What was handed over and turns out to be null was nothing: freeing it twice does no harm.
    if (bits === ESCAPED && value.ids.length === 1) state.setBits(id, NONE);
    else if ((bits & (LIVE | RELEASED)) !== 0) state.setBits(id, (bits & ~(LIVE | RELEASED)) | NONE);
  }
  return true;
}

/** Other names of the same resource are as true or false as the one that was tested. */
function refineAliases(state: State, id: number, truth: Value["truth"]): void {
  for (const [key, value] of [...state.entries()]) {
    if (value.ids.length === 1 && value.ids[0] === id && !value.derived) state.set(key, withTruth(value, truth));
  }
}

function heldBy(run: Run, state: State, node: TSESTree.Node): Value {
  const place = run.file.places.of(node);
  return (place === undefined ? undefined : state.value(place)) ?? unknown;
}

/** What is known of a test without running it: 1, -1 or 0. */
export function knownOutcome(run: Run, state: State, test: TSESTree.Node, value: Value): -1 | 0 | 1 {
  const node = unwrap(test);
  if (value.truth !== 0) return value.truth;
  const meant = flagOf(run.file.source, node);
  if (meant !== undefined) {
    const told = knownOutcome(run, state, meant, heldBy(run, state, meant));
    if (told !== 0) return told;
  }
  const ofNegated = node.type === "UnaryExpression" && node.operator === "!";
  if (ofNegated) {
    const known = knownOutcome(run, state, node.argument, heldBy(run, state, node.argument));
    if (known !== 0) return known === 1 ? -1 : 1;
  }
  const compared = comparison(node);
  if (compared !== undefined) {
    const target = run.file.places.of(compared.operand);
    const held = target === undefined ? undefined : state.value(target);
    if (compared.type !== undefined) return knownType(run, held, compared);
    const known = held ?? (isInert(compared.operand) ? peek(run, state, compared.operand) : undefined);
    // A truthy number may still be negative: only equality tells.
    const tells = known !== undefined && (known.truth === -1 || (known.truth === 1 && compared.equality));
    if (tells) return (known.truth === 1) !== compared.whenNull ? 1 : -1;
    if (known !== undefined && known.ids.length === 1 && !known.derived && state.bits(known.ids[0] ?? -1) === NONE) {
      return compared.whenNull ? 1 : -1;
    }
  }
  const same = sameObject(run, state, node);
  if (same !== undefined) return same ? 1 : -1;
  const bound = boundOf(run, state, node);
  if (bound !== undefined) return state.value(bound)?.truth ?? 0;
  return knownFact(run, state, node);
}

/** `typeof made === "undefined"`, where it was made on this path: what is there has a type. */
function knownType(run: Run, held: Value | undefined, compared: Comparison): -1 | 0 | 1 {
  if (held?.truth !== 1) return 0;
  const { ids, closure } = held;
  const isTold =
    compared.type === "undefined" ||
    (compared.type === "function" && closure !== undefined) ||
    (ids.length > 0 && ids.every((id) => isOfType(run.file.resources.get(id), compared)));
  if (!isTold) return 0;
  return compared.whenNull ? -1 : 1;
}

/** `a === b` of two names for one object, or for two that were made one after the other. */
function sameObject(run: Run, state: State, node: TSESTree.Node): boolean | undefined {
  if (node.type !== "BinaryExpression" || !/^[=!]==?$/.test(node.operator)) return undefined;
  const [left, right] = [node.left, node.right].map((side) => {
    const place = run.file.places.of(side);
    return place === undefined ? undefined : state.value(place);
  });
  const isEqual = node.operator.startsWith("=");
  if (left !== undefined && right !== undefined && left.truth * right.truth === -1) return !isEqual;
  const [a, ...others] = left?.ids ?? [];
  const [b, ...more] = right?.ids ?? [];
  if (left === undefined || right === undefined || a === undefined || b === undefined) return undefined;
  if (others.length > 0 || more.length > 0) return undefined;
  const isOne = ({ derived, some, boxes }: Value): boolean => !derived && !some && boxes.length === 0;
  if (!isOne(left) || !isOne(right)) return undefined;
  const resources = [run.file.resources.get(a), run.file.resources.get(b)];
  if (resources.some((resource) => resource === undefined || resource.isOlder)) return undefined;
  if (a === b) return isEqual;
  // An address may be given again, and a call may give what somebody keeps; what is new is what nobody had.
  const isOther = resources.some((resource) => {
    const isHere = resource !== undefined && (state.bits(resource.id) & ~(LIVE | RELEASED)) === 0;
    return isHere && isNewHandle(resource);
  });
  return isOther ? !isEqual : undefined;
}

/** `new Mat()`, and what a method of a known package gives that is new each time. */
function isNewHandle({ acquisition, site }: Resource): boolean {
  if (acquisition?.kind !== "handle") return false;
  const { certainty, evidence } = acquisition;
  const isMade = certainty === "certain" && (evidence.kind === "catalog" || evidence.kind === "helper");
  return site.type === "NewExpression" || isMade;
}

/** `i < n` while `i` is still 0 asks whether there is anything to count: the place of `n`. */
function boundOf(run: Run, state: State, node: TSESTree.Node): string | undefined {
  if (node.type !== "BinaryExpression" || node.operator !== "<" || node.left.type !== "Identifier") return undefined;
  const counter = run.file.places.of(node.left);
  const isZero = counter !== undefined && state.value(counter)?.truth === -1;
  return isZero ? run.file.places.of(node.right) : undefined;
}

function isSharedVariable(run: Run, node: TSESTree.Node): boolean {
  if (node.type !== "Identifier") return false;
  const variable = run.file.source.variableOf(node);
  return variable !== undefined && run.file.functions.isWrittenElsewhere(variable);
}
