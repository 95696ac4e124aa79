import type { ManageOptions, Pointer, Registration, Release, Runtime } from "./api.ts";
import { checkArguments, ownerOf } from "./check.ts";
import { countOwner } from "./counted.ts";
import { Owned } from "./owned.ts";

/** Registrations share an unregister token by 64: an entry per token is what makes `register` slow. */
interface Block {
  live: number;
}

const registry = new FinalizationRegistry<Entry>((entry) => {
  entry.release();
});
const held = new Map<number, unknown>();
let made = 0;
let block: Block = { live: 0 };
let lastId = 0;

class Entry implements Registration {
  readonly #pointer: Pointer;
  readonly #block: Block;
  #release: Release<never> | undefined;
  #next: Entry | undefined;
  #previous: Entry | undefined;

  constructor(pointer: Pointer, owner: object, release: Release<never>) {
    this.#pointer = pointer;
    this.#release = release;
    // The list has no link back to the owner, so a released first entry stays until the next one comes.
    const first = Owned.get(owner) as Entry | undefined;
    this.#next = first && (first.#release ? first : first.#next);
    if (this.#next) this.#next.#previous = this;
    Owned.set(owner, this);
    if (!(made++ % 64)) block = { live: 0 };
    block.live++;
    registry.register(owner, this, (this.#block = block));
  }

  static releaseAll(owner: object): void {
    for (let entry = Owned.get(owner) as Entry | undefined; entry; entry = entry.#next) entry.release();
  }

  release(): void {
    const release = this.#release;
    if (!release) return;
    // Let go of it: a block keeps its entries in the registry until all of them are released.
    this.#release = undefined;
    if (this.#previous) this.#previous.#next = this.#next;
    if (this.#next) this.#next.#previous = this.#previous;
    if (!--this.#block.live) registry.unregister(this.#block);
    try {
      release(this.#pointer as never);
    } catch (error) {
      console.error("wasm-leaks: release threw", this.#pointer, error);
    }
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

const drop = (id: number): void => {
  held.delete(id);
};
/**
 * The runtime without tracking: one FinalizationRegistry, no polling, nothing keyed by an address that may be used
 * again, no reference from here to an owner.
 */
export const lean: Runtime = {
  manage: (pointer: Pointer, owner: object, release: Release<never>, options?: ManageOptions) => {
    const target = checkArguments(pointer, owner, release);
    return new Entry(pointer, target, options?.shared === true ? countOwner(pointer, release) : release);
  },
  release: (owner) => {
    Entry.releaseAll(ownerOf(owner));
  },
  hold: (value) => {
    // Ids only grow, so a stale id never reaches another object; they start again after 2^31 of them.
    do lastId = (lastId % 0x7fff_ffff) + 1;
    while (held.has(lastId));
    held.set(lastId, value);
    return lastId;
  },
  deref: (id) => held.get(id),
  drop,
  imports: { env: { decref: drop } },
};
