/** Totals of one stack. Bytes are requested bytes. */
export interface StackTotals {
  readonly acquired: number;
  readonly acquiredBytes: number;
  readonly live: number;
  readonly liveBytes: number;
  /** Bytes this stack held when the whole module held most. */
  readonly peakBytes: number;
  /** Blocks released before anything else was acquired: work that a buffer kept by the caller would save. */
  readonly temporary: number;
}

/**
 * Totals per stack, and what each stack held at the moment of the peak.
 *
 * The peak is exact without copying all totals whenever it moves: a stack's bytes are saved the first time they change
 * after the peak, and all savings are void when a new peak is reached.
 */
export class StackStatistics {
  #acquired = new Float64Array(64);
  #acquiredBytes = new Float64Array(64);
  #live = new Float64Array(64);
  #liveBytes = new Float64Array(64);
  #temporary = new Float64Array(64);
  #saved = new Float64Array(64);
  #savedAt = new Float64Array(64);
  readonly #marks = new Set<{ peak: number; end: () => void }>();
  #epoch = 1;
  #size = 0;
  /** Bytes live now, over all stacks. */
  liveBytes = 0;
  /** The most bytes that were ever live. */
  peakBytes = 0;

  get size(): number {
    return this.#size;
  }

  #reserve(stack: number): void {
    if (stack >= this.#acquired.length) {
      const grow = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
        const larger = new Float64Array(2 ** Math.ceil(Math.log2(stack + 1)));
        larger.set(old);
        return larger;
      };
      this.#acquired = grow(this.#acquired);
      this.#acquiredBytes = grow(this.#acquiredBytes);
      this.#live = grow(this.#live);
      this.#liveBytes = grow(this.#liveBytes);
      this.#temporary = grow(this.#temporary);
      this.#saved = grow(this.#saved);
      this.#savedAt = grow(this.#savedAt);
    }
    if (stack >= this.#size) this.#size = stack + 1;
  }

  /** Changes what is live; `count` is +1, -1, or 0 for a block that changed its size. */
  change(stack: number, count: number, bytes: number): void {
    if (stack >= this.#size) this.#reserve(stack);
    if (this.#savedAt[stack] !== this.#epoch) {
      this.#saved[stack] = this.#liveBytes[stack] as number;
      this.#savedAt[stack] = this.#epoch;
    }
    (this.#live[stack] as number) += count;
    (this.#liveBytes[stack] as number) += bytes;
    this.liveBytes += bytes;
    if (this.#marks.size > 0)
      for (const mark of this.#marks) if (this.liveBytes > mark.peak) mark.peak = this.liveBytes;
    if (this.liveBytes > this.peakBytes) {
      this.peakBytes = this.liveBytes;
      this.#epoch++;
    }
  }

  /** Watches the most bytes live from now until `end`; several may be watched at once. */
  markPeak(): { readonly peak: number; end(): void } {
    const mark = { peak: this.liveBytes, end: () => void this.#marks.delete(mark) };
    this.#marks.add(mark);
    return mark;
  }

  acquire(stack: number, bytes: number): void {
    this.change(stack, 1, bytes);
    (this.#acquired[stack] as number)++;
    (this.#acquiredBytes[stack] as number) += bytes;
  }

  markTemporary(stack: number): void {
    (this.#temporary[stack] as number)++;
  }

  read(stack: number): StackTotals {
    const liveBytes = this.#liveBytes[stack] ?? 0;
    return {
      acquired: this.#acquired[stack] ?? 0,
      acquiredBytes: this.#acquiredBytes[stack] ?? 0,
      live: this.#live[stack] ?? 0,
      liveBytes,
      peakBytes: this.#savedAt[stack] === this.#epoch ? (this.#saved[stack] as number) : liveBytes,
      temporary: this.#temporary[stack] ?? 0,
    };
  }

  /** Numbers of the `count` stacks that hold most bytes now. */
  largest(count: number): { stack: number; bytes: number }[] {
    const all: { stack: number; bytes: number }[] = [];
    for (let stack = 0; stack < this.#size; stack++) {
      const bytes = this.#liveBytes[stack] as number;
      if (bytes > 0) all.push({ stack, bytes });
    }
    return all.sort((a, b) => b.bytes - a.bytes).slice(0, count);
  }
}
