import { readAssemblyScript } from "./assemblyscript.ts";
import { areSmallBins, smallBinBytes } from "./dlmalloc/bins.ts";
import { readStates } from "./dlmalloc/state.ts";
import { readEmmalloc } from "./emmalloc.ts";
import { readWee } from "./wee.ts";
import type { Words } from "./words.ts";

/** Where one allocator keeps its state; stays valid for the life of the memory, for the state never moves. */
export interface HeapLocation {
  readonly kind: "dlmalloc" | "emmalloc" | "assemblyscript" | "wee_alloc";
  readonly wordSize: 4 | 8;
  readonly address: number;
}

/**
 * Searches the memory below `end` for allocator states: a list head that points to itself is rare enough to test each.
 * wee_alloc has no state of its own and is searched everywhere.
 */
export function locateHeaps(words: Words, end: number = words.byteLength): HeapLocation[] {
  const { u32 } = words;
  const found: HeapLocation[] = [];
  const last = Math.min(u32.length - 4, end / 4);
  for (let i = 1; i < last; i++) {
    // Distance from a word back to the list head it belongs to: 4 in emmalloc, 8 in dlmalloc, 16 with 64-bit words.
    const distance = i * 4 - (u32[i] as number);
    if (distance > 16 || distance < 4) continue;
    const head = u32[i] as number;
    if (distance === 8 && u32[i + 1] === head && areSmallBins(words, head, 4)) {
      found.push({ kind: "dlmalloc", wordSize: 4, address: head });
    } else if (distance === 4 && u32[i + 1] === head && readEmmalloc(words, head)) {
      found.push({ kind: "emmalloc", wordSize: 4, address: head });
    } else if (distance === 16 && u32[i + 2] === head && areSmallBins(words, head, 8)) {
      found.push({ kind: "dlmalloc", wordSize: 8, address: head });
    }
  }
  for (let address = 0; address + 1572 < words.byteLength && address < end; address += 16) {
    // The offset of the tail pointer; looked at here because a call per 16 bytes would dominate the search.
    const tail = u32[(address + 1568) >>> 2] as number;
    if ((tail & 15) === 12 && tail > address && readAssemblyScript(words, address) !== undefined) {
      found.push({ kind: "assemblyscript", wordSize: 4, address });
    }
  }
  if (readWee(words)) found.push({ kind: "wee_alloc", wordSize: 4, address: 0 });
  let covered = 0;
  return found.filter(({ kind, address, wordSize }) => {
    if (kind !== "dlmalloc") return true;
    // One bin further the array looks the same when it is followed by an empty tree.
    if (address < covered || readStates(words, address, wordSize).length === 0) return false;
    covered = address + smallBinBytes(wordSize);
    return true;
  });
}
