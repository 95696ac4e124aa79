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

  note(time: number, live: number, bytes: number): void {
    if (time - this.#last < this.#interval) return;
    this.#last = time;
    this.#moments.push({ time, live, bytes });
    if (this.#moments.length < MOST) return;
    this.#moments = this.#moments.filter((_, index) => index % 2 === 0);
    this.#interval *= 2;
  }

  /** The points so far, and the present as the last. */
  moments(time: number, live: number, bytes: number): readonly Moment[] {
    return [...this.#moments.filter((moment) => moment.time < time), { time, live, bytes }];
  }
}
