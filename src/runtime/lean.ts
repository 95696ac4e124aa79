import type { ManageOptions, Pointer, Registration, Release, Runtime } from "./api.ts";
import { checkArguments, ownerOf } from "./check.ts";
import { createCountOwners } from "./counted.ts";
import { Owned } from "./owned.ts";

/** Registrations share an unregister token by 64: an entry per token is what makes `register` slow. */
interface Block {
  live: number;
}

/**
 * The runtime without tracking: one FinalizationRegistry, no polling, nothing keyed by an address that may be used
 * again, no reference from here to an owner.
 */
export function createRuntime(): Runtime {
  const registry = new FinalizationRegistry<Entry>((entry) => {
    entry.release();
  });
  const count = createCountOwners();
  const held = new Map<number, unknown>();
  let made = 0;
  let block: Block = { live: 0 };
  let lastId = 0;

  class Entry implements Registration {
    readonly #pointer: Pointer;
    readonly #block: Block;
    readonly #shared: boolean;
    #release: Release<never> | undefined;
    #previous: Entry | undefined;
    #next: Entry | undefined;

    constructor(pointer: Pointer, owner: object, release: Release<never>, counted: boolean) {
      if ((made++ & 63) === 0) block = { live: 0 };
      this.#pointer = pointer;
      this.#block = block;
      this.#shared = counted;
      this.#release = release;
      // The list has no link back to the owner, so a released first entry stays until the next one comes.
      let first = Owned.get(owner) as Entry | undefined;
      if (first && !first.#release) first = first.#next;
      this.#next = first;
      if (first) first.#previous = this;
      Owned.set(owner, this);
      if (counted) count(release, pointer, 1);
      block.live++;
      registry.register(owner, this, block);
    }

    static releaseAll(owner: object): void {
      let entry = Owned.get(owner) as Entry | undefined;
      Owned.set(owner, undefined);
      while (entry) {
        const next: Entry | undefined = entry.#next;
        entry.release();
        entry = next;
      }
    }

    release(): void {
      const release = this.#release;
      if (!release) return;
      this.#release = undefined;
      if (this.#previous) this.#previous.#next = this.#next;
      if (this.#next) this.#next.#previous = this.#previous;
      if (--this.#block.live === 0) registry.unregister(this.#block);
      if (this.#shared && count(release, this.#pointer, -1)) return;
      try {
        release(this.#pointer as never);
      } catch (error) {
        console.error(`wasm-leaks: release of ${this.#pointer} threw`, error);
      }
    }

    [Symbol.dispose](): void {
      this.release();
    }
  }

  const drop = (id: number): void => {
    held.delete(id);
  };
  return {
    manage: (pointer: Pointer, owner: object, release: Release<never>, options?: ManageOptions) =>
      new Entry(pointer, checkArguments(pointer, owner, release), release, options?.shared === true),
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
}
