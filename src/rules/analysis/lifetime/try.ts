import type { TSESTree } from "@typescript-eslint/utils";
import { bindPattern } from "./bindings.ts";
import { compact } from "./compact.ts";
import { checkLost } from "./lost.ts";
import { newFlow, type Exit, type Flow, type Run } from "./run.ts";
import { RELEASED, type State } from "./state.ts";
import { StateSet } from "./state-set.ts";
import { execute } from "./statements.ts";
import { unknown, type Value } from "./value.ts";

/** `try`: exceptions enter the handler, and `finally` runs once per way of leaving. */
export function executeTry(run: Run, node: TSESTree.TryStatement, states: readonly State[], flow: Flow): State[] {
  const { block, handler, finalizer } = node;
  const inner = newFlow();
  const isPassing = handler === null && finalizer !== null;
  const known = run.callbackThrows.length;
  if (isPassing) run.passing++;
  const next = guarded(run, block, states, inner, handler !== null || finalizer !== null);
  if (isPassing) {
    run.passing--;
    passOn(run, finalizer, known);
  }
  if (handler === null) {
    // The exception goes on after `finally`, which cannot reach what the block alone named.
    for (const { state } of inner.throws) if (state.implicit !== undefined) checkLost(run, [state], node, "implicit");
  }
  let ends = next;
  const left = newFlow();
  if (handler === null) left.throws.push(...inner.throws);
  else {
    const entered = compact(
      inner.throws.map(({ state }) => {
        const caught = state.copy();
        if (handler.param !== null) bindPattern(run, caught, handler.param, unknown, handler);
        return caught;
      }),
    );
    ends = [...ends, ...guarded(run, handler.body, entered, left, finalizer !== null)];
  }
  left.returns.push(...inner.returns);
  mergeJumps(left.breaks, inner.breaks);
  mergeJumps(left.continues, inner.continues);
  if (finalizer === null) {
    forward(left, flow);
    return compact(ends);
  }
  const finish = (exits: readonly Exit[]): Exit[] => exits.flatMap((exit) => finishOne(run, finalizer, exit, flow));
  flow.returns.push(...finish(limit(left.returns)));
  flow.throws.push(...finish(limit(left.throws)));
  for (const [label, jumps] of left.breaks) mergeJumps(flow.breaks, new Map([[label, finish(jumps)]]));
  for (const [label, jumps] of left.continues) mergeJumps(flow.continues, new Map([[label, finish(jumps)]]));
  return execute(run, finalizer, compact(ends), flow);
}

/** What was thrown in the block, behind the first `known`, goes through `finally` on its way out. */
function passOn(run: Run, finalizer: TSESTree.BlockStatement, known: number): void {
  for (const thrown of run.callbackThrows.splice(known)) {
    for (const state of execute(run, finalizer, [thrown], newFlow())) {
      if (run.callbackThrows.length < 16) run.callbackThrows.push(state);
    }
  }
}

/** Runs a block whose implicit exceptions are caught by what follows it. */
function guarded(
  run: Run,
  block: TSESTree.BlockStatement,
  states: readonly State[],
  inner: Flow,
  catches: boolean,
): State[] {
  if (!catches) return execute(run, block, states, inner);
  const thrown: State[] = [];
  run.catchers.push(thrown);
  const next = execute(run, block, states, inner);
  run.catchers.pop();
  for (const state of compact(thrown)) {
    run.file.places.leave(state, block);
    inner.throws.push({ state, node: state.implicit ?? block, value: unknown });
  }
  return next;
}

function finishOne(run: Run, finalizer: TSESTree.BlockStatement, exit: Exit, flow: Flow): Exit[] {
  const { before } = exit;
  if (before !== undefined && replacing.test(run.file.source.text(finalizer)))
    return finishReplaced(run, finalizer, exit, before, flow);
  return finishAs(run, finalizer, exit, flow);
}

const replacing = /\b(?:return|throw|break|continue)\b/;

/** `finally { return other; }`: where it leaves by itself, nobody is given what was to be returned. */
function finishReplaced(run: Run, finalizer: TSESTree.BlockStatement, exit: Exit, before: State, flow: Flow): Exit[] {
  const kept = before.copy();
  kept.set(held, exit.value);
  const left = newFlow();
  execute(run, finalizer, [kept], left);
  for (const { state } of [left.returns, left.throws, ...left.breaks.values(), ...left.continues.values()].flat())
    state.delete(held);
  forward(left, flow);
  return finishAs(run, finalizer, exit, newFlow());
}

const held = "@return";

/** The path before the return, as this block leaves it: an outer `finally` may return something else. */
function pastFinally(run: Run, finalizer: TSESTree.BlockStatement, before: State, value: Value): State | undefined {
  const kept = before.copy();
  kept.set(held, value);
  const [state, ...others] = execute(run, finalizer, [kept], newFlow());
  state?.delete(held);
  return others.length === 0 ? state : undefined;
}

function finishAs(run: Run, finalizer: TSESTree.BlockStatement, exit: Exit, flow: Flow): Exit[] {
  const working = exit.promised?.filter((id) => (exit.state.bits(id) & RELEASED) === 0) ?? [];
  const ends = execute(run, finalizer, [exit.state], flow);
  for (const state of ends) reportEarly(run, exit, state, working);
  const before = exit.before === undefined ? undefined : pastFinally(run, finalizer, exit.before, exit.value);
  return ends.map((state) => ({ ...exit, state, before }));
}

/** The promise that was returned still works on what `finally` has released. */
function reportEarly(run: Run, exit: Exit, state: State, ids: readonly number[]): void {
  for (const id of ids) {
    const resource = run.file.resources.get(id);
    const bits = state.bits(id);
    if ((bits & RELEASED) === 0 || resource === undefined) continue;
    const released = state.releasedAt(id);
    const how = released?.type === "CallExpression" ? run.file.vocabulary.release(released) : undefined;
    // `close` frees at once where the package says so.
    const isGone =
      bits === RELEASED || (how !== undefined && resource.acquisition?.releases.includes(how.name) === true);
    const sure = exit.promiseIsSure === true && isGone && resource.acquisition?.certainty === "certain";
    run.file.findings.add(`use:${exit.node.range[0]}:${exit.node.range[1]}`, {
      kind: "use-after-release",
      node: exit.node,
      released: released ?? exit.node,
      acquisition: resource.acquisition,
      certainty: sure ? "certain" : "possible",
      text: resource.holder ?? resource.label,
      how: exit.lazily === true ? "generator" : "promise",
    });
  }
}

function limit(exits: readonly Exit[]): Exit[] {
  const seen = new StateSet();
  return exits.filter(({ state, node }) => seen.size < 48 && seen.add(state, String(node.range[0])));
}

function mergeJumps(into: Flow["breaks"], from: Flow["breaks"]): void {
  for (const [label, jumps] of from) into.set(label, [...(into.get(label) ?? []), ...jumps]);
}

function forward(from: Flow, to: Flow): void {
  to.returns.push(...from.returns);
  to.throws.push(...from.throws);
  mergeJumps(to.breaks, from.breaks);
  mergeJumps(to.continues, from.continues);
}
