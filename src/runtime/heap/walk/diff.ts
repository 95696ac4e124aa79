import { BlockBuilder } from "./table.ts";
import type { BlockTable, HeapWalk } from "./types.ts";

/** Change in the blocks of one size. */
export interface SizeChange {
  /** Usable bytes of each block. */
  readonly size: number;
  /** Blocks more, or fewer when negative. */
  readonly blocks: number;
  /** Their bytes. */
  readonly bytes: number;
}

/** What changed between two walks of one memory. */
export interface HeapDiff {
  readonly liveBytes: number;
  readonly liveBlocks: number;
  readonly freeBytes: number;
  readonly linearBytes: number;
  /** Blocks of the later walk that the earlier one does not have, at that address and of that size. */
  readonly appeared: BlockTable;
  /** Blocks of the earlier walk that are gone or have another size. */
  readonly gone: BlockTable;
  /** Sizes whose number of blocks changed, largest growth in bytes first. */
  readonly sizes: readonly SizeChange[];
}

/** Compares two walks: what grew behind a reachable root is no lost block, and only this finds it. */
export function diffWalks(before: HeapWalk, after: HeapWalk): HeapDiff {
  const appeared = missingFrom(after.live, before.live);
  const gone = missingFrom(before.live, after.live);
  const counts = new Map<number, number>();
  for (const size of appeared.sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  for (const size of gone.sizes) counts.set(size, (counts.get(size) ?? 0) - 1);
  const sizes = [...counts]
    .filter(([, blocks]) => blocks !== 0)
    .map(([size, blocks]) => ({ size, blocks, bytes: size * blocks }));
  sizes.sort((a, b) => b.bytes - a.bytes || a.size - b.size);
  return {
    liveBytes: after.liveBytes - before.liveBytes,
    liveBlocks: after.live.length - before.live.length,
    freeBytes: after.freeBytes - before.freeBytes,
    linearBytes: after.linearBytes - before.linearBytes,
    appeared,
    gone,
    sizes,
  };
}

/** Both tables are sorted, so one pass compares them. */
function missingFrom(table: BlockTable, other: BlockTable): BlockTable {
  const missing = new BlockBuilder();
  for (let i = 0, j = 0; i < table.length; i++) {
    const address = table.addresses[i] as number;
    const size = table.sizes[i] as number;
    while (j < other.length && (other.addresses[j] as number) < address) j++;
    if (other.addresses[j] !== address || other.sizes[j] !== size) missing.push(address, size);
  }
  return missing.table();
}

/** Sizes of which there were more blocks after every single round: one walk before, one after each repetition of the same
 * work. Caches grow once or twice and stop; a leak grows every time.
 * @throws RangeError when fewer than three walks are given: two cannot tell growth from warming up. */
export function steadyGrowth(walks: readonly HeapWalk[]): SizeChange[] {
  if (walks.length < 3)
    throw new RangeError(
      `Growth needs at least three walks, not ${String(walks.length)}: one before and one after each of two rounds.`,
    );
  const rounds = walks.slice(1).map((walk, round) => {
    const changes = diffWalks(walks[round] as HeapWalk, walk).sizes.filter(({ blocks }) => blocks > 0);
    return new Map(changes.map((change) => [change.size, change.blocks]));
  });
  const [first, ...others] = rounds;
  const steady: SizeChange[] = [];
  for (const [size, blocks] of first ?? []) {
    if (!others.every((round) => round.has(size))) continue;
    const total = others.reduce((sum, round) => sum + (round.get(size) ?? 0), blocks);
    steady.push({ size, blocks: total, bytes: size * total });
  }
  return steady.sort((a, b) => b.bytes - a.bytes || a.size - b.size);
}
