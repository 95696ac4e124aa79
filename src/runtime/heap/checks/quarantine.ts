import { FREED, firstOther } from "./guard.ts";

/** A released block that is kept from the allocator. */
export interface Quarantined {
  readonly address: number;
  /** Bytes the program asked for. */
  readonly size: number;
  /** Bytes filled, up to what the allocator gave. */
  readonly usable: number;
  readonly site: number;
  readonly acquired: number;
  readonly released: number;
}

/**
 * Holds released blocks back, filled with a pattern, so that a write into them shows and a second release hits nothing
 * new. First in, first out, within a budget of bytes.
 */
export class Quarantine {
  readonly #budget: number;
  #queue: Quarantined[] = [];
  #head = 0;
  #bytes = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  get blocks(): readonly Quarantined[] {
    return this.#queue.slice(this.#head);
  }

  add(memory: Uint8Array, block: Quarantined): void {
    memory.fill(FREED, block.address, block.address + block.usable);
    this.#queue.push(block);
    this.#bytes += block.usable;
  }

  /** Takes out what exceeds the budget, or everything; the caller gives it to the allocator. */
  *evict(all: boolean): Generator<Quarantined> {
    while (this.#head < this.#queue.length && (all || this.#bytes > this.#budget)) {
      const block = this.#queue[this.#head++] as Quarantined;
      this.#bytes -= block.usable;
      if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      yield block;
    }
  }
}

/** Offset of the first byte written after the release; -1 when none was. */
export function writtenAfterRelease(memory: Uint8Array, block: Quarantined): number {
  return firstOther(memory, block.address, 0, block.usable, FREED);
}
