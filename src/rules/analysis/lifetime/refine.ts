import type { TSESTree } from "@typescript-eslint/utils";
import { isNullish, memberName, unwrap } from "../syntax.ts";
import { evaluate } from "./expressions.ts";
import { isInert } from "./inert.ts";
import type { Run } from "./run.ts";
import { LIVE, NONE, RELEASED, type State } from "./state.ts";
import { unknown, withTruth, type Value } from "./value.ts";

/** A test came out one way: what that tells of the value tested. Gives `false` when the path cannot be. */
export function refine(run: Run, state: State, test: TSESTree.Node, value: Value, outcome: boolean): boolean {
  const node = unwrap(test);
  if (node.type === "UnaryExpression" && node.operator === "!") {
    return refine(run, state, node.argument, heldBy(run, state, node.argument), !outcome);
  }
  if (node.type === "LogicalExpression" && outcome === (node.operator === "&&") && node.operator !== "??") {
    const left = refine(run, state, node.left, heldBy(run, state, node.left), outcome);
    return left && refine(run, state, node.right, heldBy(run, state, node.right), outcome);
  }
  if (value.ids.length > 0 && !value.derived) {
    if (!refineResources(run, state, value, outcome)) return false;
  }
  const place = run.file.places.of(node);
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
    if (known !== undefined && known.ids.length > 0 && !known.derived) {
      const [id = -1] = known.ids;
      const isSomething = outcome !== whenNull;
      if (!refineResources(run, state, known, isSomething)) return false;
      // An address that is not null may still be 0, and one that is not above 0 may be negative.
      const tells = compared.withZero || run.file.resources.get(id)?.acquisition?.kind === "handle";
      if (known.ids.length === 1 && tells && (compared.equality || isSomething))
        refineAliases(state, id, isSomething ? 1 : -1);
      return true;
    }
  }
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && outcome) {
    const method = memberName(node.callee);
    const object = run.file.places.of(node.callee.object);
    const known = object === undefined ? undefined : state.value(object);
    if (method === "isDeleted" && known !== undefined) return refineResources(run, state, known, false);
  }
  const bound = boundOf(run, state, node);
  if (bound !== undefined) {
    const known = state.value(bound) ?? unknown;
    state.set(bound, withTruth(known, outcome ? 1 : -1));
    return true;
  }
  if (isInert(node)) {
    const { text, holds } = factOf(run, node, outcome);
    const old = state.fact(text);
    if (old !== undefined) return old === holds;
    state.setFact(text, { holds, names: namesIn(node) });
  }
  return true;
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
    if ((bits & (LIVE | RELEASED)) !== 0) state.setBits(id, (bits & ~(LIVE | RELEASED)) | NONE);
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
  const compared = comparison(node);
  if (compared !== undefined) {
    const target = run.file.places.of(compared.operand);
    const held = target === undefined ? undefined : state.value(target);
    const known = held ?? (isInert(compared.operand) ? evaluate(run, state.copy(), compared.operand) : undefined);
    // A truthy number may still be negative: only equality tells.
    const tells = known !== undefined && (known.truth === -1 || (known.truth === 1 && compared.equality));
    if (tells) return (known.truth === 1) !== compared.whenNull ? 1 : -1;
    if (known !== undefined && known.ids.length === 1 && !known.derived && state.bits(known.ids[0] ?? -1) === NONE) {
      return compared.whenNull ? 1 : -1;
    }
  }
  const bound = boundOf(run, state, node);
  if (bound !== undefined) return state.value(bound)?.truth ?? 0;
  if (!isInert(node)) return 0;
  const { text, holds } = factOf(run, node, true);
  const fact = state.fact(text);
  return fact === undefined ? 0 : fact === holds ? 1 : -1;
}

/** `i < n` while `i` is still 0 asks whether there is anything to count: the place of `n`. */
function boundOf(run: Run, state: State, node: TSESTree.Node): string | undefined {
  if (node.type !== "BinaryExpression" || node.operator !== "<" || node.left.type !== "Identifier") return undefined;
  const counter = run.file.places.of(node.left);
  const isZero = counter !== undefined && state.value(counter)?.truth === -1;
  return isZero ? run.file.places.of(node.right) : undefined;
}

interface Comparison {
  readonly operand: TSESTree.Node;
  /** The test is true for null, undefined or zero. */
  readonly whenNull: boolean;
  readonly equality: boolean;
  readonly withZero: boolean;
}

/** A comparison with null, undefined or zero. */
function comparison(node: TSESTree.Node): Comparison | undefined {
  if (node.type !== "BinaryExpression" || node.left.type === "PrivateIdentifier") return undefined;
  const { operator, left, right } = node;
  const isZero = (side: TSESTree.Node): boolean => side.type === "Literal" && side.value === 0;
  const isNothing = (side: TSESTree.Node): boolean => isNullish(side) || isZero(side);
  const [operand, nothing] = isNothing(right) ? [left, right] : [right, left];
  if (!isNothing(nothing)) return undefined;
  const withZero = isZero(nothing);
  switch (operator) {
    case "==":
    case "===":
    case "!=":
    case "!==":
      return { operand, whenNull: operator.startsWith("="), equality: true, withZero };
    case ">":
    case "<=":
      return nothing === right ? { operand, whenNull: operator === "<=", equality: false, withZero } : undefined;
    case "<":
      return nothing === left ? { operand, whenNull: false, equality: false, withZero } : undefined;
    default:
      return undefined;
  }
}

const opposites: Readonly<Record<string, string>> = { "!==": "===", "!=": "==", ">=": "<", "<=": ">" };

function factOf(run: Run, node: TSESTree.Node, outcome: boolean): { text: string; holds: boolean } {
  const { source } = run.file;
  if (node.type === "BinaryExpression") {
    const opposite = opposites[node.operator];
    const operator = opposite ?? node.operator;
    return {
      text: `${source.text(node.left)} ${operator} ${source.text(node.right)}`,
      holds: opposite === undefined ? outcome : !outcome,
    };
  }
  return { text: source.text(node), holds: outcome };
}

const nameLists = new WeakMap<TSESTree.Node, readonly string[]>();

/** The names an inert expression reads, members included. */
function namesIn(node: TSESTree.Node): readonly string[] {
  let names = nameLists.get(node);
  if (names !== undefined) return names;
  const found = new Set<string>();
  const visit = (part: TSESTree.Node): void => {
    switch (part.type) {
      case "Identifier":
        found.add(part.name);
        return;
      case "PrivateIdentifier":
        found.add(`#${part.name}`);
        return;
      case "MemberExpression":
        visit(part.object);
        visit(part.property);
        return;
      case "UnaryExpression":
        visit(part.argument);
        return;
      case "BinaryExpression":
      case "LogicalExpression":
        visit(part.left);
        visit(part.right);
        return;
      case "ConditionalExpression":
        visit(part.test);
        visit(part.consequent);
        visit(part.alternate);
        return;
      case "TemplateLiteral":
      case "SequenceExpression":
        part.expressions.forEach(visit);
        return;
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "ChainExpression":
        visit(part.expression);
        return;
      default:
    }
  };
  visit(node);
  names = [...found];
  nameLists.set(node, names);
  return names;
}

function isSharedVariable(run: Run, node: TSESTree.Node): boolean {
  if (node.type !== "Identifier") return false;
  const variable = run.file.source.variableOf(node);
  return variable !== undefined && run.file.functions.isWrittenElsewhere(variable);
}
