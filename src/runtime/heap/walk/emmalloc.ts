import { BlockBuilder, indexOfBlock } from "./table.ts";
import type { AddressRange, AllocatorWalk } from "./types.ts";
import type { Words } from "./words.ts";

const BUCKETS = 64;
/** A list head is laid out as a region: size, previous, next, size again. */
const REGION_BYTES = 16;
/** Newer versions pad the sentinel at the start so that payloads come out aligned. */
const MAX_ROOT_BYTES = 32;
const FREE = 1;
/** The list of root regions is a static of the same file as the buckets; linkers keep those near each other. */
const ROOT_REACH = 65_536;

/** Where one emmalloc instance keeps its free lists and its regions. */
export interface EmmallocState {
  readonly buckets: number;
  /** Address of the word that points to the first block of regions. */
  readonly rootWord: number;
  readonly roots: readonly AddressRange[];
}

/** Reads the state whose last bucket is at `lastBucket`, or `undefined` when there is none. */
export function readEmmalloc(words: Words, lastBucket: number): EmmallocState | undefined {
  const buckets = lastBucket - (BUCKETS - 1) * REGION_BYTES;
  for (let i = 0; i < BUCKETS; i++) {
    const bucket = buckets + i * REGION_BYTES;
    const previous = words.at(bucket + 4);
    const next = words.at(bucket + 8);
    if (bucket <= 0 || words.at(previous + 8) !== bucket || words.at(next + 4) !== bucket) return undefined;
  }
  const end = Math.min(words.byteLength, lastBucket + ROOT_REACH);
  for (let place = Math.max(0, buckets - ROOT_REACH); place < end; place += 4) {
    if (place >= buckets && place < lastBucket + REGION_BYTES) continue;
    const roots = rootRegions(words, words.at(place));
    if (roots) return { buckets, rootWord: place, roots };
  }
  return undefined;
}

/** The chain of root regions that starts at `first`: a sentinel holding the next one and the end address. */
function rootRegions(words: Words, first: number): AddressRange[] | undefined {
  const roots: AddressRange[] = [];
  for (let root = first; root !== 0; root = words.at(root + 4)) {
    const end = words.at(root + 8);
    const size = words.at(root);
    const isRoot =
      size >= REGION_BYTES &&
      size <= MAX_ROOT_BYTES &&
      words.at(root + size - 4) === size &&
      end >= root + size + REGION_BYTES &&
      end <= words.byteLength &&
      words.at(end - 4) === REGION_BYTES &&
      words.at(end - REGION_BYTES) === REGION_BYTES;
    if (!isRoot || roots.some(({ start }) => start === root)) return undefined;
    roots.push({ start: root, end });
  }
  return roots.length > 0 ? roots : undefined;
}

/** Reads every region of an emmalloc heap (`-sMALLOC=emmalloc`). */
export function walkEmmalloc(words: Words, state: EmmallocState): AllocatorWalk {
  const live = new BlockBuilder();
  const free = new BlockBuilder();
  const doubts: string[] = [];
  const segments = [...state.roots].sort((a, b) => a.start - b.start);
  for (const { start, end } of segments) {
    const last = end - REGION_BYTES;
    for (let region = start + words.at(start); region < last;) {
      const size = words.at(region);
      const ceiling = words.at(region + size - 4);
      if (size < REGION_BYTES || size % 4 !== 0 || region + size > last || (ceiling & ~FREE) >>> 0 !== size) {
        doubts.push(
          `the region at 0x${region.toString(16)} has two different sizes: the heap is corrupt from there on`,
        );
        break;
      }
      ((ceiling & FREE) === 0 ? live : free).push(region + 4, size - 8);
      region += size;
    }
  }
  const freeTable = free.table();
  if (doubts.length === 0) {
    const seen = new Set<number>();
    for (let i = 0; i < BUCKETS && doubts.length === 0; i++) {
      const head = state.buckets + i * REGION_BYTES;
      for (let region = words.at(head + 8); region !== head; region = words.at(region + 8)) {
        if (indexOfBlock(freeTable, region + 4) < 0 || seen.has(region)) {
          doubts.push(`region 0x${region.toString(16)} on free list ${String(i)} is not free in the walk`);
          break;
        }
        seen.add(region);
      }
    }
    const unlisted = freeTable.length - seen.size;
    if (doubts.length === 0 && unlisted > 0) doubts.push(`${String(unlisted)} free regions are on no free list`);
  }
  const segmentBytes = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    kind: "emmalloc",
    wordSize: 4,
    segments,
    bookkeeping: [
      { start: state.buckets, end: state.buckets + BUCKETS * REGION_BYTES },
      { start: state.rootWord, end: state.rootWord + 4 },
    ],
    live: live.table(),
    free: freeTable,
    liveBytes: live.bytes,
    freeBytes: free.bytes,
    largestFree: free.largest,
    overheadBytes: segmentBytes - live.bytes - free.bytes,
    tailBytes: 0,
    confirmed: doubts.length === 0,
    doubts,
  };
}
