import type { BlockTable } from "../walk/types.ts";

/** Finds the block an address lies in. One bit per possible block start and a running count per 32 of them:
 * an answer costs two reads, and the index stays small beside the blocks. */
export class BlockIndex {
  readonly lowest: number;
  /** Bytes between the start of the first block and the end of the last one. */
  readonly span: number;
  readonly #shift: number;
  readonly #bits: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #addresses: Uint32Array;
  readonly #ends: Uint32Array;

  /** @param tailBytes bytes at the end of each block that do not count as inside it. */
  constructor({ length, addresses, sizes }: BlockTable, tailBytes: number) {
    this.#addresses = addresses;
    this.#ends = new Uint32Array(length);
    let gap = 16;
    for (let i = 0; i < length; i++) {
      const address = addresses[i] as number;
      this.#ends[i] = address + Math.max(1, (sizes[i] as number) - tailBytes);
      if (i > 0) gap = Math.min(gap, address - (addresses[i - 1] as number));
    }
    this.lowest = addresses[0] ?? 0;
    this.span = length === 0 ? 0 : (this.#ends[length - 1] as number) - this.lowest;
    // Two blocks must not share a bit, so the grain is the largest power of two no larger than the smallest distance.
    this.#shift = 31 - Math.clz32(Math.max(1, gap));
    const words = Math.ceil(this.span / 2 ** (this.#shift + 5)) + 1;
    this.#bits = new Uint32Array(words);
    this.#counts = new Uint32Array(words + 1);
    for (let i = 0; i < length; i++) {
      const bit = ((addresses[i] as number) - this.lowest) >>> this.#shift;
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) | (1 << (bit & 31));
      this.#counts[(bit >>> 5) + 1] = i + 1;
    }
    for (let word = 1; word <= words; word++) {
      if (this.#counts[word] === 0) this.#counts[word] = this.#counts[word - 1] as number;
    }
  }

  /** The tables themselves, for a loop that cannot call {@link find}.
   * @internal */
  tables(): { bits: Uint32Array; counts: Uint32Array; ends: Uint32Array; lowest: number; span: number; shift: number } {
    const { lowest, span } = this;
    return { bits: this.#bits, counts: this.#counts, ends: this.#ends, lowest, span, shift: this.#shift };
  }

  /** Index of the block that `address` points into, or -1. */
  find(address: number): number {
    const offset = address - this.lowest;
    if (offset < 0 || offset >= this.span) return -1;
    const bit = offset >>> this.#shift;
    const word = bit >>> 5;
    // Bits up to and including this one; a shift by 32 would be a shift by 0.
    const below = (this.#bits[word] as number) & (0xffffffff >>> (31 - (bit & 31)));
    let index = (this.#counts[word] as number) + ones(below) - 1;
    if (index >= 0 && (this.#addresses[index] as number) > address) index--;
    return index >= 0 && address < (this.#ends[index] as number) ? index : -1;
  }
}

/** Number of ones in a 32-bit word. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
