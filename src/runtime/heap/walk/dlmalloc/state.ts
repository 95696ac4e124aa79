import type { AddressRange } from "../types.ts";
import type { Words } from "../words.ts";
import { areTreeBins, smallBinBytes, treeBinBytes, type DlmallocBins } from "./bins.ts";

/** Header bits of a chunk: the one before it is in use, it is in use itself. */
export const PREVIOUS_IN_USE = 1;
export const IN_USE = 2;
export const FLAGS = 7;

/** One dlmalloc instance, read from its state record. */
export interface DlmallocState extends DlmallocBins {
  /** Chunk at the end of the newest segment, from which fresh memory is cut. */
  readonly top: number;
  readonly topBytes: number;
  /** Segments in the order of the allocator's list, newest first. */
  readonly segments: readonly DlmallocSegment[];
  /** Whether a footprint word near the bins equals the sum of the segments. */
  readonly footprintAgrees: boolean;
  /** Words beside the bins; C and Rust order the fields differently, so they are found by value. */
  readonly fields: ReadonlySet<number>;
  readonly bookkeeping: readonly AddressRange[];
}

export interface DlmallocSegment extends AddressRange {
  /** Where this segment's record lies: 0 for the newest, whose record is part of the state. */
  readonly record: number;
}

/** Largest room kept behind the top chunk for a segment record and an end mark, over all word sizes and alignments. */
const MAX_TOP_FOOT = 128;
/** Bytes before and after the two bin arrays in which the other fields of the state lie. */
const FIELD_REACH = 160;
const MAX_SEGMENTS = 65_536;
/** Bytes by which linear memory grows. */
const PAGE = 65_536;

/** Readings of the state whose small bins start at `smallBins`. There may be two: footprint and its maximum can by chance
 * look like the base and size of a segment; a walk tells which is true. */
export function readStates(words: Words, smallBins: number, wordSize: 4 | 8): DlmallocState[] {
  const trees = findTreeBins(words, smallBins, wordSize);
  const bins = { start: smallBins, end: smallBins + smallBinBytes(wordSize) };
  const treesAt = (start: number): AddressRange => ({ start, end: start + treeBinBytes(wordSize) });
  const places = fieldPlaces(smallBins, [bins, ...trees.map(treesAt)], wordSize);
  const values = new Map(places.map((place) => [place, words.pointer(place, wordSize)]));
  const fields = new Set([...values.values()].filter((value) => value > 0));
  if (wordSize === 8) {
    // The bit maps stay 32 bits wide.
    for (const place of places) fields.add(words.at(place)).add(words.at(place + 4));
  }
  const states: DlmallocState[] = [];
  for (const top of fields) {
    const topBytes = topSize(words, top, wordSize);
    if (topBytes === 0 || !fields.has(topBytes)) continue;
    const end = top + topBytes + words.pointer(top + topBytes + wordSize, wordSize);
    for (const [place, base] of values) {
      if (base <= 0 || base > top || base + words.pointer(place + wordSize, wordSize) !== end) continue;
      const segments = segmentList(words, place, wordSize);
      if (!segments) continue;
      // Another allocator's state may lie beside this one.
      const treeBins = trees.find((start) => areRootsIn(words, treesAt(start), segments, wordSize));
      const arrays = treeBins === undefined ? [bins] : [bins, treesAt(treeBins)];
      const record = [place, place + wordSize];
      const others = [...values].filter(([other]) => !record.includes(other)).map(([, value]) => value);
      const own = places.filter((other) => isOwnField(values.get(other) as number, { top, segments }));
      states.push({
        wordSize,
        smallBins,
        treeBins,
        top,
        topBytes,
        segments,
        footprintAgrees: others.some((footprint) => isFootprint(footprint, segments)),
        fields,
        bookkeeping: [...arrays, ...own.map((start) => ({ start, end: start + wordSize }))],
      });
    }
  }
  return states;
}

/** The allocator counts what it got from the system. wasi-libc's does not count what was there at the start, the rest of the
 * initial memory behind the statics, and so has none before the first growth. */
function isFootprint(value: number, segments: readonly DlmallocSegment[]): boolean {
  const sum = segments.reduce((total, { start, end }) => total + end - start, 0);
  if (value === sum) return true;
  const first = segments.reduce((lowest, { start }) => Math.min(lowest, start), Infinity);
  return value >= 0 && value < sum && value % PAGE === 0 && (first + sum - value) % PAGE === 0;
}

/** The tree bins lie behind the small bins in C; Rust's compiler may put them, and other fields, in front. While no chunk is
 * in a tree every run of zeros would do, and nothing needs to be known. */
function findTreeBins(words: Words, smallBins: number, wordSize: 4 | 8): number[] {
  const after = smallBins + smallBinBytes(wordSize);
  const bytes = treeBinBytes(wordSize);
  const places: number[] = [];
  for (let gap = 0; gap <= FIELD_REACH; gap += wordSize) places.push(after + gap, smallBins - bytes - gap);
  return places.filter((place) => place >= 0 && hasTree(words, place, bytes) && areTreeBins(words, place, wordSize));
}

function areRootsIn(
  words: Words,
  { start, end }: AddressRange,
  segments: readonly AddressRange[],
  wordSize: 4 | 8,
): boolean {
  for (let place = start; place < end; place += wordSize) {
    const root = words.pointer(place, wordSize);
    if (root !== 0 && !segments.some((segment) => root >= segment.start && root < segment.end)) return false;
  }
  return true;
}

function hasTree(words: Words, start: number, bytes: number): boolean {
  for (let place = start; place < start + bytes; place += 4) if (words.at(place) !== 0) return true;
  return false;
}

function fieldPlaces(smallBins: number, arrays: readonly AddressRange[], wordSize: 4 | 8): number[] {
  const first = Math.max(0, smallBins - treeBinBytes(wordSize) - FIELD_REACH);
  const last = smallBins + smallBinBytes(wordSize) + treeBinBytes(wordSize) + FIELD_REACH;
  const places: number[] = [];
  for (let place = first; place < last; place += wordSize) {
    if (!arrays.some(({ start, end }) => place >= start && place < end)) places.push(place);
  }
  return places;
}

/** Size of the top chunk at `chunk`, or 0 when no top chunk is there: it is free, and a small mark follows it. */
function topSize(words: Words, chunk: number, wordSize: 4 | 8): number {
  if (chunk % 8 !== 0) return 0;
  const head = words.pointer(chunk + wordSize, wordSize);
  if (head <= 0 || (head & FLAGS) !== PREVIOUS_IN_USE) return 0;
  const size = head - PREVIOUS_IN_USE;
  const foot = words.pointer(chunk + size + wordSize, wordSize);
  return foot >= 8 * wordSize && foot <= MAX_TOP_FOOT && foot % 8 === 0 ? size : 0;
}

function segmentList(words: Words, first: number, wordSize: 4 | 8): DlmallocSegment[] | undefined {
  const segments: DlmallocSegment[] = [];
  for (let place = first, record = 0; place !== 0;) {
    const start = words.pointer(place, wordSize);
    const end = start + words.pointer(place + wordSize, wordSize);
    if (start <= 0 || end <= start || end > words.byteLength || segments.length === MAX_SEGMENTS) return undefined;
    segments.push({ start, end, record });
    place = record = words.pointer(place + 2 * wordSize, wordSize);
    if (place < 0) return undefined;
  }
  return segments;
}

/** Only words that surely are the allocator's are left out of the roots: a neighbouring static may lie this close. */
function isOwnField(value: number, { top, segments }: Pick<DlmallocState, "top" | "segments">): boolean {
  return value === top || segments.some(({ start, record }) => value === start || (record !== 0 && value === record));
}
