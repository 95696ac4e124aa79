import type { AllocatorWalk, HeapWalk } from "./types.ts";
import { wordsOf, type MemoryLike } from "./words.ts";

/** Bytes of links at the start and at the end of a free block, which the allocator still needs. */
function links({ kind, wordSize }: AllocatorWalk, size: number): { head: number; tail: number } {
  if (kind === "dlmalloc") {
    // From 256 bytes of chunk on, a free chunk is a node of a tree; the size is repeated in the last word.
    return { head: (size + wordSize < 256 ? 2 : 6) * wordSize, tail: wordSize };
  }
  if (kind === "assemblyscript") return { head: 8, tail: 4 };
  return { head: kind === "wee_alloc" ? 4 : 8, tail: 0 };
}

/** Overwrites the free memory of confirmed heaps with zeros, so that no pointer left there by its last owner can hide a leak
 * once the memory is handed out again. Writes into the module's memory: call it while no wasm frame is active, and only
 * with a walk made since the module last ran.
 * @returns bytes that changed from something to zero. */
export function scrubFree(source: MemoryLike, walk: HeapWalk): number {
  const { u32 } = wordsOf(source);
  let changed = 0;
  for (const allocator of walk.allocators) {
    if (!allocator.confirmed || allocator.kind === "ledger") continue;
    const { addresses, sizes, length } = allocator.free;
    for (let block = 0; block < length; block++) {
      const address = addresses[block] as number;
      const size = sizes[block] as number;
      const { head, tail } = links(allocator, size);
      const last = (address + size - tail) >>> 2;
      for (let i = (address + head + 3) >>> 2; i < last; i++) {
        // Pages never touched are zero already; writing would make the system provide them.
        if (u32[i] === 0) continue;
        u32[i] = 0;
        changed += 4;
      }
    }
  }
  return changed;
}
