import { lastAtOrBelow } from "./table.ts";
import type { HeapWalk } from "./types.ts";

/** What a walk says about a pointer: a live block, certainly none, or nothing that could be relied on. */
export type LiveBlock =
  | { readonly verdict: "live"; readonly address: number; readonly size: number; readonly confirmed: boolean }
  | { readonly verdict: "not a block" }
  | { readonly verdict: "unknown" };

/** Distances at which an object starts behind its block: none, an array length of 4 or 8 bytes, counters of an `Rc`. */
const OFFSETS = [0, 4, 8] as const;

/** Looks a pointer up in a walk. `not a block` is said only of memory that a confirmed heap calls free: whoever holds such a
 * pointer leaks nothing (any more). A pointer into the middle of a block, or outside every heap, stays `unknown`. */
export function confirmedLiveBlock({ allocators }: HeapWalk, pointer: number): LiveBlock {
  let insideConfirmed = false;
  for (const { live, segments, confirmed, managed } of allocators) {
    const index = lastAtOrBelow(live, pointer);
    const address = live.addresses[index] ?? 0;
    const size = live.sizes[index] ?? 0;
    if (index >= 0 && pointer < address + Math.max(size, 1)) {
      const offset = pointer - address;
      const starts = offset === managed?.headerBytes || OFFSETS.some((start) => start === offset);
      return starts ? { verdict: "live", address, size, confirmed } : { verdict: "unknown" };
    }
    insideConfirmed ||= confirmed && segments.some(({ start, end }) => pointer >= start && pointer < end);
  }
  return { verdict: insideConfirmed ? "not a block" : "unknown" };
}
