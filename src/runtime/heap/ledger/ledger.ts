import type { Block } from "../types.ts";
import { BlockTable, type LedgerBlock } from "./blocks.ts";
import { StackStatistics, type StackTotals } from "./stack-statistics.ts";
import { Timeline, type TimelinePoint } from "./timeline.ts";

/** Counts over the whole life of a ledger. */
export interface LedgerTotals {
  readonly acquired: number;
  readonly acquiredBytes: number;
  readonly released: number;
  readonly resized: number;
  readonly live: number;
  readonly liveBytes: number;
  readonly peakBytes: number;
  readonly temporary: number;
  /** Releases of addresses the ledger had never seen. */
  readonly unknownReleases: number;
  /** Blocks found gone without a release: their allocator was reached by a way that no hook sees. */
  readonly vanished: number;
}

/** What {@link Ledger.reconcile} had to change. */
export interface Reconciliation {
  readonly dropped: number;
  readonly moved: number;
  readonly resized: number;
}

/** Where the first block in use begins that lies between two addresses and is not recorded; `undefined` when nobody can tell. */
export type FindUnrecorded = (from: number, to: number) => number | undefined;

const NONE = -1;

/** The account of one module instance: which blocks are live, and what every stack did. Times and sizes of linear memory come from the caller. */
export class Ledger {
  readonly blocks: BlockTable = new BlockTable();
  readonly statistics: StackStatistics = new StackStatistics();
  readonly #timeline = new Timeline();
  readonly #now: () => number;
  readonly #memoryBytes: () => number;
  readonly #findUnrecorded: FindUnrecorded;
  readonly #started: number;
  #sequence = 0;
  #last = NONE;
  #events = 0;
  #acquiredBytes = 0;
  #released = 0;
  #resized = 0;
  #temporary = 0;
  #unknown = 0;
  #vanished = 0;

  constructor(
    now: () => number = () => performance.now(),
    memoryBytes: () => number = () => 0,
    findUnrecorded: FindUnrecorded = () => undefined,
  ) {
    this.#now = now;
    this.#memoryBytes = memoryBytes;
    this.#findUnrecorded = findUnrecorded;
    this.#started = now();
  }

  get sequence(): number {
    return this.#sequence;
  }

  get events(): number {
    return this.#events;
  }

  get timeline(): readonly TimelinePoint[] {
    return this.#timeline.points;
  }

  /**
   * Notes a new block. An address that is still live was given back on a way no hook saw: the whole block, or only the
   * bytes before the aligned address that `memalign` gave.
   */
  acquire(address: number, size: number, stack: number): void {
    const known = this.blocks.find(address);
    if (known !== NONE) this.#displace(known, address);
    this.#last = this.blocks.insert(address, size, stack, ++this.#sequence);
    this.statistics.acquire(stack, size);
    this.#acquiredBytes += size;
    this.#tick();
  }

  /** Notes the end of the block at `address` and gives its record; `undefined` when no live block starts there. */
  release(address: number): LedgerBlock | undefined {
    let slot = this.blocks.find(address);
    // An aligned block lies inside the one the inner allocator was asked for.
    if (slot === NONE) slot = this.blocks.findAround(address);
    if (slot === NONE) {
      this.#unknown++;
      this.#tick();
      return undefined;
    }
    const block = this.blocks.read(slot);
    if (slot === this.#last && block.sequence === this.#sequence) {
      this.#temporary++;
      this.statistics.markTemporary(block.stack);
    }
    this.#drop(slot);
    this.#released++;
    this.#tick();
    return block;
  }

  /** Notes that a block changed its size and perhaps its place. It belongs to the stack that resized it. */
  resize(from: number, to: number, size: number, stack: number): LedgerBlock | undefined {
    let slot = this.blocks.find(from);
    if (slot === NONE) slot = this.blocks.findAround(from);
    const before = slot === NONE ? undefined : this.blocks.read(slot);
    this.#resized++;
    if (slot !== NONE) this.#drop(slot);
    else this.#unknown++;
    this.acquire(to, size, stack);
    return before;
  }

  /** Moves a block whose first bytes have become another block to its real address, or drops it. */
  #displace(slot: number, address: number): void {
    const { size, stack, sequence } = this.blocks.read(slot);
    const last = slot === this.#last;
    const aligned = this.#findUnrecorded(address, address + size);
    this.#drop(slot);
    if (aligned === undefined) {
      this.#vanished++;
      return;
    }
    const rest = address + size - aligned;
    const moved = this.blocks.insert(aligned, rest, stack, sequence);
    if (last) this.#last = moved;
    this.statistics.change(stack, 1, rest);
  }

  #drop(slot: number): void {
    this.statistics.change(this.blocks.stack(slot), -1, -this.blocks.size(slot));
    this.blocks.remove(slot);
    if (slot === this.#last) this.#last = NONE;
  }

  #tick(): void {
    this.#events++;
    if (this.#timeline.due(this.#events)) this.#timeline.add((detailed) => this.point(detailed));
  }

  /** The present moment as a point of the timeline. */
  point(detailed: boolean): TimelinePoint {
    return {
      events: this.#events,
      time: this.#now() - this.#started,
      liveBytes: this.statistics.liveBytes,
      liveBlocks: this.blocks.count,
      memoryBytes: this.#memoryBytes(),
      largest: detailed ? this.statistics.largest(10) : undefined,
    };
  }

  totals(): LedgerTotals {
    return {
      acquired: this.#sequence,
      acquiredBytes: this.#acquiredBytes,
      released: this.#released,
      resized: this.#resized,
      live: this.blocks.count,
      liveBytes: this.statistics.liveBytes,
      peakBytes: this.statistics.peakBytes,
      temporary: this.#temporary,
      unknownReleases: this.#unknown,
      vanished: this.#vanished,
    };
  }

  stackTotals(stack: number): StackTotals {
    return this.statistics.read(stack);
  }

  /** The live blocks by address. */
  live(): LedgerBlock[] {
    return [...this.blocks.slots()].map((slot) => this.blocks.read(slot)).sort((a, b) => a.address - b.address);
  }

  /**
   * Corrects the account by the exact blocks that a walk of the heap found: blocks that are gone are dropped, aligned
   * blocks move to their real address, and a recorded size larger than the block is cut to it.
   * Blocks the ledger never saw are left to the walk.
   */
  reconcile(walked: readonly Block[]): Reconciliation {
    const sorted = walked.toSorted((a, b) => a.address - b.address);
    const firstFrom = (address: number): number => {
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] as Block).address < address) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    let [dropped, moved, resized] = [0, 0, 0];
    for (const block of this.live()) {
      const slot = this.blocks.find(block.address);
      const found = sorted[firstFrom(block.address)];
      if (found?.address === block.address) {
        if (block.size > found.size) {
          this.statistics.change(block.stack, 0, found.size - block.size);
          this.blocks.setSize(slot, found.size);
          resized++;
        }
        continue;
      }
      this.#drop(slot);
      if (
        found !== undefined &&
        found.address < block.address + block.size &&
        this.blocks.find(found.address) === NONE
      ) {
        this.blocks.insert(found.address, Math.min(block.size, found.size), block.stack, block.sequence);
        this.statistics.change(block.stack, 1, Math.min(block.size, found.size));
        moved++;
      } else {
        this.#vanished++;
        dropped++;
      }
    }
    return { dropped, moved, resized };
  }
}
