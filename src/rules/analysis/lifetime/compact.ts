import type { State } from "./state.ts";

/** How many paths are told apart at one point; those beyond it are joined. A test widens it to name what joining hides. */
export const bounds = { states: 8 };

let joinsAll = false;

/** Runs a function with its paths told apart, or, where that takes too long, with all that meet at one point joined. */
export function withPaths<T>(areJoined: boolean, run: () => T): T {
  const before = joinsAll;
  joinsAll = areJoined;
  try {
    return run();
  } finally {
    joinsAll = before;
  }
}

/** Drops states that say the same and joins the rest down to a bounded number, alike ones first. */
export function compact(states: readonly State[]): State[] {
  if (states.length < 2) return [...states];
  const most = joinsAll ? 1 : bounds.states;
  let kept = merged(
    states,
    (state) => state.hash,
    (a, b) => a.equals(b),
    (first, again) => (first.isSure ? first : again),
  );
  if (kept.length > most)
    kept = merged(
      kept,
      (state) => state.resourceHash,
      (a, b) => a.sameResources(b),
      (a, b) => a.join(b),
    );
  while (kept.length > most) {
    const last = kept.pop();
    const before = kept.pop();
    if (last === undefined || before === undefined) break;
    kept.push(before.join(last));
  }
  return kept;
}

/** Merges the states that are alike, in the order in which the first of each kind came. */
function merged(
  states: readonly State[],
  hashOf: (state: State) => number,
  alike: (a: State, b: State) => boolean,
  merge: (a: State, b: State) => State,
): State[] {
  const kept: State[] = [];
  const hashes: number[] = [];
  for (const state of states) {
    const hash = hashOf(state);
    const at = kept.findIndex((known, i) => hashes[i] === hash && alike(known, state));
    const known = kept[at];
    if (known === undefined) {
      kept.push(state);
      hashes.push(hash);
    } else kept[at] = merge(known, state);
  }
  return kept;
}
