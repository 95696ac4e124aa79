/** What became of a registration. The words are those of the report. */
export const State = {
  free: 0,
  live: 1,
  /** Released by hand. */
  released: 2,
  /** The garbage collector found the owner and the deleter ran. */
  collected: 3,
  /** The deleter threw. */
  failed: 4,
  /** Released, but later: Embind's `deleteLater` before it has run. */
  pending: 5,
  /** Belongs to somebody else after all: an alias was seen. */
  borrowed: 6,
  /** Native code has taken ownership. */
  taken: 7,
} as const;
export type State = (typeof State)[keyof typeof State];

/** Slots retired this recently are not used again, so that a second release still finds the first. */
const QUARANTINE = 4096;
const SLOT_BITS = 2 ** 24;

/** Stands for one record; a number that never comes back. 0 stands for none. */
export type Handle = number;

interface Columns {
  state: Uint8Array;
  generation: Uint32Array;
  classId: Uint32Array;
  stack: Uint32Array;
  group: Uint32Array;
  epoch: Uint32Array;
  time: Uint32Array;
  pointer: Float64Array;
  bytes: Float64Array;
  /** The next slot of the same bucket, or of the queue of retired slots. */
  next: Uint32Array;
  buckets: Uint32Array;
}

function columns(size: number): Columns {
  return {
    state: new Uint8Array(size),
    generation: new Uint32Array(size),
    classId: new Uint32Array(size),
    stack: new Uint32Array(size),
    group: new Uint32Array(size),
    epoch: new Uint32Array(size),
    time: new Uint32Array(size),
    pointer: new Float64Array(size),
    bytes: new Float64Array(size),
    next: new Uint32Array(size),
    buckets: new Uint32Array(size),
  };
}

/**
 * One row of typed arrays per record: 49 bytes, no object, no reference to the owner.
 * Rows are used again, handles are not. Live rows are also linked by pointer: a Map keyed by addresses that come and
 * go grows chains of deleted entries.
 */
export class Records {
  #columns: Columns = columns(1024);
  /** Row 0 is never used, so that 0 ends every chain. */
  #used = 1;
  #oldestRetired = 0;
  #newestRetired = 0;
  #retired = 0;
  live = 0;
  liveBytes = 0;

  add(
    classId: number,
    pointer: number,
    stack: number,
    group: number,
    bytes: number,
    epoch: number,
    time: number,
  ): Handle {
    const slot = this.#take();
    const c = this.#columns;
    const generation = ((c.generation[slot] as number) + 1) % 2 ** 29;
    c.generation[slot] = generation;
    c.state[slot] = State.live;
    c.classId[slot] = classId;
    c.pointer[slot] = pointer;
    c.stack[slot] = stack;
    c.group[slot] = group;
    c.bytes[slot] = bytes;
    c.epoch[slot] = epoch;
    c.time[slot] = time;
    this.#link(slot);
    this.live++;
    this.liveBytes += bytes;
    return generation * SLOT_BITS + slot;
  }

  /** Row of a handle, 0 when it has been used again since. */
  slot(handle: Handle): number {
    const slot = handle % SLOT_BITS;
    return this.#columns.generation[slot] === (handle - slot) / SLOT_BITS ? slot : 0;
  }

  handle(slot: number): Handle {
    return (this.#columns.generation[slot] as number) * SLOT_BITS + slot;
  }

  /** Moves a row that is `live` or `pending` to another state; all but these two retire it. False: it is retired. */
  move(slot: number, state: State): boolean {
    const c = this.#columns;
    const before = c.state[slot];
    if (before !== State.live && before !== State.pending) return false;
    c.state[slot] = state;
    if (state === State.live || state === State.pending) return true;
    this.live--;
    this.liveBytes -= c.bytes[slot] as number;
    this.#unlink(slot);
    c.next[slot] = 0;
    if (this.#retired++ === 0) this.#oldestRetired = slot;
    else c.next[this.#newestRetired] = slot;
    this.#newestRetired = slot;
    return true;
  }

  /** Changes the size that a live row owns. */
  resize(slot: number, bytes: number): void {
    this.liveBytes += bytes - (this.#columns.bytes[slot] as number);
    this.#columns.bytes[slot] = bytes;
  }

  setGroup(slot: number, group: number): void {
    this.#columns.group[slot] = group;
  }

  /** The newest row that is live or pending at an address; 0 for none. */
  newestAt(pointer: number): number {
    const c = this.#columns;
    let slot = c.buckets[this.#bucket(pointer)] as number;
    while (slot !== 0 && c.pointer[slot] !== pointer) slot = c.next[slot] as number;
    return slot;
  }

  /** Rows that are live or pending at an address, the newest first. */
  *at(pointer: number): Generator<number> {
    const c = this.#columns;
    for (let slot = c.buckets[this.#bucket(pointer)] as number; slot !== 0; slot = c.next[slot] as number) {
      if (c.pointer[slot] === pointer) yield slot;
    }
  }

  /** All rows that are live or pending, in no order. */
  *open(): Generator<number> {
    for (let slot = 1; slot < this.#used; slot++) {
      const state = this.#columns.state[slot];
      if (state === State.live || state === State.pending) yield slot;
    }
  }

  /** Addresses of all rows that are live or pending. */
  *pointers(): Generator<number> {
    for (const slot of this.open()) yield this.pointer(slot);
  }

  state(slot: number): State {
    return this.#columns.state[slot] as State;
  }
  classId(slot: number): number {
    return this.#columns.classId[slot] as number;
  }
  pointer(slot: number): number {
    return this.#columns.pointer[slot] as number;
  }
  stack(slot: number): number {
    return this.#columns.stack[slot] as number;
  }
  group(slot: number): number {
    return this.#columns.group[slot] as number;
  }
  bytes(slot: number): number {
    return this.#columns.bytes[slot] as number;
  }
  epoch(slot: number): number {
    return this.#columns.epoch[slot] as number;
  }
  /** Milliseconds since the tracker started. */
  time(slot: number): number {
    return this.#columns.time[slot] as number;
  }

  #take(): number {
    if (this.#retired > QUARANTINE) {
      const slot = this.#oldestRetired;
      this.#oldestRetired = this.#columns.next[slot] as number;
      this.#retired--;
      return slot;
    }
    if (this.#used === this.#columns.state.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const old = this.#columns;
    const grown = columns(old.state.length * 2);
    for (const name of Object.keys(old) as (keyof Columns)[]) {
      if (name !== "buckets") grown[name].set(old[name] as never);
    }
    this.#columns = grown;
    for (const slot of this.open()) this.#link(slot);
  }

  #bucket(pointer: number): number {
    // Addresses are multiples of 8 or 16; the high half of a product spreads them.
    return (Math.imul(pointer / 8, 0x9e37_79b1) >>> 7) % this.#columns.buckets.length;
  }

  #link(slot: number): void {
    const c = this.#columns;
    const bucket = this.#bucket(c.pointer[slot] as number);
    c.next[slot] = c.buckets[bucket] as number;
    c.buckets[bucket] = slot;
  }

  #unlink(slot: number): void {
    const c = this.#columns;
    const bucket = this.#bucket(c.pointer[slot] as number);
    let at = c.buckets[bucket] as number;
    if (at === slot) {
      c.buckets[bucket] = c.next[slot] as number;
      return;
    }
    while (c.next[at] !== slot) at = c.next[at] as number;
    c.next[at] = c.next[slot] as number;
  }
}
