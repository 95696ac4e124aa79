import type { TSESTree } from "@typescript-eslint/utils";
import { evaluate } from "./expressions.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import type { Value } from "./value.ts";

/** What an expression would give here, without running it; `undefined` where that hangs on the way it goes. */
export function peek(run: Run, state: State, node: TSESTree.Node): Value | undefined {
  const ways = run.outcomes(
    [state],
    (copy) => evaluate(run, copy, node),
    () => undefined,
  );
  return ways.length === 1 ? ways[0]?.value : undefined;
}
