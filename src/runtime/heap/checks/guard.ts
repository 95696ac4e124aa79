/** The byte that the unused end of a block is filled with, and the one that released memory is. */
export const GUARD = 0xfd;
export const FREED = 0xdd;

/** Fills the slack between the requested size and what the allocator gave. */
export function setGuard(memory: Uint8Array, address: number, size: number, usable: number): void {
  if (usable > size) memory.fill(GUARD, address + size, address + usable);
}

/** Offset from `address` of the first byte in `[from, to)` that is not `expected`; -1 when all are. */
export function firstOther(memory: Uint8Array, address: number, from: number, to: number, expected: number): number {
  for (let offset = from; offset < to; offset++) if (memory[address + offset] !== expected) return offset;
  return -1;
}
