const WORDS = 5;
const ADDRESS = 0;
const SIZE = 1;
const STACK = 2;
const SEQUENCE = 3;
const NEXT = 4;
const CHUNK_BITS = 12;
const CHUNK_SLOTS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_SLOTS - 1;

/** One entry of the shadow stands for 128 bytes of linear memory, one page for 64 KiB. */
const GRANULE_BITS = 7;
const PAGE_BITS = 16 - GRANULE_BITS;
const PAGE_ENTRIES = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ENTRIES - 1;

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
 * Live blocks in typed arrays: 20 bytes a record, and a paged shadow of linear memory with one entry per 128
 * bytes: 24 bytes for a block of 128, at most a thirty-second of the heap beside the records.
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
    return this.#chunks.length * CHUNK_SLOTS * WORDS * 4 + this.#pageCount * PAGE_ENTRIES * 4;
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
    let slot = (page[(address >>> GRANULE_BITS) & PAGE_MASK] as number) - 1;
    // Blocks that begin within the same 128 bytes share an entry.
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
      page = new Uint32Array(PAGE_ENTRIES);
      this.#pages[address >>> 16] = page;
      this.#pageCount++;
    }
    const entry = (address >>> GRANULE_BITS) & PAGE_MASK;
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
    const entry = (address >>> GRANULE_BITS) & PAGE_MASK;
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
   * The slot of the nearest live block that `address` points into but not to the start of, looking back at most `reach`
   * bytes; -1 when there is none. Blocks overlap where `memalign` gave back the first bytes of one.
   */
  findAround(address: number, reach = 65_536): number {
    const lowest = Math.max(0, address - reach) >>> GRANULE_BITS;
    for (let granule = address >>> GRANULE_BITS; granule >= lowest; granule--) {
      const page = this.#pages[granule >>> PAGE_BITS];
      if (page === undefined) {
        granule = (granule >>> PAGE_BITS) << PAGE_BITS;
        continue;
      }
      let slot = (page[granule & PAGE_MASK] as number) - 1;
      let nearest = -1;
      for (; slot >= 0; slot = this.#word(slot, NEXT) - 1) {
        const start = this.address(slot);
        if (start >= address || address >= start + this.size(slot)) continue;
        if (nearest === -1 || start > this.address(nearest)) nearest = slot;
      }
      if (nearest !== -1) return nearest;
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
