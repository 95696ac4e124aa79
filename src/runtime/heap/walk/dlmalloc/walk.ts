import { BlockBuilder, indexOfBlock } from "../table.ts";
import type { AllocatorWalk, BlockTable } from "../types.ts";
import type { Words } from "../words.ts";
import { binnedChunks, smallBinOf } from "./bins.ts";
import { FLAGS, IN_USE, PREVIOUS_IN_USE, readStates, type DlmallocSegment, type DlmallocState } from "./state.ts";

/** Reads every chunk of the dlmalloc heap (Emscripten, wasi-libc, Rust's default allocator) whose small bins are given;
 * `undefined` when no heap has them. */
export function walkDlmalloc(words: Words, smallBins: number, wordSize: 4 | 8): AllocatorWalk | undefined {
  const walks = readStates(words, smallBins, wordSize).map((state) => walkState(words, state));
  return walks.find(({ confirmed }) => confirmed) ?? walks.sort((a, b) => b.live.length - a.live.length)[0];
}

function walkState(words: Words, state: DlmallocState): AllocatorWalk {
  const { wordSize } = state;
  const live = new BlockBuilder();
  const free = new BlockBuilder();
  const doubts: string[] = [];
  const records = new Set(state.segments.map(({ record }) => record).filter((record) => record !== 0));
  const segments = [...state.segments].sort((a, b) => a.start - b.start);
  for (const segment of segments) {
    const broken = walkSegment(words, state, segment, { live, free, records });
    if (broken) doubts.push(broken);
  }
  const freeTable = free.table();
  if (doubts.length === 0) doubts.push(...freeListDoubts(words, state, freeTable));
  if (!state.footprintAgrees) doubts.push("the allocator's footprint is not the sum of its segments");
  // Handing out memory from the top chunk is what the allocator does next, so it counts as free.
  free.push(state.top + 2 * wordSize, state.topBytes - 2 * wordSize);
  const segmentBytes = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    kind: "dlmalloc",
    wordSize,
    segments: segments.map(({ start, end }) => ({ start, end })),
    bookkeeping: state.bookkeeping,
    live: live.table(),
    free: free.table(),
    liveBytes: live.bytes,
    freeBytes: free.bytes,
    largestFree: free.largest,
    overheadBytes: segmentBytes - live.bytes - free.bytes,
    tailBytes: wordSize,
    confirmed: doubts.length === 0,
    doubts,
  };
}

interface Sinks {
  readonly live: BlockBuilder;
  readonly free: BlockBuilder;
  /** Segment records, which lie in chunks of their own that no program asked for. */
  readonly records: ReadonlySet<number>;
}

function walkSegment(words: Words, state: DlmallocState, segment: DlmallocSegment, sinks: Sinks): string | undefined {
  const { wordSize } = state;
  const first = firstChunk(words, segment, wordSize);
  const minimum = 4 * wordSize;
  let previousInUse = true;
  for (let chunk = first; ;) {
    if (chunk === state.top) return undefined;
    const head = words.pointer(chunk + wordSize, wordSize);
    const size = head - (head & FLAGS);
    // A head of one word with both bits set is the fence at the end of an older segment.
    if (head === wordSize + PREVIOUS_IN_USE + IN_USE) return undefined;
    const next = chunk + size;
    if (head <= 0 || size < minimum || next > segment.end - wordSize)
      return brokenChunk(chunk, "has an impossible size");
    const used = (head & IN_USE) !== 0;
    if (((head & PREVIOUS_IN_USE) !== 0) !== previousInUse) return brokenChunk(chunk, "contradicts its neighbour");
    const address = chunk + 2 * wordSize;
    if (used) {
      if (!sinks.records.has(address)) sinks.live.push(address, size - wordSize);
    } else {
      if (words.pointer(next, wordSize) !== size)
        return brokenChunk(chunk, "is free, but its size is not repeated behind it");
      sinks.free.push(address, size - wordSize);
    }
    previousInUse = used;
    chunk = next;
  }
}

/** Where the first chunk of a segment lies, which depends on the alignment the allocator was built with. */
function firstChunk(words: Words, segment: DlmallocSegment, wordSize: 4 | 8): number {
  const starts = [8, 16].map((alignment) => {
    const payload = segment.start + 2 * wordSize;
    return Math.ceil(payload / alignment) * alignment - 2 * wordSize;
  });
  const plausible = starts.find((start) => {
    const head = words.pointer(start + wordSize, wordSize);
    const next = start + head - (head & FLAGS);
    return head > 0 && (head & PREVIOUS_IN_USE) !== 0 && (head & 4) === 0 && next > start && next <= segment.end;
  });
  return plausible ?? (starts[0] as number);
}

/** Compares the free chunks of the walk with the free lists, which the allocator keeps apart from the headers. */
function freeListDoubts(words: Words, state: DlmallocState, free: BlockTable): string[] {
  let expected = 0;
  for (let i = 0; i < free.length; i++) {
    const bin = smallBinOf((free.sizes[i] as number) + state.wordSize);
    if (bin >= 0) expected |= 1 << bin;
  }
  // The map's place differs between C and Rust; at most one bit may be missing, that of the designated victim.
  const maps = [0, ...state.fields].filter((map) => (map & ~expected) === 0 && isAtMostOneBit(expected & ~map));
  const doubts = maps.map((map) => listDoubt(words, state, free, map));
  if (doubts.includes(undefined)) return [];
  return [doubts[0] ?? "no bit map of the free lists fits the free chunks"];
}

function isAtMostOneBit(bits: number): boolean {
  return (bits & (bits - 1)) === 0;
}

function listDoubt(words: Words, state: DlmallocState, free: BlockTable, smallMap: number): string | undefined {
  const binned = binnedChunks(words, state, smallMap, free.length);
  if (typeof binned === "string") return binned;
  const seen = new Uint8Array(free.length);
  for (const chunk of binned) {
    const index = indexOfBlock(free, chunk + 2 * state.wordSize);
    if (index < 0 || seen[index] === 1) return `chunk ${hex(chunk)} on a free list is not free in the walk`;
    seen[index] = 1;
  }
  const designated = seen.indexOf(0);
  if (designated < 0) return undefined;
  // At most one free chunk is on no list: the designated victim, which the state names.
  const chunk = (free.addresses[designated] as number) - 2 * state.wordSize;
  const size = (free.sizes[designated] as number) + state.wordSize;
  const unlisted = free.length - binned.length;
  if (unlisted === 1 && state.fields.has(chunk) && state.fields.has(size)) return undefined;
  return `${String(unlisted)} free chunks are on no free list`;
}

function brokenChunk(chunk: number, what: string): string {
  return `the chunk at ${hex(chunk)} ${what}: the heap is corrupt from there on`;
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
