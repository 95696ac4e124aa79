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
  readonly #list: Entry[];
  #index = 0;
  #release: Release<never> | undefined;

  constructor(pointer: Pointer, owner: object, release: Release<never>) {
    this.#pointer = pointer;
    this.#release = release;
    this.#list = Owned.get(owner) as Entry[];
    if (this.#list) this.#index = this.#list.push(this) - 1;
    else Owned.set(owner, (this.#list = [this]));
    if (!(made++ % 64)) block = { live: 0 };
    block.live++;
    registry.register(owner, this, (this.#block = block));
  }

  release(): void {
    const release = this.#release;
    if (!release) return;
    // Let go of it: a block keeps its entries in the registry until all of them are released.
    this.#release = undefined;
    const last = this.#list.pop() as Entry;
    if (last !== this) this.#list[(last.#index = this.#index)] = last;
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
    for (const entry of [...((Owned.get(ownerOf(owner)) as Entry[] | undefined) ?? [])].reverse()) entry.release();
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
