import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isInside, memberName, unwrap } from "../syntax.ts";
import { bindPattern } from "./bindings.ts";
import { elementsOf } from "./collections.ts";
import { compact } from "./compact.ts";
import { branch } from "./conditions.ts";
import { partOfParameter } from "./elements.ts";
import { evaluate } from "./expressions.ts";
import { checkLost } from "./lost.ts";
import { useShown } from "./needs.ts";
import { newFlow, type Exit, type Flow, type Run } from "./run.ts";
import { releasedPerRound, tryAgain } from "./second-round.ts";
import { NONE, RELEASED, type State } from "./state.ts";
import { StateSet } from "./state-set.ts";
import { execute } from "./statements.ts";
import { noteThrow } from "./throwers.ts";
import { unknown, type Value } from "./value.ts";

export type LoopNode =
  | TSESTree.ForStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForInStatement
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement;

const maxRounds = 4;

export function isLoop(node: TSESTree.Node): node is LoopNode {
  return (
    node.type === "ForStatement" ||
    node.type === "ForOfStatement" ||
    node.type === "ForInStatement" ||
    node.type === "WhileStatement" ||
    node.type === "DoWhileStatement"
  );
}

/** Runs a loop until its rounds bring nothing new; a loop over a container's contents runs once, for all of them. */
export function executeLoop(run: Run, node: LoopNode, states: readonly State[], flow: Flow, label: string): State[] {
  const throwTo = (exit: Exit): unknown => flow.throws.push(exit);
  let entry = [...states];
  let iterated: Value | undefined;
  if (node.type === "ForStatement" && node.init !== null) {
    const { init } = node;
    entry =
      init.type === "VariableDeclaration"
        ? execute(run, init, entry, flow)
        : run.outcomes(entry, (state) => evaluate(run, state, init), throwTo).map(({ state }) => state);
  }
  if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
    const holder = `@loop${node.range[0]}`;
    const evaluated = run.outcomes(entry, (state) => evaluate(run, state, node.right), throwTo);
    for (const { state, value } of evaluated) {
      useShown(run, state, value, node.right);
      // `for await (const chunk of stream)`
      if (node.type === "ForOfStatement" && node.await) noteThrow(run, state, node.right);
      state.set(holder, value);
    }
    entry = evaluated.map(({ state }) => state);
    iterated = unknown;
  }
  const exits: State[] = [];
  const containers = contentsUsed(run, node);
  const [each, rest] = split(entry, (state) => holdsLive(run, state, node, containers));
  exits.push(...rounds(run, node, each, flow, label, 1));
  exits.push(...rounds(run, node, rest, flow, label, maxRounds));
  if (iterated !== undefined) for (const state of exits) state.delete(`@loop${node.range[0]}`);
  for (const state of exits) run.file.places.leave(state, node);
  const next = compact(exits);
  checkLost(run, next, node, "lost");
  return next;
}

function rounds(run: Run, node: LoopNode, start: readonly State[], flow: Flow, label: string, limit: number): State[] {
  const forEach = limit === 1;
  const exits: State[] = [];
  const seen = new StateSet();
  for (const state of start) seen.add(state);
  let entry = [...start];
  for (let round = 0; entry.length > 0; round++) {
    const inner: Flow = { ...newFlow(), returns: flow.returns, throws: flow.throws };
    const body = enter(run, node, entry, round === 0, forEach, exits, flow);
    if (round >= limit) break;
    const next = execute(run, node.body, body, inner);
    for (const [target, jumps] of inner.breaks) {
      if (target === "" || target === label) exits.push(...landed(run, node, jumps));
      else flow.breaks.set(target, [...(flow.breaks.get(target) ?? []), ...jumps]);
    }
    let back = next;
    for (const [target, jumps] of inner.continues) {
      if (target === "" || target === label) back = [...back, ...landed(run, node, jumps)];
      else flow.continues.set(target, [...(flow.continues.get(target) ?? []), ...jumps]);
    }
    back = compact(back);
    for (const state of back) {
      state.forgetFacts(changing);
      forgetFreed(run, state);
    }
    back = update(run, node, back, flow);
    if (forEach) {
      for (const state of back) tryRound(run, node, start, state);
      return [...exits, ...back];
    }
    entry = back.filter((state) => seen.add(state));
  }
  return exits;
}

/** A second round, for what is none of the elements that one round stands for. */
function tryRound(run: Run, node: LoopNode, start: readonly State[], back: State): void {
  const released = releasedPerRound(run, start, back, node.body, node);
  if (released.length === 0) return;
  tryAgain(run, back, released, (probe) => {
    const nowhere = newFlow();
    execute(run, node.body, enter(run, node, [probe], false, true, [], nowhere), nowhere);
  });
}

/** Conditions that read members may come out another way in the next round; names that change are forgotten as they do. */
function changing(text: string): boolean {
  return /[.[(]/.test(text);
}

/**
 * What is freed and held by nothing is over: else another path that makes it in the next round, once joined with this one,
 * would seem to hold something that is freed already. A parameter is the caller's.
 */
function forgetFreed(run: Run, state: State): void {
  const freed = [...state.allBits()].filter(([, bits]) => bits === RELEASED);
  if (freed.length === 0) return;
  const held = state.reachable();
  for (const [id] of freed)
    if (!held.has(id) && run.file.resources.get(id)?.origin !== "parameter") state.setBits(id, NONE);
}

/** The states that run the body; those that leave the loop before it go to the exits. */
function enter(
  run: Run,
  node: LoopNode,
  entry: readonly State[],
  first: boolean,
  forEach: boolean,
  exits: State[],
  flow: Flow,
): State[] {
  if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
    if (!forEach) exits.push(...entry.map((state) => state.copy()));
    const target = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left;
    return entry.map((state) => {
      const copy = state.copy();
      const held = copy.value(`@loop${node.range[0]}`) ?? unknown;
      const element = node.type === "ForOfStatement" ? iterationOf(run, copy, held) : unknown;
      if (target !== undefined) bindElement(run, copy, target, element, node);
      return copy;
    });
  }
  if (node.type === "DoWhileStatement") {
    if (first) return entry.map((state) => state.copy());
    const { yes, no } = branch(run, entry, node.test, flow);
    exits.push(...no);
    return yes;
  }
  if (node.test === null) return entry.map((state) => state.copy());
  const { yes, no } = branch(run, entry, node.test, flow);
  // A loop over a container that holds something runs at least once.
  if (!forEach || yes.length === 0) exits.push(...no);
  return yes;
}

/** `for (const [key, value] of map)`: the element is the second of the pair. */
function bindElement(run: Run, state: State, target: TSESTree.Node, element: Value, node: LoopNode): void {
  const isPair = target.type === "ArrayPattern" && element.boxes.length === 0 && element.ids.length > 0;
  if (!isPair) bindPattern(run, state, target, element, node);
  else {
    target.elements.forEach((part, index) => {
      if (part !== null) bindPattern(run, state, part, index === 1 ? element : unknown, node);
    });
  }
}

/** One element stands for all. */
function iterationOf(run: Run, state: State, held: Value): Value {
  return held.boxes.length > 0 ? elementsOf(state, held) : partOfParameter(run, held);
}

function update(run: Run, node: LoopNode, states: readonly State[], flow: Flow): State[] {
  if (node.type !== "ForStatement" || node.update === null) return [...states];
  const { update: step } = node;
  return compact(
    run
      .outcomes(
        states,
        (state) => evaluate(run, state, step),
        (exit) => flow.throws.push(exit),
      )
      .map(({ state }) => state),
  );
}

/** `break` and `continue` leave the blocks they stand in: what only those held is lost there. */
function landed(run: Run, node: LoopNode, jumps: readonly Exit[]): State[] {
  for (const { state, node: from } of jumps) {
    run.file.places.leave(state, node.body);
    checkLost(run, [state], from, "lost");
  }
  return jumps.map(({ state }) => state);
}

function split(states: readonly State[], test: (state: State) => boolean): [State[], State[]] {
  const yes: State[] = [];
  const no: State[] = [];
  for (const state of states) (test(state) ? yes : no).push(state);
  return [yes, no];
}

/** The loop goes over a container that holds something on this path: one round stands for all its elements. */
function holdsLive(run: Run, state: State, node: LoopNode, containers: readonly TSESTree.Node[]): boolean {
  const values: Value[] = [];
  if (node.type === "ForOfStatement") values.push(state.value(`@loop${node.range[0]}`) ?? unknown);
  for (const container of containers) {
    const place = run.file.places.of(container);
    const value = place === undefined ? undefined : state.value(place);
    if (value !== undefined) values.push(value);
  }
  return values.some((value) => {
    const inside = value.boxes.length > 0 ? elementsOf(state, value) : value.derived ? unknown : value;
    const isParameter = inside.ids.some((id) => run.file.resources.get(id)?.origin === "parameter");
    if (value.boxes.length === 0 && !(isParameter && !gathers(run, node))) return false;
    return inside.boxes.length > 0 || inside.ids.length > 0;
  });
}

/**
 * `for (const part of parts) { if (!part.ok) throw …; made.push(create(part)); }`: of a list that a loop only reads, while
 * it makes something of each element, one round does not stand for all.
 */
function gathers({ file: { source, vocabulary } }: Run, node: LoopNode): boolean {
  const isIn = (call: TSESTree.Node): boolean => isInside(call, node.body);
  const releases = source.nodes("CallExpression").some((call) => isIn(call) && vocabulary.release(call) !== undefined);
  if (releases) return false;
  return [...source.nodes("CallExpression"), ...source.nodes("NewExpression")].some(
    (call) => isIn(call) && vocabulary.acquisition(call) !== undefined,
  );
}

const found = new WeakMap<LoopNode, readonly TSESTree.Node[]>();

/** Places the loop reads element by element: `a[i]`, `a.pop()`, `a.length` in its test. */
function contentsUsed(run: Run, node: LoopNode): readonly TSESTree.Node[] {
  let places = found.get(node);
  if (places !== undefined) return places;
  const list: TSESTree.Node[] = [];
  const visit = (part: TSESTree.Node): void => {
    if (isFunction(part)) return;
    if (part.type === "MemberExpression") {
      const name = memberName(part);
      if (part.computed && name === undefined) list.push(unwrap(part.object));
      else if (name === "pop" || name === "shift" || name === "length") list.push(unwrap(part.object));
    }
    const record = part as unknown as Record<string, unknown>;
    for (const key of run.file.source.code.visitorKeys[part.type] ?? []) {
      const child = record[key];
      for (const inner of Array.isArray(child) ? (child as unknown[]) : [child]) {
        if (typeof inner === "object" && inner !== null && "type" in inner) visit(inner as TSESTree.Node);
      }
    }
  };
  visit(node);
  places = list;
  found.set(node, places);
  return places;
}
