import { BlockBuilder } from "./table.ts";
import type { AddressRange, AllocatorWalk } from "./types.ts";

/** A walk made of blocks that hooks counted, for allocators whose heap cannot be read: a custom arena, mimalloc.
 * @param segments memory that belongs to the allocator; from the first block to the end of the last one when left out. */
export function ledgerWalk(
  blocks: Iterable<{ readonly address: number; readonly size: number }>,
  segments?: readonly AddressRange[],
): AllocatorWalk {
  const live = new BlockBuilder();
  for (const { address, size } of blocks) live.push(address, size);
  const table = live.table();
  const last = table.length - 1;
  const whole =
    last < 0
      ? []
      : [
          {
            start: table.addresses[0] as number,
            end: (table.addresses[last] as number) + (table.sizes[last] as number),
          },
        ];
  return {
    kind: "ledger",
    wordSize: 4,
    segments: segments ?? whole,
    bookkeeping: [],
    live: table,
    free: new BlockBuilder().table(),
    liveBytes: live.bytes,
    freeBytes: 0,
    largestFree: 0,
    overheadBytes: (segments ?? whole).reduce((sum, { start, end }) => sum + end - start, 0) - live.bytes,
    tailBytes: 0,
    confirmed: false,
    doubts: ["hooks count events and cannot see what happened before them"],
  };
}
