import type { InstrumentedInstance } from "./instance.ts";
import { diff, snapshot } from "./snapshot.ts";
import { symbolize, type NativeFrame } from "./symbols/frames.ts";

/** A function that must not allocate did. */
export class UnexpectedAllocationError extends Error {
  override readonly name: string = "UnexpectedAllocationError";
  readonly count: number;
  readonly bytes: number;
  /** The places that allocated, most bytes first; frames innermost first. */
  readonly places: readonly {
    readonly count: number;
    readonly bytes: number;
    readonly frames: readonly NativeFrame[];
  }[];

  constructor(places: UnexpectedAllocationError["places"]) {
    const count = places.reduce((sum, place) => sum + place.count, 0);
    const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
    const lines = places.slice(0, 5).map((place) => `  ${describe(place)}`);
    super(
      `expected no allocation inside the module, but ${String(count)} took ${String(bytes)} bytes:\n${lines.join("\n")}`,
    );
    this.count = count;
    this.bytes = bytes;
    this.places = places;
  }
}

/** A function used more of a module's heap than it may. */
export class HeapLimitError extends Error {
  override readonly name: string = "HeapLimitError";
  readonly limit: keyof HeapLimits;
  readonly allowed: number;
  readonly actual: number;

  constructor(limit: keyof HeapLimits, allowed: number, actual: number, places: readonly string[]) {
    super(
      `${LIMIT_WORDS[limit]} is ${String(actual)}, which is more than the ${String(allowed)} allowed` +
        (places.length === 0 ? "" : `; it grew most here:\n  ${places.join("\n  ")}`),
    );
    this.limit = limit;
    this.allowed = allowed;
    this.actual = actual;
  }
}

/** Upper limits for what a function does to a module's heap. */
export interface HeapLimits {
  /** Bytes live at any moment, above those live before. */
  readonly peakBytes?: number;
  /** Bytes still live afterwards, above those live before. */
  readonly growthBytes?: number;
  /** Blocks still live afterwards, above those live before. */
  readonly growthBlocks?: number;
  /** Bytes by which linear memory may grow; it never shrinks again. */
  readonly memoryBytes?: number;
}

const LIMIT_WORDS: Readonly<Record<keyof HeapLimits, string>> = {
  peakBytes: "the peak of live bytes above the start",
  growthBytes: "the growth in live bytes",
  growthBlocks: "the growth in live blocks",
  memoryBytes: "the growth of linear memory in bytes",
};

function place(frames: readonly NativeFrame[]): string {
  const shown = frames.slice(0, 4).map((frame) => frame.name || `${frame.file}:${String(frame.line)}`);
  return shown.length === 0 ? "(no stack)" : shown.join(" < ");
}

function describe({ count, bytes, frames }: UnexpectedAllocationError["places"][number]): string {
  return `${String(count)} x, ${String(bytes)} bytes: ${place(frames)}`;
}

function after<T>(result: T, judge: () => void, undo: () => void): T {
  const finish = (): void => {
    undo();
    judge();
  };
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function")
    return (result as unknown as Promise<unknown>).then(
      (value) => {
        finish();
        return value;
      },
      (error: unknown) => {
        undo();
        throw error;
      },
    ) as T;
  finish();
  return result;
}

/**
 * Runs `work` and throws when the module allocated meanwhile: for hot paths that must reuse their buffers. Temporary
 * allocations count. Stacks are taken for every event meanwhile, so each place shown is the true one.
 * Gives back what `work` gives; a promise is awaited first.
 *
 * @throws {@link UnexpectedAllocationError}
 */
export function expectNoAllocations<T>(instances: readonly InstrumentedInstance[], work: () => T): T {
  const before = instances.map(({ recorder }) => ({ mode: recorder.stacks.mode, stacks: acquiredByStack(recorder) }));
  for (const { recorder } of instances) recorder.stacks.mode = "exact";
  const undo = (): void => {
    for (const [index, { recorder }] of instances.entries()) recorder.stacks.mode = before[index]?.mode ?? "cached";
  };
  const judge = (): void => {
    const places = instances.flatMap((instance, index) => {
      const now = acquiredByStack(instance.recorder);
      return now.flatMap((totals, stack) => {
        const count = totals.count - (before[index]?.stacks[stack]?.count ?? 0);
        const bytes = totals.bytes - (before[index]?.stacks[stack]?.bytes ?? 0);
        return count === 0 ? [] : [{ count, bytes, frames: symbolize(instance.recorder.stacks.text(stack), instance) }];
      });
    });
    if (places.length > 0) throw new UnexpectedAllocationError(places.sort((a, b) => b.bytes - a.bytes));
  };
  return guarded(work, judge, undo);
}

function guarded<T>(work: () => T, judge: () => void, undo: () => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    undo();
    throw error;
  }
  return after(result, judge, undo);
}

function acquiredByStack(recorder: InstrumentedInstance["recorder"]): { count: number; bytes: number }[] {
  return Array.from({ length: recorder.stacks.size }, (_, stack) => {
    const { acquired, acquiredBytes } = recorder.ledger.stackTotals(stack);
    return { count: acquired, bytes: acquiredBytes };
  });
}

/**
 * Runs `work` and throws when the instance's heap grew or peaked above the limits. Gives back what `work` gives; a
 * promise is awaited first.
 *
 * @throws {@link HeapLimitError}
 */
export function expectLimits<T>(instance: InstrumentedInstance, limits: HeapLimits, work: () => T): T {
  const { statistics } = instance.recorder.ledger;
  const before = snapshot(instance);
  const mark = statistics.markPeak();
  const judge = (): void => {
    const change = diff(before, snapshot(instance));
    const actual: Record<keyof HeapLimits, number> = {
      peakBytes: mark.peak - before.liveBytes,
      growthBytes: change.bytes,
      growthBlocks: change.blocks,
      memoryBytes: change.memoryBytes,
    };
    const places = change.growth.filter((growth) => growth.bytes > 0).slice(0, 3);
    for (const limit of Object.keys(LIMIT_WORDS) as (keyof HeapLimits)[]) {
      const allowed = limits[limit];
      if (allowed !== undefined && actual[limit] > allowed)
        throw new HeapLimitError(
          limit,
          allowed,
          actual[limit],
          places.map(({ bytes, frames }) => `${String(bytes)} bytes: ${place(frames)}`),
        );
    }
  };
  return guarded(work, judge, () => {
    mark.end();
  });
}
