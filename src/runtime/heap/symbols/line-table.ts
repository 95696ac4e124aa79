/** A place in a source file. */
export interface SourcePlace {
  readonly file: string;
  /** From 1; 0 when the compiler made the code up. */
  readonly line: number;
  /** From 1; 0 when unknown. */
  readonly column: number;
}

/** Where a byte offset of a module comes from in its source. */
export type SourceLookup = (offset: number) => SourcePlace | undefined;

const NO_FILE = -1;

/** Rows of offsets, each valid up to the next one. */
export class LineTable {
  readonly #files: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Four numbers a row: offset, file, line, column. */
  #rows: number[] = [];
  #sorted: Int32Array | undefined;

  get size(): number {
    return this.#rows.length / 4;
  }

  fileNumber(file: string): number {
    let number = this.#numbers.get(file);
    if (number === undefined) {
      number = this.#files.push(file) - 1;
      this.#numbers.set(file, number);
    }
    return number;
  }

  add(offset: number, file: number, line: number, column: number): void {
    this.#rows.push(offset, file, line, column);
  }

  /** From this offset on nothing is known, up to the next row. */
  end(offset: number): void {
    this.#rows.push(offset, NO_FILE, 0, 0);
  }

  /** The row at or before an offset. Call it after the last `add`. */
  find(offset: number): SourcePlace | undefined {
    const rows = (this.#sorted ??= this.#sort());
    let low = 0;
    let high = rows.length / 4;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[4 * middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    const [, file = NO_FILE, line = 0, column = 0] = low === 0 ? [] : rows.subarray(4 * low - 4, 4 * low);
    const name = this.#files[file];
    return name === undefined ? undefined : { file: name, line, column };
  }

  #sort(): Int32Array {
    const rows = this.#rows;
    const order = Uint32Array.from({ length: rows.length / 4 }, (_, index) => index);
    // Equal offsets keep their order, except that an end gives way to the beginning of the next function.
    order.sort((a, b) => {
      const distance = (rows[4 * a] as number) - (rows[4 * b] as number);
      if (distance !== 0) return distance;
      return Number(rows[4 * a + 1] !== NO_FILE) - Number(rows[4 * b + 1] !== NO_FILE) || a - b;
    });
    const sorted = new Int32Array(rows.length);
    order.forEach((from, to) => {
      for (let part = 0; part < 4; part++) sorted[4 * to + part] = rows[4 * from + part] as number;
    });
    this.#rows = [];
    return sorted;
  }
}
