/** How many objects were open at a moment, and how many bytes they said they own. */
export interface Moment {
  /** Milliseconds since the tracker started. */
  readonly time: number;
  readonly live: number;
  readonly bytes: number;
}

const MOST = 512;

/** Live objects over time in at most 512 points: when they are used up, every second one goes. */
export class Timeline {
  #moments: Moment[] = [];
  #interval = 10;
  #last = -Infinity;
  /** The latest moment that came too soon after the one before: what it says holds until the next. */
  #skipped = -Infinity;
  #skippedLive = 0;
  #skippedBytes = 0;

  note(time: number, live: number, bytes: number): void {
    if (time - this.#last < this.#interval) {
      this.#skipped = time;
      this.#skippedLive = live;
      this.#skippedBytes = bytes;
      return;
    }
    if (time - this.#skipped >= this.#interval) this.#moments.push(...this.#late());
    this.#skipped = -Infinity;
    this.#last = time;
    this.#moments.push({ time, live, bytes });
    if (this.#moments.length < MOST) return;
    this.#moments = this.#moments.filter((_, index) => index % 2 === 0);
    this.#interval *= 2;
  }

  /** The points so far, and the present as the last. */
  moments(time: number, live: number, bytes: number): readonly Moment[] {
    const before = [...this.#moments, ...this.#late()].filter((moment) => moment.time < time);
    return [...before, { time, live, bytes }];
  }

  /** The end of a burst, after which nothing came for a while. */
  #late(): Moment[] {
    if (this.#skipped <= this.#last) return [];
    return [{ time: this.#skipped, live: this.#skippedLive, bytes: this.#skippedBytes }];
  }
}
