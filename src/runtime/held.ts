import { classOf } from "./class-name.ts";
import type { Handle } from "./tracker/records.ts";
import type { Tracker } from "./tracker/tracker.ts";

/** Dropped ids that are remembered, to tell one dropped twice from one that never was. */
const REMEMBERED = 4096;

type Below = (...parameters: never[]) => unknown;

interface Holding {
  readonly value: unknown;
  readonly handle: Handle;
}

/** JS objects that a module holds by number, each with a record. */
export class HeldObjects {
  readonly #held = new Map<number, Holding>();
  readonly #dropped = new Map<number, Handle>();
  readonly #types = new Map<string, number>();
  readonly #tracker: Tracker;
  #last = 0;

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  get size(): number {
    return this.#held.size;
  }

  /** @param below - the public function, whose caller's stack is taken; the same below */
  hold(value: unknown, below: Below): number {
    do this.#last = (this.#last % 0x7fff_ffff) + 1;
    while (this.#held.has(this.#last));
    const type = this.#type(value);
    const stack = this.#tracker.wantsStack(type) ? this.#tracker.stacks.capture(below) : 0;
    this.#held.set(this.#last, { value, handle: this.#tracker.created(type, 0, stack) });
    return this.#last;
  }

  deref(id: number, below: Below): unknown {
    const holding = this.#held.get(id);
    const dropped = holding ? undefined : this.#dropped.get(id);
    if (dropped !== undefined) {
      this.#tracker.misuse("use-after-release", dropped, this.#tracker.stacks.capture(below));
    }
    return holding?.value;
  }

  drop(id: number, below: Below): void {
    const holding = this.#held.get(id);
    if (holding) {
      this.#held.delete(id);
      this.#tracker.released(holding.handle);
      this.#dropped.set(id, holding.handle);
      if (this.#dropped.size > REMEMBERED) {
        const [oldest] = this.#dropped.keys();
        this.#dropped.delete(oldest as number);
      }
      return;
    }
    const dropped = this.#dropped.get(id);
    if (dropped !== undefined) {
      this.#tracker.misuse("double-release", dropped, this.#tracker.stacks.capture(below));
    }
  }

  #type(value: unknown): number {
    const name = Object(value) === value ? classOf(value as object) : typeof value;
    let type = this.#types.get(name);
    if (type === undefined) {
      type = this.#tracker.defineClass({ name, how: "hold", releases: ["drop", "decref"] });
      this.#types.set(name, type);
    }
    return type;
  }
}
