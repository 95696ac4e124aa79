import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode } from "../syntax.ts";
import { callClosure } from "./closures.ts";
import { escape } from "./ownership.ts";
import type { Run } from "./run.ts";
import { isFilledPerRound, releasedPerRound, tryAgain } from "./second-round.ts";
import { ESCAPED, RELEASED, type State } from "./state.ts";
import { unknown, type Value } from "./value.ts";

/** Runs the callback of `forEach`, `map` and the like: once for all elements, and again where a second round is another. */
export function callEach(
  run: Run,
  state: State,
  fn: FunctionNode,
  given: readonly Value[],
  node: TSESTree.CallExpression,
  method: string,
): Value {
  const before = state.copy();
  const result = callClosure(run, state, fn, given, node);
  if (fn.async || isSingle(node) || isLast(method, result)) return result;
  const released = releasedPerRound(run, [before], state, fn);
  if (released.length > 0) {
    tryAgain(run, state, released, (probe) => {
      run.outcomes(
        [probe],
        (each) => callClosure(run, each, fn, given, node),
        () => undefined,
      );
    });
  }
  // What these give holds what each round gave, beside the variable.
  const isKept = keeping.test(method) && (result.ids.length > 0 || result.boxes.length > 0);
  if (isKept || !isFilledPerRound(run, before, state, fn)) return result;
  if (run.choose(2) === 0) return result;
  // An element that the first round released stands for all of them.
  for (const [id, bits] of [...state.allBits()]) if (bits === RELEASED) state.setBits(id, RELEASED | ESCAPED);
  state.forgetFacts((text) => /[.[(]/.test(text));
  callClosure(
    run,
    state,
    fn,
    given.map(() => unknown),
    node,
  );
  return result;
}

/** `steps.reduce((mat, step) => step(mat), first)`: the last round gives what comes of the first value, or has it. */
export function fold(
  run: Run,
  state: State,
  fn: FunctionNode,
  given: readonly [first: Value, element: Value],
  node: TSESTree.CallExpression,
  method: string,
): Value {
  const [first] = given;
  const result = callEach(run, state, fn, given, node, method);
  if (!first.ids.some((id) => result.ids.includes(id))) escape(run, state, first);
  return result;
}

const keeping = /^(?:map|flatMap|reduce|reduceRight)$/;

/** The first element for which the callback says so ends the search. */
function isLast(method: string, { truth }: Value): boolean {
  if (method === "every") return truth === -1;
  return (method === "some" || method.startsWith("find")) && truth === 1;
}

/** `["only"].forEach(…)` */
function isSingle({ callee }: TSESTree.CallExpression): boolean {
  const object = callee.type === "MemberExpression" ? callee.object : undefined;
  if (object?.type !== "ArrayExpression" || object.elements.length > 1) return false;
  return object.elements[0]?.type !== "SpreadElement";
}
