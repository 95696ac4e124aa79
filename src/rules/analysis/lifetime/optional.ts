import type { Run } from "./run.ts";
import { NONE, type State } from "./state.ts";
import type { Value } from "./value.ts";

/** Whether `x?.m()` does nothing on this path; forks when `x` may be either. */
export function skipsOptional(run: Run, state: State, receiver: Value): boolean {
  if (receiver.truth === -1) return true;
  if (receiver.ids.length !== 1 || receiver.derived) return false;
  const [id = -1] = receiver.ids;
  const bits = state.bits(id);
  if (bits === NONE) return true;
  if ((bits & NONE) === 0) return false;
  const skipped = run.choose(2) === 1;
  state.ask(`#${id}`);
  state.setBits(id, skipped ? NONE : bits & ~NONE);
  return skipped;
}
