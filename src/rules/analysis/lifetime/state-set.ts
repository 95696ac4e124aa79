import type { State } from "./state.ts";

/** States of which no two behave alike from here on; an optional tag tells apart what is more than a state. */
export class StateSet {
  readonly #byHash = new Map<number, { readonly tag: string; readonly state: State }[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(state: State, tag = ""): boolean {
    const known = this.#byHash.get(state.hash) ?? [];
    return known.some((each) => each.tag === tag && each.state.equals(state));
  }

  /** Whether the state was new. Later changes of the state do not reach the set. */
  add(state: State, tag = ""): boolean {
    if (this.has(state, tag)) return false;
    const { hash } = state;
    const list = this.#byHash.get(hash);
    const entry = { tag, state: state.copy() };
    if (list === undefined) this.#byHash.set(hash, [entry]);
    else list.push(entry);
    this.#size++;
    return true;
  }
}
