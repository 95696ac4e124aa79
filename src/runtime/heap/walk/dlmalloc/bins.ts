import type { Words } from "../words.ts";

/** Small bins and tree bins of one dlmalloc state, of 32 entries each. */
const BINS = 32;

/** Where one dlmalloc instance keeps its free lists. */
export interface DlmallocBins {
  readonly wordSize: 4 | 8;
  /** Address of small bin 0, which doubles as the list head other chunks point to. */
  readonly smallBins: number;
  /** Address of tree bin 0, `undefined` while no chunk is in a tree. */
  readonly treeBins: number | undefined;
}

/** Bytes of the small-bin array: 33 pairs of pointers. */
export function smallBinBytes(wordSize: 4 | 8): number {
  return (BINS + 1) * 2 * wordSize;
}

/** Bytes of the tree-bin array. */
export function treeBinBytes(wordSize: 4 | 8): number {
  return BINS * wordSize;
}

/** Whether 32 list heads start at `address`. The first two are smaller than any chunk and so point to themselves for ever;
 * the others hold addresses, stale ones too, for a list that runs empty is only marked so in a bit map. */
export function areSmallBins(words: Words, address: number, wordSize: 4 | 8): boolean {
  for (let i = 0; i < BINS; i++) {
    const bin = address + i * 2 * wordSize;
    const forward = words.pointer(bin + 2 * wordSize, wordSize);
    const back = words.pointer(bin + 3 * wordSize, wordSize);
    if (forward === bin && back === bin) continue;
    if (i < 2 || !isPlausible(forward, words) || !isPlausible(back, words)) return false;
  }
  return true;
}

function isPlausible(chunk: number, words: Words): boolean {
  return chunk > 0 && chunk % 8 === 0 && chunk < words.byteLength;
}

/** Small bin a free chunk of `bytes` belongs to, or -1 when it belongs to a tree. */
export function smallBinOf(bytes: number): number {
  return bytes < BINS * 8 ? bytes / 8 : -1;
}

/** Whether every word of the 32 at `address` is empty or the root of a tree that points back to it. */
export function areTreeBins(words: Words, address: number, wordSize: 4 | 8): boolean {
  for (let i = 0; i < BINS; i++) {
    const bin = address + i * wordSize;
    const root = words.pointer(bin, wordSize);
    if (root === 0) continue;
    if (root < 0 || root >= words.byteLength) return false;
    if (words.pointer(root + 6 * wordSize, wordSize) !== bin || words.at(root + 7 * wordSize) !== i) return false;
  }
  return true;
}

/** Chunks on the free lists, or the reason why the lists cannot be followed.
 * @param smallMap bit map of the small bins that are in use
 * @param limit most chunks there can be; lists that are longer run in a circle. */
export function binnedChunks(words: Words, bins: DlmallocBins, smallMap: number, limit: number): number[] | string {
  const { wordSize } = bins;
  const found: number[] = [];
  for (let i = 0; i < BINS; i++) {
    if ((smallMap & (1 << i)) === 0) continue;
    const head = bins.smallBins + i * 2 * wordSize;
    for (let chunk = words.pointer(head + 2 * wordSize, wordSize); chunk !== head;) {
      if (found.push(chunk) > limit || chunk <= 0) return `free list ${String(i)} does not return to its head`;
      chunk = words.pointer(chunk + 2 * wordSize, wordSize);
    }
  }
  const pending: number[] = [];
  for (let i = 0; i < BINS && bins.treeBins !== undefined; i++) {
    const root = words.pointer(bins.treeBins + i * wordSize, wordSize);
    if (root !== 0) pending.push(root);
  }
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    // Chunks of one size hang on their tree node in a ring.
    let member = node;
    do {
      if (found.push(member) > limit || member <= 0) return "a tree of free chunks does not end";
      member = words.pointer(member + 2 * wordSize, wordSize);
    } while (member !== node);
    for (const child of [4, 5]) {
      const next = words.pointer(node + child * wordSize, wordSize);
      if (next !== 0) pending.push(next);
    }
  }
  return found;
}
