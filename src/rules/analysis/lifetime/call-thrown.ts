import type { FunctionNode } from "../syntax.ts";
import type { Run } from "./run.ts";
import { ESCAPED, LIVE, NONE, type State } from "./state.ts";
import type { Summary } from "./summaries.ts";
import type { Value } from "./value.ts";

/** Whoever takes an argument has it also where the call throws: `try { const thing = keep(new Thing()); … }`. */
export function settleThrown(
  run: Run,
  thrown: State,
  after: State,
  fn: FunctionNode | undefined,
  args: readonly Value[],
): void {
  for (const { ids } of args) {
    for (const id of ids) if ((after.bits(id) & LIVE) === 0 && thrown.bits(id) === LIVE) thrown.setBits(id, ESCAPED);
  }
  const summary = fn === undefined ? undefined : run.file.summaries.get(fn);
  if (summary !== undefined && summary !== "busy") giveAway(thrown, summary, args);
}

/** Where the function of the file throws: `try { fill(mesh); } catch (error) { destroy(mesh); throw error; }` in its body. */
export function afterThrow(state: State, summary: Summary, args: readonly Value[]): State {
  if (summary.goneByThrow.size === 0) return state;
  const thrown = state.copy();
  giveAway(thrown, summary, args, NONE);
  return thrown;
}

function giveAway(thrown: State, { goneByThrow }: Summary, args: readonly Value[], bits = ESCAPED): void {
  for (const index of goneByThrow) for (const id of args[index]?.ids ?? []) thrown.setBits(id, bits);
}

/** The parameters that are released or handed over by the time the function throws, whichever way it does. */
export function goneByThrow({ parameters }: Run, thrown: readonly State[]): ReadonlySet<number> {
  const gone = new Set<number>();
  if (thrown.length === 0) return gone;
  parameters.forEach((id, index) => {
    if (id >= 0 && thrown.every((state) => (state.bits(id) & LIVE) === 0)) gone.add(index);
  });
  return gone;
}
