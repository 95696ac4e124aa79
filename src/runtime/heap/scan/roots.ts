import type { AddressRange, HeapWalk } from "../walk/types.ts";
import type { Words } from "../walk/words.ts";
import type { LinkImage } from "./image.ts";

/** Zero bytes that end the used part of a stack below its pointer. */
const STACK_GAP = 4096;
/** The smallest default stack of the toolchains; below it lie statics when no gap is found. */
const SMALLEST_STACK = 65_536;

/** Linear memory outside heaps, allocator records and dead stack frames: whatever points from there keeps a block.
 * @param stackPointer current value of the shadow stack's pointer; its initial value when no wasm frame is active. */
export function rootRanges(
  words: Words,
  { allocators }: HeapWalk,
  image: LinkImage,
  stackPointer: number | undefined,
): AddressRange[] {
  const excluded = allocators.flatMap(({ segments, bookkeeping }) => [...segments, ...bookkeeping]);
  excluded.push(deadStack(words, image, stackPointer));
  excluded.sort((a, b) => a.start - b.start);
  const roots: AddressRange[] = [];
  let start = 0;
  for (const range of excluded) {
    if (range.start > start) roots.push({ start, end: range.start });
    start = Math.max(start, range.end);
  }
  if (start < words.byteLength) roots.push({ start, end: words.byteLength });
  return roots;
}

/** Frames below the stack pointer: the functions have returned, but their pointers are still there. */
export function deadStack(words: Words, image: LinkImage, stackPointer: number | undefined): AddressRange {
  const top = image.stackTop;
  if (top === undefined || top > words.byteLength) return { start: 0, end: 0 };
  const current = stackPointer !== undefined && stackPointer < top ? stackPointer : top;
  if (image.words.length > 0 && image.start >= top) return { start: 0, end: current };
  // Statics lie below the stack, and only the linker knew where it begins: follow it down to a stretch never written.
  const dataEnd = image.start + image.words.length * 4;
  const floor = Math.max(0, dataEnd, Math.min(current, top - SMALLEST_STACK));
  let start = current & ~3;
  let lastUsed = start;
  while (start > floor && lastUsed - start < STACK_GAP) {
    start -= 4;
    if (words.at(start) !== 0) lastUsed = start;
  }
  return { start: Math.min(lastUsed, current), end: current };
}
