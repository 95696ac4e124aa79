const PREVIOUS_IN_USE = 1;
const IN_USE = 2;
const SIZE = ~7;

/** Whether dlmalloc's header before `address` is that of a block in use, checked against both neighbours. */
export function isChunkInUse(words: Uint32Array, address: number): boolean {
  if (address & 7 || address < 16 || address >>> 2 >= words.length) return false;
  const chunk = (address - 8) >>> 2;
  const head = words[chunk + 1] ?? 0;
  const size = head & SIZE;
  if ((head & IN_USE) === 0 || size < 16 || (head & 4) !== 0) return false;
  const next = chunk + (size >>> 2);
  if (next + 1 >= words.length || ((words[next + 1] ?? 0) & PREVIOUS_IN_USE) === 0) return false;
  if (head & PREVIOUS_IN_USE) return true;
  // A stale header keeps its bits; the free chunk before it must still end exactly here.
  const before = words[chunk] ?? 0;
  const previous = chunk - (before >>> 2);
  return before >= 16 && previous >= 0 && ((words[previous + 1] ?? 0) & SIZE) >>> 0 === before;
}

/** Bytes of payload that dlmalloc gave for the block at `address`. */
export function usableBytes(words: Uint32Array, address: number): number {
  return (((words[(address - 4) >>> 2] ?? 0) & SIZE) >>> 0) - 4;
}

/** The first block in use after the one at `from` that begins before `to` and that `skip` does not name; `undefined` when there is none. */
export function nextInUse(
  words: Uint32Array,
  from: number,
  to: number,
  skip: (address: number) => boolean,
): number | undefined {
  let address = from;
  for (;;) {
    const size = ((words[(address - 4) >>> 2] ?? 0) & SIZE) >>> 0;
    address += size;
    if (size < 16 || address >= to) return undefined;
    if (isChunkInUse(words, address) && !skip(address)) return address;
  }
}
