import type { InstrumentedInstance } from "./instance.ts";
import type { LedgerBlock } from "./ledger/blocks.ts";
import { symbolize, type NativeFrame } from "./symbols/frames.ts";

/** The live blocks of one instance at one moment. */
export interface HeapSnapshot {
  readonly instance: InstrumentedInstance;
  /** Blocks with a larger `sequence` were acquired later. */
  readonly sequence: number;
  readonly blocks: readonly LedgerBlock[];
  readonly liveBytes: number;
  readonly memoryBytes: number;
}

/** What one place gained between two snapshots. */
export interface LedgerGrowth {
  readonly frames: readonly NativeFrame[];
  /** Blocks and bytes live in the second snapshot minus those in the first. */
  readonly blocks: number;
  readonly bytes: number;
  /** Of the blocks live in the second, those acquired after the first. */
  readonly fresh: number;
}

/** The difference of two snapshots. */
export interface LedgerDiff {
  readonly blocks: number;
  readonly bytes: number;
  readonly memoryBytes: number;
  /** Blocks acquired after the first snapshot and still live in the second. */
  readonly kept: readonly LedgerBlock[];
  /** Places that changed, the largest growth first. */
  readonly growth: readonly LedgerGrowth[];
}

/** Records what is live now; 16 bytes and an object per block. */
export function snapshot(instance: InstrumentedInstance): HeapSnapshot {
  const { ledger } = instance.recorder;
  return {
    instance,
    sequence: ledger.sequence,
    blocks: ledger.live(),
    liveBytes: ledger.statistics.liveBytes,
    memoryBytes: instance.memory.buffer.byteLength,
  };
}

/**
 * Compares two snapshots of one instance. What grows here although everything is reachable is what no scan can find.
 *
 * @throws TypeError when the snapshots belong to different instances.
 */
export function diff(before: HeapSnapshot, after: HeapSnapshot): LedgerDiff {
  if (before.instance !== after.instance)
    throw new TypeError("The snapshots belong to different instances of a module");
  const { instance } = after;
  const byStack = new Map<number, { blocks: number; bytes: number; fresh: number }>();
  const entry = (stack: number): { blocks: number; bytes: number; fresh: number } => {
    let found = byStack.get(stack);
    if (found === undefined) byStack.set(stack, (found = { blocks: 0, bytes: 0, fresh: 0 }));
    return found;
  };
  for (const { stack, size } of before.blocks) {
    const place = entry(stack);
    place.blocks--;
    place.bytes -= size;
  }
  const kept: LedgerBlock[] = [];
  for (const block of after.blocks) {
    const place = entry(block.stack);
    place.blocks++;
    place.bytes += block.size;
    if (block.sequence <= before.sequence) continue;
    place.fresh++;
    kept.push(block);
  }
  const growth = [...byStack]
    .filter(([, place]) => place.blocks !== 0 || place.bytes !== 0 || place.fresh !== 0)
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([stack, place]) => ({ frames: symbolize(instance.recorder.stacks.text(stack), instance), ...place }));
  return {
    blocks: after.blocks.length - before.blocks.length,
    bytes: after.liveBytes - before.liveBytes,
    memoryBytes: after.memoryBytes - before.memoryBytes,
    kept,
    growth,
  };
}
