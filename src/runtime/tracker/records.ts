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
const SLOT_BITS = 24;
const SLOTS = 2 ** SLOT_BITS;

/** Rows come in pieces of this many: a table that doubles would copy a million rows in one pause. */
const PIECE_BITS = 13;
const PIECE = 2 ** PIECE_BITS;
const INSIDE = PIECE - 1;

/** Words of a row. */
const WORDS = 8;
const STATE = 0;
const GENERATION = 1;
const CLASS = 2;
const STACK = 3;
const GROUP = 4;
const EPOCH = 5;
const TIME = 6;
/** The next slot of the same bucket, or of the queue of retired slots. */
const NEXT = 7;

/** Group of a record that nobody looks for by its address. */
export const NOWHERE = 0xffff_ffff;

/** Stands for one record; a number that never comes back. 0 stands for none. */
export type Handle = number;

/** Open rows that agree in class, stack, state, and in what the asker adds. */
export interface OpenSum {
  readonly classId: number;
  readonly stack: number;
  readonly state: State;
  /** What the asker's label said. */
  readonly label: number;
  count: number;
  bytes: number;
  /** Milliseconds since the tracker started. */
  oldest: number;
  newest: number;
  /** The first of them. */
  readonly slots: number[];
}

const KEPT_SLOTS = 8;
/** Sums that are found without a string for their key; a power of two. */
const NEAR = 256;

/**
 * One row of typed arrays per record: 52 bytes with its bucket, no object, no reference to the owner.
 * Rows are used again, handles are not. Live rows are also linked by pointer: a Map keyed by addresses that come and
 * go grows chains of deleted entries. The table of buckets grows by one bucket at a time (linear hashing).
 */
export class Records {
  readonly #words: Uint32Array[] = [];
  /** Pointer and bytes of each row. */
  readonly #numbers: Float64Array[] = [];
  readonly #buckets: Uint32Array[] = [new Uint32Array(PIECE)];
  #bucketCount = 1024;
  /** The largest power of two that is not above the number of buckets, minus one. */
  #mask = 1023;
  #linked = 0;
  /** Row 0 is never used, so that 0 ends every chain. */
  #used = 1;
  #oldestRetired = 0;
  #newestRetired = 0;
  #retired = 0;
  live = 0;
  liveBytes = 0;
  /** True once a record was not kept, because 16 million were open. */
  full = false;

  constructor() {
    this.#addPiece();
  }

  /** 0 when the table is full. */
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
    if (slot === 0) return 0;
    const words = this.#words[slot >>> PIECE_BITS] as Uint32Array;
    const at = (slot & INSIDE) * WORDS;
    const generation = ((words[at + GENERATION] as number) + 1) & 0x1fff_ffff;
    words[at + STATE] = State.live;
    words[at + GENERATION] = generation;
    words[at + CLASS] = classId;
    words[at + STACK] = stack;
    words[at + GROUP] = group;
    words[at + EPOCH] = epoch;
    words[at + TIME] = time;
    const numbers = this.#numbers[slot >>> PIECE_BITS] as Float64Array;
    numbers[(slot & INSIDE) * 2] = pointer;
    numbers[(slot & INSIDE) * 2 + 1] = bytes;
    this.#link(slot, pointer, group);
    this.live++;
    this.liveBytes += bytes;
    return generation * SLOTS + slot;
  }

  /** Row of a handle, 0 when it has been used again since. */
  slot(handle: Handle): number {
    const slot = handle & (SLOTS - 1);
    return this.#word(slot, GENERATION) === (handle - slot) / SLOTS ? slot : 0;
  }

  handle(slot: number): Handle {
    return this.#word(slot, GENERATION) * SLOTS + slot;
  }

  /** Moves a row that is `live` or `pending` to another state; all but these two retire it. False: it is retired. */
  move(slot: number, state: State): boolean {
    const words = this.#words[slot >>> PIECE_BITS] as Uint32Array;
    const at = (slot & INSIDE) * WORDS;
    const before = words[at + STATE];
    if (before !== State.live && before !== State.pending) return false;
    words[at + STATE] = state;
    if (state === State.live || state === State.pending) return true;
    this.live--;
    const numbers = this.#numbers[slot >>> PIECE_BITS] as Float64Array;
    this.liveBytes -= numbers[(slot & INSIDE) * 2 + 1] as number;
    const pointer = numbers[(slot & INSIDE) * 2] as number;
    if (pointer !== 0 && words[at + GROUP] !== NOWHERE) this.#unlink(slot, this.#bucket(pointer));
    words[at + NEXT] = 0;
    if (this.#retired++ === 0) this.#oldestRetired = slot;
    else this.#setWord(this.#newestRetired, NEXT, slot);
    this.#newestRetired = slot;
    return true;
  }

  /** Puts an open row of {@link NOWHERE} into a group. */
  setGroup(slot: number, group: number): void {
    this.#setWord(slot, GROUP, group);
    this.#link(slot, this.pointer(slot), group);
  }

  /** The newest row that is live or pending at an address; 0 for none. Address 0 stands for none known. */
  newestAt(pointer: number): number {
    if (pointer === 0) return 0;
    let slot = this.#head(this.#bucket(pointer));
    while (slot !== 0 && this.pointer(slot) !== pointer) slot = this.#word(slot, NEXT);
    return slot;
  }

  /** The newest row of a group that is live or pending at an address; 0 for none. */
  newestOf(group: number, pointer: number): number {
    if (pointer === 0) return 0;
    let slot = this.#head(this.#bucket(pointer));
    while (slot !== 0 && (this.pointer(slot) !== pointer || this.group(slot) !== group)) slot = this.#word(slot, NEXT);
    return slot;
  }

  /** Rows that are live or pending at an address, the newest first. */
  *at(pointer: number): Generator<number> {
    if (pointer === 0) return;
    for (let slot = this.#head(this.#bucket(pointer)); slot !== 0; slot = this.#word(slot, NEXT)) {
      if (this.pointer(slot) === pointer) yield slot;
    }
  }

  /** All rows that are live or pending, in no order. */
  *open(): Generator<number> {
    for (let slot = 1; slot < this.#used; slot++) {
      const state = this.#word(slot, STATE);
      if (state === State.live || state === State.pending) yield slot;
    }
  }

  /**
   * All rows that are live or pending, of an epoch and later, added up: a million of them in less time than a frame takes.
   *
   * @param label - what else must agree, a number for each row
   */
  sums(since = 0, label: (slot: number) => number = () => 0): OpenSum[] {
    const sums = new Map<string, OpenSum>();
    const near: (OpenSum | undefined)[] = new Array<undefined>(NEAR).fill(undefined);
    for (let slot = 1; slot < this.#used; slot++) {
      const words = this.#words[slot >>> PIECE_BITS] as Uint32Array;
      const at = (slot & INSIDE) * WORDS;
      const state = words[at + STATE] as State;
      if ((state !== State.live && state !== State.pending) || (words[at + EPOCH] as number) < since) continue;
      const classId = words[at + CLASS] as number;
      const stack = words[at + STACK] as number;
      const own = label(slot);
      const place = (stack * 31 + classId * 7 + own * 3 + state) & (NEAR - 1);
      let sum = near[place];
      if (sum?.stack !== stack || sum.classId !== classId || sum.state !== state || sum.label !== own) {
        const key = `${classId} ${stack} ${state} ${own}`;
        sum = sums.get(key);
        if (sum === undefined) {
          sum = { classId, stack, state, label: own, count: 0, bytes: 0, oldest: Infinity, newest: 0, slots: [] };
          sums.set(key, sum);
        }
        near[place] = sum;
      }
      const time = words[at + TIME] as number;
      sum.count++;
      sum.bytes += (this.#numbers[slot >>> PIECE_BITS] as Float64Array)[(slot & INSIDE) * 2 + 1] as number;
      if (time < sum.oldest) sum.oldest = time;
      if (time > sum.newest) sum.newest = time;
      if (sum.count <= KEPT_SLOTS) sum.slots.push(slot);
    }
    return [...sums.values()];
  }

  /** Addresses of all rows that are live or pending. */
  *pointers(): Generator<number> {
    for (const slot of this.open()) yield this.pointer(slot);
  }

  state(slot: number): State {
    return this.#word(slot, STATE) as State;
  }
  classId(slot: number): number {
    return this.#word(slot, CLASS);
  }
  pointer(slot: number): number {
    return (this.#numbers[slot >>> PIECE_BITS] as Float64Array)[(slot & INSIDE) * 2] as number;
  }
  stack(slot: number): number {
    return this.#word(slot, STACK);
  }
  group(slot: number): number {
    return this.#word(slot, GROUP);
  }
  bytes(slot: number): number {
    return (this.#numbers[slot >>> PIECE_BITS] as Float64Array)[(slot & INSIDE) * 2 + 1] as number;
  }
  epoch(slot: number): number {
    return this.#word(slot, EPOCH);
  }
  /** Milliseconds since the tracker started. */
  time(slot: number): number {
    return this.#word(slot, TIME);
  }

  #word(slot: number, word: number): number {
    return (this.#words[slot >>> PIECE_BITS] as Uint32Array)[(slot & INSIDE) * WORDS + word] as number;
  }

  #setWord(slot: number, word: number, value: number): void {
    (this.#words[slot >>> PIECE_BITS] as Uint32Array)[(slot & INSIDE) * WORDS + word] = value;
  }

  #take(): number {
    if (this.#retired > QUARANTINE) {
      const slot = this.#oldestRetired;
      this.#oldestRetired = this.#word(slot, NEXT);
      this.#retired--;
      return slot;
    }
    if (this.#used === SLOTS) {
      this.full = true;
      return 0;
    }
    if (this.#used === this.#words.length * PIECE) this.#addPiece();
    return this.#used++;
  }

  #addPiece(): void {
    this.#words.push(new Uint32Array(PIECE * WORDS));
    this.#numbers.push(new Float64Array(PIECE * 2));
  }

  #bucket(pointer: number): number {
    // Addresses are multiples of 8 or 16; the high half of a product spreads them.
    const product = Math.imul(pointer / 8, 0x9e37_79b1);
    const hash = product ^ (product >>> 15);
    const wide = hash & (this.#mask * 2 + 1);
    return wide < this.#bucketCount ? wide : hash & this.#mask;
  }

  #head(bucket: number): number {
    return (this.#buckets[bucket >>> PIECE_BITS] as Uint32Array)[bucket & INSIDE] as number;
  }

  /** Puts a row at the head of a chain and returns the one it was. */
  #swapHead(bucket: number, slot: number): number {
    const buckets = this.#buckets[bucket >>> PIECE_BITS] as Uint32Array;
    const before = buckets[bucket & INSIDE] as number;
    buckets[bucket & INSIDE] = slot;
    return before;
  }

  /** Many objects have no known address, or share it: one chain of them all would be walked at every release. */
  #link(slot: number, pointer: number, group: number): void {
    if (pointer === 0 || group === NOWHERE) return;
    this.#setWord(slot, NEXT, this.#swapHead(this.#bucket(pointer), slot));
    if (++this.#linked > this.#bucketCount) this.#split();
  }

  #unlink(slot: number, bucket: number): void {
    this.#linked--;
    const next = this.#word(slot, NEXT);
    let at = this.#head(bucket);
    if (at === slot) {
      this.#swapHead(bucket, next);
      return;
    }
    for (let after = this.#word(at, NEXT); after !== slot; after = this.#word(at, NEXT)) at = after;
    this.#setWord(at, NEXT, next);
  }

  /** One bucket more, and its share of the rows of the one it comes from. */
  #split(): void {
    if (this.#bucketCount > this.#mask * 2 + 1) this.#mask = this.#mask * 2 + 1;
    const from = this.#bucketCount - this.#mask - 1;
    if ((this.#bucketCount & INSIDE) === 0) this.#buckets.push(new Uint32Array(PIECE));
    this.#bucketCount++;
    const added = this.#bucketCount - 1;
    let [slot, last, lastAdded] = [this.#swapHead(from, 0), 0, 0];
    // In order: the newest row of an address stays the first.
    while (slot !== 0) {
      const next = this.#word(slot, NEXT);
      this.#setWord(slot, NEXT, 0);
      if (this.#bucket(this.pointer(slot)) === added) {
        this.#append(added, lastAdded, slot);
        lastAdded = slot;
      } else {
        this.#append(from, last, slot);
        last = slot;
      }
      slot = next;
    }
  }

  #append(bucket: number, last: number, slot: number): void {
    if (last === 0) this.#swapHead(bucket, slot);
    else this.#setWord(last, NEXT, slot);
  }
}
