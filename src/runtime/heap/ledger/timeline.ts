/** One moment of a module's heap. */
export interface TimelinePoint {
  /** Events (acquired, released, resized) up to here: the time axis that runs the same on every machine. */
  readonly events: number;
  /** Milliseconds since recording began. */
  readonly time: number;
  readonly liveBytes: number;
  readonly liveBlocks: number;
  /** Size of linear memory, which never shrinks. */
  readonly memoryBytes: number;
  /** The stacks that held most, on every eighth point, as massif's detailed snapshots. */
  readonly largest: readonly { readonly stack: number; readonly bytes: number }[] | undefined;
}

/**
 * A bounded history in the manner of massif: points at equal distances of events; when there are too many, every other
 * one is dropped and the distance doubles.
 */
export class Timeline {
  readonly #capacity: number;
  #points: TimelinePoint[] = [];
  #distance: number;
  #next: number;
  #taken = 0;

  constructor(capacity = 256, distance = 64) {
    this.#capacity = capacity;
    this.#distance = distance;
    this.#next = 0;
  }

  get points(): readonly TimelinePoint[] {
    return this.#points;
  }

  /** Whether a point is due; asked on every event, so it is one comparison. */
  due(events: number): boolean {
    return events >= this.#next;
  }

  add(take: (detailed: boolean) => TimelinePoint): void {
    const point = take(this.#taken++ % 8 === 0);
    this.#points.push(point);
    if (this.#points.length >= this.#capacity) {
      this.#points = this.#points.filter((_, index) => index % 2 === 0);
      this.#distance *= 2;
    }
    this.#next = point.events + this.#distance;
  }
}
