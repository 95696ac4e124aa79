import type { TSESTree } from "@typescript-eslint/utils";
import { unwrap } from "../syntax.ts";
import { compact } from "./compact.ts";
import { evaluate } from "./expressions.ts";
import { knownOutcome, refine } from "./refine.ts";
import type { Flow, Run } from "./run.ts";
import type { State } from "./state.ts";

export interface Branches {
  readonly yes: State[];
  readonly no: State[];
}

/** Splits paths by a condition; each side knows what the outcome says of the values tested. */
export function branch(run: Run, states: readonly State[], test: TSESTree.Node, flow: Flow): Branches {
  if (states.length === 0) return { yes: [], no: [] };
  const node = test.type === "ChainExpression" ? test : unwrap(test);
  if (node.type === "UnaryExpression" && node.operator === "!") {
    const { yes, no } = branch(run, states, node.argument, flow);
    return { yes: no, no: yes };
  }
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const left = branch(run, states, node.left, flow);
    const right = branch(run, node.operator === "&&" ? left.yes : left.no, node.right, flow);
    return node.operator === "&&"
      ? { yes: right.yes, no: compact([...left.no, ...right.no]) }
      : { yes: compact([...left.yes, ...right.yes]), no: right.no };
  }
  const yes: State[] = [];
  const no: State[] = [];
  const ways = run.outcomes(
    states,
    (state) => evaluate(run, state, test),
    (exit) => flow.throws.push(exit),
  );
  for (const { state, value } of ways) {
    const known = knownOutcome(run, state, node, value);
    for (const outcome of [true, false]) {
      if (known !== 0 && (known === 1) !== outcome) continue;
      const side = known === 0 ? state.copy() : state;
      if (!refine(run, side, node, value, outcome)) continue;
      side.trail = { test: node, taken: outcome, before: state.trail };
      (outcome ? yes : no).push(side);
    }
  }
  return { yes: compact(yes), no: compact(no) };
}
