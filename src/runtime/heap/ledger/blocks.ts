const WORDS = 5;
const ADDRESS = 0;
const SIZE = 1;
const STACK = 2;
const SEQUENCE = 3;
const NEXT = 4;
const CHUNK_BITS = 12;
const CHUNK_SLOTS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_SLOTS - 1;

/** One live block as the ledger knows it. */
export interface LedgerBlock {
  readonly address: number;
  /** Requested bytes; the allocator may have given more. */
  readonly size: number;
  /** Number of the stack that acquired it, see `StackStore`. */
  readonly stack: number;
  /** Count of acquisitions up to and including this one: never given twice. */
  readonly sequence: number;
}

/**
 * Live blocks in typed arrays: 20 bytes a record, and a paged shadow of linear memory with one entry per 16 bytes.
 *
 * A `Map` keyed by address would do the same and be up to a hundred times slower: V8 leaves deleted keys in its bucket
 * chains, and allocators hand out the same addresses again and again.
 */
export class BlockTable {
  readonly #chunks: Uint32Array[] = [];
  readonly #pages: (Uint32Array | undefined)[] = [];
  #free = 0;
  #used = 0;
  #count = 0;
  #pageCount = 0;

  /** Number of live blocks. */
  get count(): number {
    return this.#count;
  }

  /** Bytes this table itself takes. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_SLOTS * WORDS * 4 + this.#pageCount * 4096 * 4;
  }

  #at(slot: number): Uint32Array {
    return this.#chunks[slot >>> CHUNK_BITS] as Uint32Array;
  }

  #word(slot: number, word: number): number {
    return this.#at(slot)[(slot & CHUNK_MASK) * WORDS + word] as number;
  }

  address(slot: number): number {
    return this.#word(slot, ADDRESS);
  }

  size(slot: number): number {
    return this.#word(slot, SIZE);
  }

  stack(slot: number): number {
    return this.#word(slot, STACK);
  }

  sequence(slot: number): number {
    return this.#word(slot, SEQUENCE);
  }

  setSize(slot: number, size: number): void {
    this.#at(slot)[(slot & CHUNK_MASK) * WORDS + SIZE] = size;
  }

  /** The slot of the block that starts exactly at `address`; -1 when there is none. */
  find(address: number): number {
    const page = this.#pages[address >>> 16];
    if (page === undefined) return -1;
    let slot = (page[(address >>> 4) & 0xfff] as number) - 1;
    // Blocks closer than 16 bytes share an entry; only allocators of tiny blocks have such chains.
    while (slot >= 0 && this.#word(slot, ADDRESS) !== address) slot = this.#word(slot, NEXT) - 1;
    return slot;
  }

  /** Adds a block; `address` must not be live. Gives its slot, which stays valid until the block is removed. */
  insert(address: number, size: number, stack: number, sequence: number): number {
    let slot = this.#free - 1;
    if (slot >= 0) this.#free = this.#word(slot, NEXT);
    else {
      slot = this.#used++;
      if (slot >>> CHUNK_BITS >= this.#chunks.length) this.#chunks.push(new Uint32Array(CHUNK_SLOTS * WORDS));
    }
    let page = this.#pages[address >>> 16];
    if (page === undefined) {
      page = new Uint32Array(4096);
      this.#pages[address >>> 16] = page;
      this.#pageCount++;
    }
    const entry = (address >>> 4) & 0xfff;
    const chunk = this.#at(slot);
    const base = (slot & CHUNK_MASK) * WORDS;
    chunk[base + ADDRESS] = address;
    chunk[base + SIZE] = size;
    chunk[base + STACK] = stack;
    chunk[base + SEQUENCE] = sequence;
    chunk[base + NEXT] = page[entry] as number;
    page[entry] = slot + 1;
    this.#count++;
    return slot;
  }

  /** Removes the block in `slot`. */
  remove(slot: number): void {
    const address = this.address(slot);
    const page = this.#pages[address >>> 16] as Uint32Array;
    const entry = (address >>> 4) & 0xfff;
    const next = this.#word(slot, NEXT);
    let before = (page[entry] as number) - 1;
    if (before === slot) page[entry] = next;
    else {
      while (this.#word(before, NEXT) - 1 !== slot) before = this.#word(before, NEXT) - 1;
      this.#at(before)[(before & CHUNK_MASK) * WORDS + NEXT] = next;
    }
    const chunk = this.#at(slot);
    const base = (slot & CHUNK_MASK) * WORDS;
    chunk[base + SEQUENCE] = 0;
    chunk[base + NEXT] = this.#free;
    this.#free = slot + 1;
    this.#count--;
  }

  /**
   * The slot of a live block that `address` points into but not to the start of, looking back at most `reach` bytes;
   * -1 when there is none.
   */
  findAround(address: number, reach = 65_536): number {
    const lowest = Math.max(0, address - reach) >>> 4;
    for (let granule = address >>> 4; granule >= lowest; granule--) {
      const page = this.#pages[granule >>> 12];
      if (page === undefined) {
        granule = (granule >>> 12) << 12;
        continue;
      }
      let slot = (page[granule & 0xfff] as number) - 1;
      let nearest = -1;
      for (; slot >= 0; slot = this.#word(slot, NEXT) - 1) {
        const start = this.address(slot);
        if (start < address && (nearest === -1 || start > this.address(nearest))) nearest = slot;
      }
      // The nearest block below decides: blocks do not overlap.
      if (nearest !== -1) return address < this.address(nearest) + this.size(nearest) ? nearest : -1;
    }
    return -1;
  }

  /** Slots of all live blocks, in no particular order. The table must not change meanwhile, except for the current slot. */
  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#used; slot++) if (this.#word(slot, SEQUENCE) !== 0) yield slot;
  }

  read(slot: number): LedgerBlock {
    const [address, size, stack, sequence] = [
      this.address(slot),
      this.size(slot),
      this.stack(slot),
      this.sequence(slot),
    ];
    return { address, size, stack, sequence };
  }
}
