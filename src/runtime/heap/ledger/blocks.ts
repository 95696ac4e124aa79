const WORDS = 5;
const ADDRESS = 0;
const SIZE = 1;
const STACK = 2;
const SEQUENCE = 3;
const NEXT = 4;
const CHUNK_BITS = 12;
const CHUNK_SLOTS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_SLOTS - 1;

/** Blocks that begin within the same 64 bytes share a bucket, so that what is around an address can be found. */
const GRANULE_BITS = 6;
/** Granules of one 64 KiB page keep their distances from each other, for allocators hand out neighbours; pages are spread. */
const PAGE_BITS = 16 - GRANULE_BITS;
const PAGE_MASK = (1 << PAGE_BITS) - 1;
const SPREAD = 0x9e37_79b1;

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
 * Live blocks in typed arrays: 20 bytes a record, and a table of one to two buckets a record, by address. That makes 24 to 28
 * bytes a block, whatever its size.
 *
 * A `Map` keyed by address would do the same and be up to a hundred times slower: V8 leaves deleted keys in its bucket
 * chains, and allocators hand out the same addresses again and again.
 */
export class BlockTable {
  readonly #chunks: Uint32Array[] = [];
  /** The first slot of each bucket plus 1; `2 ** (32 - shift)` of them, at least those of one page. */
  #buckets = new Uint32Array(1 << PAGE_BITS);
  #shift = 32 - PAGE_BITS;
  #free = 0;
  #used = 0;
  #count = 0;

  /** Number of live blocks. */
  get count(): number {
    return this.#count;
  }

  /** Bytes this table itself takes. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_SLOTS * WORDS * 4 + this.#buckets.byteLength;
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

  #bucket(granule: number): number {
    return (granule & PAGE_MASK) ^ (Math.imul(granule >>> PAGE_BITS, SPREAD) >>> this.#shift);
  }

  /** The slot of the block that starts exactly at `address`; -1 when there is none. */
  find(address: number): number {
    let slot = (this.#buckets[this.#bucket(address >>> GRANULE_BITS)] as number) - 1;
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
    if (this.#count >= this.#buckets.length) this.#widen();
    const bucket = this.#bucket(address >>> GRANULE_BITS);
    const chunk = this.#at(slot);
    const base = (slot & CHUNK_MASK) * WORDS;
    chunk[base + ADDRESS] = address;
    chunk[base + SIZE] = size;
    chunk[base + STACK] = stack;
    chunk[base + SEQUENCE] = sequence;
    chunk[base + NEXT] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = slot + 1;
    this.#count++;
    return slot;
  }

  /** Twice as many buckets, with all blocks in their new places. */
  #widen(): void {
    this.#buckets = new Uint32Array(2 * this.#buckets.length);
    this.#shift--;
    for (const slot of this.slots()) {
      const bucket = this.#bucket(this.address(slot) >>> GRANULE_BITS);
      this.#at(slot)[(slot & CHUNK_MASK) * WORDS + NEXT] = this.#buckets[bucket] as number;
      this.#buckets[bucket] = slot + 1;
    }
  }

  /** Removes the block in `slot`. */
  remove(slot: number): void {
    const address = this.address(slot);
    const bucket = this.#bucket(address >>> GRANULE_BITS);
    const next = this.#word(slot, NEXT);
    let before = (this.#buckets[bucket] as number) - 1;
    if (before === slot) this.#buckets[bucket] = next;
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
      let slot = (this.#buckets[this.#bucket(granule)] as number) - 1;
      let nearest = -1;
      for (; slot >= 0; slot = this.#word(slot, NEXT) - 1) {
        const start = this.address(slot);
        // Other granules share the bucket.
        if (start >>> GRANULE_BITS !== granule || start >= address || address >= start + this.size(slot)) continue;
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
