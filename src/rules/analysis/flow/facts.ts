import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";

/** What spoils a value: the node after which it is no longer good, and how sure that is. */
export interface Spoiler {
  node: TSESTree.Node;
  certain: boolean;
}

/** Where a watched value is kept: a variable, or a field by the key of its place. */
export type Slot = Variable | string;

/** What is known of a watched value. */
export interface Fact {
  made: TSESTree.Node;
  by: Spoiler | undefined;
  /** The value is not surely of the kind that is watched, so nothing about it is certain. */
  guessed?: boolean;
  /** A value that is not watched has taken its place. */
  other?: boolean;
}

export type State = Map<Slot, Fact>;

export function copy(state: State | undefined): State | undefined {
  return state && new Map(state);
}

/** A value is good after a join only if it is good on both ways. */
export function join(one: State | undefined, other: State | undefined): State | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const both = new Map(one);
  for (const [slot, fact] of other) {
    const known = both.get(slot);
    if (known !== undefined && known.other !== fact.other) {
      // Which of the two it is often hangs on the same condition as its use.
      both.set(slot, doubtful(known.other === true ? fact : known));
      continue;
    }
    if (known?.by === undefined || (fact.by?.certain === true && !known.by.certain))
      both.set(slot, fact.by || !known ? fact : known);
  }
  return both;
}

function doubtful(fact: Fact): Fact {
  return { ...fact, guessed: true, by: fact.by && { ...fact.by, certain: false } };
}
