import { BlockBuilder } from "./table.ts";
import type { AddressRange, AllocatorWalk } from "./types.ts";
import type { Words } from "./words.ts";

/** wee_alloc takes memory by `memory.grow` alone, so its chains of cells start and end at page boundaries. */
const PAGE = 65_536;
/** A cell starts with the address behind it and that of the cell before it, two flags in the low bits of the first. */
const HEADER = 8;
const ALLOCATED = 1;
const LAST = 2;
/** Words of the table of free lists: one per size class, and the main list. */
const LISTS = 257;
/** Bytes of the smallest cell on the main list. */
const SMALLEST_LARGE = 2048;

interface Cell {
  readonly address: number;
  readonly end: number;
  readonly allocated: boolean;
}

/** The cells chained from `first`, or `undefined` when they do not lead to an end that `accept` takes. */
function chain(words: Words, first: number, accept: (end: number) => boolean): Cell[] | undefined {
  const cells: Cell[] = [];
  let previous = 0;
  for (let address = first; ;) {
    const next = words.at(address);
    const end = (next & ~3) >>> 0;
    if (end < address + HEADER + 4 || end > words.byteLength || words.at(address + 4) !== previous) return undefined;
    cells.push({ address, end, allocated: (next & ALLOCATED) !== 0 });
    if ((next & LAST) !== 0) return accept(end) ? cells : undefined;
    previous = address;
    address = end;
  }
}

/** The chains of all pages that belong to wee_alloc, or `undefined` when none does. */
export function readWee(words: Words): Cell[][] | undefined {
  const chains: Cell[][] = [];
  for (let page = PAGE; page + HEADER < words.byteLength;) {
    const cells = chain(words, page, (end) => end % PAGE === 0);
    if (cells) chains.push(cells);
    page = cells?.at(-1)?.end ?? page + PAGE;
  }
  return chains.length > 0 ? chains : undefined;
}

/** An arena fills its cell, but for a rest too small to be a cell of the main list. */
function isArenaEnd(end: number, { end: last }: Cell): boolean {
  return end <= last && end + SMALLEST_LARGE + HEADER >= last;
}

/** Reads every cell of a wee_alloc heap. */
export function walkWee(words: Words, chains: readonly (readonly Cell[])[]): AllocatorWalk {
  const live = new BlockBuilder();
  const free = new BlockBuilder();
  const freeCells: number[] = [];
  const add = ({ address, end, allocated }: Cell): void => {
    (allocated ? live : free).push(address + HEADER, end - address - HEADER);
    if (!allocated) freeCells.push(address);
  };
  for (const cell of chains.flat()) {
    // Small blocks are cut from arenas, which are cells of the main list with a chain of their own inside.
    const inner = cell.allocated ? chain(words, cell.address + HEADER, (end) => isArenaEnd(end, cell)) : undefined;
    if (inner) inner.forEach(add);
    else add(cell);
  }
  const segments = chains.map((cells): AddressRange => ({
    start: cells[0]?.address ?? 0,
    end: cells.at(-1)?.end ?? 0,
  }));
  const lists = freeLists(words, freeCells, segments[0]?.start ?? 0);
  const segmentBytes = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  const freeTable = free.table();
  return {
    kind: "wee_alloc",
    wordSize: 4,
    segments,
    bookkeeping: typeof lists === "string" ? [] : lists,
    live: live.table(),
    free: freeTable,
    liveBytes: live.bytes,
    freeBytes: free.bytes,
    largestFree: free.largest,
    overheadBytes: segmentBytes - live.bytes - free.bytes,
    tailBytes: 0,
    confirmed: typeof lists !== "string",
    doubts: typeof lists === "string" ? [lists] : [],
  };
}

/** The static words that hold heads of free lists, or why the lists contradict the cells. wee_alloc drops free cells
 * from its lists when it passes over one that is too small, so not every free cell hangs on a list. */
function freeLists(words: Words, freeCells: readonly number[], heapStart: number): AddressRange[] | string {
  const heads = new Set(freeCells);
  for (const cell of freeCells) {
    const next = (words.at(cell + HEADER) & ~3) >>> 0;
    if (next !== 0 && !heads.delete(next))
      return `the free cell at 0x${cell.toString(16)} leads to a cell that is not free`;
  }
  if (heads.size === 0) return freeCells.length === 0 ? [] : "the free lists run in a circle";
  const places: number[] = [];
  for (let place = 0; place < heapStart; place += 4) {
    const value = words.at(place);
    if (value >= heapStart && heads.has((value & ~3) >>> 0)) places.push(place);
  }
  // Old stack frames hold such addresses as well; the table is where most different ones lie close together.
  let best = undefined as { values: number; range: AddressRange } | undefined;
  places.forEach((start, first) => {
    let last = first;
    const values = new Set<number>();
    for (; last < places.length && (places[last] as number) < start + LISTS * 4; last++)
      values.add(words.at(places[last] as number));
    if (values.size >= (best?.values ?? 0))
      best = { values: values.size, range: { start, end: (places[last - 1] as number) + 4 } };
  });
  return best ? [best.range] : "no list of free cells has its head in the statics";
}
