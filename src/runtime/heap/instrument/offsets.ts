/** A stretch of original bytes and where it went. */
export interface Piece {
  readonly to: number;
  readonly from: number;
  readonly length: number;
}

/**
 * Turns positions of a rewritten module, as stack traces give them, back into positions of the original,
 * which is what DWARF, source maps and disassemblers speak of.
 */
export class OffsetMap {
  #pieces: readonly Piece[] | (() => readonly Piece[]);
  readonly #moved: ReadonlyMap<number, number>;

  /** @param pieces in ascending order of `to`; a function is called when a position is asked for, which may be never. */
  constructor(pieces: () => readonly Piece[], moved: ReadonlyMap<number, number>) {
    this.#pieces = pieces;
    this.#moved = moved;
  }

  /** The original byte offset; `undefined` inside code that only the rewritten module has. */
  original(offset: number): number | undefined {
    const pieces = typeof this.#pieces === "function" ? this.#pieces() : this.#pieces;
    this.#pieces = pieces;
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pieces[middle] as Piece).to <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low - 1];
    return piece !== undefined && offset < piece.to + piece.length ? piece.from + offset - piece.to : undefined;
  }

  /** The function whose body runs under `index`: moved bodies belong to the function they were taken from. */
  function(index: number): number {
    return this.#moved.get(index) ?? index;
  }
}
