const ENTRIES = 1 << 14;
const WORDS = 4;

/** A block released not long ago. */
export interface FreedBlock {
  readonly address: number;
  readonly size: number;
  /** Numbers of the stacks that acquired and released it; 0 when unknown. */
  readonly acquired: number;
  readonly released: number;
}

/** The last released block for each of 16,384 address classes: 256 KB, whatever the program does. */
export class FreedBlocks {
  readonly #table = new Uint32Array(ENTRIES * WORDS);

  #base(address: number): number {
    return ((address >>> 3) & (ENTRIES - 1)) * WORDS;
  }

  add({ address, size, acquired, released }: FreedBlock): void {
    const base = this.#base(address);
    this.#table[base] = address;
    this.#table[base + 1] = size;
    this.#table[base + 2] = acquired;
    this.#table[base + 3] = released;
  }

  find(address: number): FreedBlock | undefined {
    const base = this.#base(address);
    if (this.#table[base] !== address) return undefined;
    const [, size = 0, acquired = 0, released = 0] = this.#table.subarray(base, base + WORDS);
    return { address, size, acquired, released };
  }
}
