import type { TSESTree } from "@typescript-eslint/utils";
import { isInside, type FunctionNode } from "../syntax.ts";
import { settlesFirst } from "./callbacks.ts";
import { bindPattern } from "./bindings.ts";
import { evaluate } from "./expressions.ts";
import { escape, escapeCaptured } from "./ownership.ts";
import { newFlow, PathEnd, type Exit, type Run } from "./run.ts";
import { ESCAPED, LIVE, RELEASED, type State } from "./state.ts";
import { StateSet } from "./state-set.ts";
import { execute } from "./statements.ts";
import { applySummary, summarize } from "./summaries.ts";
import { unknown, type Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

const maxDepth = 5;
const maxWays = 4;

const iterating = new Set([
  "forEach",
  "map",
  "flatMap",
  "filter",
  "some",
  "every",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "reduce",
  "reduceRight",
  "sort",
]);

/** Methods that call their argument before they return. */
export function isIteration(method: string): boolean {
  return iterating.has(method);
}

/** A nested function shares variables with the one being run, so its body is run where it is called. */
export function runInPlace(run: Run, fn: FunctionNode): boolean {
  return fn !== run.fn && isInside(fn, run.fn) && run.file.functions.captures(fn).length > 0;
}

/** Runs a closure's body on this path with these arguments, and gives its result. */
export function callClosure(run: Run, state: State, fn: FunctionNode, args: readonly Value[], node: CallNode): Value {
  if (!isInside(fn, run.fn) && node.type === "CallExpression") {
    const summary = summarize(run, fn);
    if (summary !== undefined) return applySummary(run, state, node, summary, args);
  }
  if (
    run.inlined.includes(fn) ||
    run.inlined.length >= maxDepth ||
    fn.generator ||
    !isInside(fn, run.fn) ||
    fn === run.fn
  ) {
    escapeCaptured(run, state, fn);
    for (const value of args) escape(run, state, value);
    return unknown;
  }
  const ways = waysThrough(run, state, fn, args, node);
  if (ways.length === 0) throw new PathEnd(undefined);
  const taken = ways[run.choose(ways.length)] ?? ways[0];
  if (taken === undefined) throw new PathEnd(undefined);
  run.file.places.leave(taken.exit.state, fn);
  if (taken.throws) throw new PathEnd(taken.exit);
  state.become(taken.exit.state);
  return taken.exit.value;
}

/** Every distinct end of a closure's body. */
function waysThrough(
  run: Run,
  state: State,
  fn: FunctionNode,
  args: readonly Value[],
  node: CallNode,
): { exit: Exit; throws: boolean }[] {
  run.enter(fn, node, state);
  const flow = newFlow();
  const start = state.copy();
  fn.params.forEach((param, index) => {
    bindPattern(run, start, param, param.type === "RestElement" ? unknown : (args[index] ?? unknown), param);
  });
  const ends: Exit[] = [];
  if (fn.body.type === "BlockStatement") {
    for (const end of execute(run, fn.body, [start], flow)) ends.push({ state: end, node: fn.body, value: unknown });
    ends.push(...flow.returns);
  } else {
    const body = fn.body;
    const results = run.outcomes(
      [start],
      (each) => evaluate(run, each, body),
      (exit) => flow.throws.push(exit),
    );
    for (const result of results) ends.push({ state: result.state, node: body, value: result.value });
  }
  run.leave();
  const seen = new StateSet();
  const given = new Set<string>();
  const ways: { exit: Exit; throws: boolean }[] = [];
  const alike: { exit: Exit; throws: boolean }[] = [];
  const consider = (exit: Exit, throws: boolean): void => {
    const { ids, boxes, truth } = exit.value;
    const gives = `${throws}${ids.join()}:${truth}:${boxes.length > 0}`;
    if (!seen.add(exit.state, gives)) return;
    // Many ways to give nothing must not hide the one that gives something.
    (given.has(gives) ? alike : ways).push({ exit, throws });
    given.add(gives);
  };
  for (const exit of ends) consider(exit, false);
  for (const exit of flow.throws) if (exit.state.implicit === undefined) consider(exit, true);
  return [...ways, ...alike].slice(0, maxWays);
}

/** What a closure would release or hand over if it ran now belongs to it; the rest is untouched. */
export function handToClosure(run: Run, state: State, fn: FunctionNode, node: CallNode): void {
  if (!isInside(fn, run.fn)) return;
  const probes = run.outcomes(
    [state],
    (probe) => {
      callClosure(run, probe, fn, [], node);
      return undefined;
    },
    () => undefined,
  );
  for (const { state: after } of probes) {
    for (const [id, bits] of [...state.allBits()]) {
      if ((bits & LIVE) !== 0 && (after.bits(id) & (RELEASED | ESCAPED)) !== 0) {
        state.setBits(id, (bits & ~LIVE) | ESCAPED);
      }
    }
  }
}

/** `then`, `catch` and `finally`: closures that run once the promise settles. */
export function laterClosure(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  method: string,
  receiver: Value,
  args: readonly Value[],
): Value | undefined {
  if (method !== "then" && method !== "catch" && method !== "finally") return undefined;
  const carries = (receiver.ids.length > 0 && !receiver.derived) || receiver.boxes.length > 0;
  let result = method === "then" ? unknown : receiver;
  args.forEach(({ closure }, index) => {
    if (closure === undefined) return;
    if (method === "then" && index === 0 && carries) result = callClosure(run, state, closure, [receiver], node);
    else if (method === "finally" && carries && isWaitedFor(node)) callClosure(run, state, closure, [], node);
    else if (method !== "catch" && args.length === 1 && settlesFirst(node, method)) {
      const given = callClosure(run, state, closure, [], node);
      if (method === "then") result = given;
    } else handToClosure(run, state, closure, node);
  });
  return result;
}

/** Nothing of the function runs before the promise has settled. */
function isWaitedFor(node: TSESTree.Node): boolean {
  let at: TSESTree.Node = node;
  while (at.parent?.type === "MemberExpression" && at.parent.parent.type === "CallExpression") at = at.parent.parent;
  return at.parent?.type !== "ExpressionStatement";
}
