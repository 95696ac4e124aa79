import { expectLimits, expectNoAllocations, type HeapLimits } from "./assertions.ts";
import { install, type Installation, type InstrumentOptions } from "./install.ts";
import type { InstrumentedInstance } from "./instance.ts";
import { heap as bare, type Heap, type HeapCheckOptions } from "./heap.ts";
import type { HeapCheck } from "./scan/result.ts";
import { diff, snapshot, type HeapSnapshot, type LedgerDiff } from "./snapshot.ts";
import { runningSession, session } from "../session.ts";
import { heapSource } from "./source.ts";
import { symbolize } from "./symbols/frames.ts";
import { heapReport, type HeapReport } from "./tables.ts";
import type { HeapDiff } from "./walk/diff.ts";
import type { WalkOptions } from "./walk/index.ts";
import { ledgerWalk } from "./walk/ledger.ts";
import type { HeapWalk } from "./walk/types.ts";
import type { MemoryLike } from "./walk/words.ts";

let installation: Installation | undefined;
/** Gives the heaps to the program's report. */
const source = heapSource(instances);

/**
 * Hooks the allocator of every module that is compiled from now on, so that each allocation is known with its size and
 * stack. Call it before the glue code loads; calling it again replaces the options for modules compiled later.
 */
export function instrument(options: InstrumentOptions = {}): Installation {
  const before = installation;
  before?.uninstall();
  const own = install(options);
  const earlier = before?.instances ?? [];
  const earlierNotices = before?.notices ?? [];
  const result: Installation = {
    get instances() {
      return [...earlier, ...own.instances];
    },
    get notices() {
      return [...earlierNotices, ...own.notices];
    },
    uninstall() {
      own.uninstall();
      if (installation === result) installation = undefined;
    },
  };
  installation = result;
  session().addSource(source);
  return result;
}

/** A running instance: one of `heap.instances`, its `exports`, or its memory. */
export type HeapTarget = InstrumentedInstance | Readonly<Record<string, unknown>> | MemoryLike;

function instances(): readonly InstrumentedInstance[] {
  return installation?.instances ?? [];
}

/** The instance that a target means; without a target the only one that ever allocated. */
function resolve(target?: HeapTarget): InstrumentedInstance {
  const all = instances();
  if (target !== undefined) {
    const found = all.find((one) => one === target || one.exports === target || one.memory === target);
    if (found !== undefined) return found;
    throw new TypeError("This module is not instrumented: call instrument() before its glue code loads");
  }
  const used = all.filter((one) => one.recorder.ledger.events > 0);
  const [only] = used.length > 0 ? used : all;
  if (only === undefined)
    throw new TypeError("No module is instrumented: call instrument() before the glue code loads");
  if (used.length > 1)
    throw new TypeError(`${String(used.length)} modules are instrumented: say which, with one of heap.instances()`);
  return only;
}

function memoryOf(target: HeapTarget | undefined): MemoryLike {
  const known = instances().find((one) => one === target || one.exports === target || one.memory === target);
  if (known !== undefined) return known.memory;
  return target === undefined ? resolve().memory : (target as MemoryLike);
}

/** Who acquired the block at an address: names from the inside out. */
function siteOf(instance: InstrumentedInstance, address: number): string | undefined {
  const { blocks } = instance.recorder.ledger;
  const slot = blocks.find(address);
  if (slot === -1) return undefined;
  const frames = symbolize(instance.recorder.stacks.text(blocks.stack(slot)), instance);
  return frames.length === 0 ? undefined : frames.map((frame) => frame.name || frame.file).join(" < ");
}

/** What can be asked of heaps. A target may be left out when one instrumented module allocates. */
export interface HeapControls extends Omit<Heap, "walk" | "check" | "checkInWorker" | "diff"> {
  /** Instances that were instrumented, oldest first. */
  instances(): readonly InstrumentedInstance[];
  /** Reads the live blocks out of linear memory. Works for memories of modules that are not instrumented too. */
  walk(target?: HeapTarget, options?: WalkOptions): HeapWalk;
  /**
   * Looks for lost blocks, named by who acquired them when the module is instrumented. What `manage` or discovery tracks
   * as live is held by JavaScript without being named. Call it only while no code of the module runs.
   */
  check(target?: HeapTarget, options?: HeapCheckOptions): HeapCheck;
  /** The same on a copy in a worker, for large heaps. */
  checkInWorker(target?: HeapTarget, options?: HeapCheckOptions): Promise<HeapCheck>;
  /** Totals, timeline, findings and every place that allocates. */
  report(target?: HeapTarget): HeapReport;
  /** The live blocks now with their stacks, for {@link HeapControls.diff}. */
  snapshot(target?: HeapTarget): HeapSnapshot;
  /** What grew between two snapshots, by place, or between two walks, by size. */
  diff(before: HeapSnapshot, after: HeapSnapshot): LedgerDiff;
  diff(before: HeapWalk, after: HeapWalk): HeapDiff;
  /** Runs `work` and throws `UnexpectedAllocationError` when any instrumented module allocates meanwhile. */
  expectNoAllocations<T>(work: () => T): T;
  /** Runs `work` and throws `HeapLimitError` when the heap peaks or grows above the limits. */
  expectLimits<T>(limits: HeapLimits, work: () => T, target?: HeapTarget): T;
}

function compare(before: HeapSnapshot, after: HeapSnapshot): LedgerDiff;
function compare(before: HeapWalk, after: HeapWalk): HeapDiff;
function compare(before: HeapSnapshot | HeapWalk, after: HeapSnapshot | HeapWalk): LedgerDiff | HeapDiff {
  if ("instance" in before && "instance" in after) return diff(before, after);
  return bare.diff(before as HeapWalk, after as HeapWalk);
}

/** Blocks the hooks counted, for allocators whose heap cannot be read from memory. */
function countedBlocks(memory: MemoryLike): WalkOptions {
  const one = instances().find((candidate) => candidate.memory === memory);
  if (one === undefined || bare.walk(memory).allocators.length > 0) return {};
  return { known: [ledgerWalk(one.recorder.ledger.live())] };
}

/** What JavaScript holds: what the caller says, and every live object that the trackers know. */
function heldBy(given: Iterable<unknown> = []): HeapCheckOptions {
  return { held: [...given, ...(runningSession()?.pointers() ?? [])] };
}

/** What the hooks know of an instance and a scan of its memory needs. */
function knownTo(memory: MemoryLike): HeapCheckOptions {
  const one = instances().find((candidate) => candidate.memory === memory);
  if (one === undefined) return {};
  one.recorder.flush();
  const pointer = one.stackPointer();
  return {
    module: one.module,
    ...(pointer === undefined ? {} : { stackPointer: pointer }),
    globals: [...one.globals().values()],
    siteOf: (address) => siteOf(one, address),
    requested: (address) => one.recorder.requested(address),
    ...countedBlocks(memory),
  };
}

/** Heaps, of instrumented modules and of others. */
export const heap: HeapControls = {
  ...bare,
  instances,
  walk(target, options) {
    const memory = memoryOf(target);
    return bare.walk(memory, { ...countedBlocks(memory), ...options });
  },
  check(target, options) {
    const memory = memoryOf(target);
    return bare.check(memory, { ...knownTo(memory), ...options, ...heldBy(options?.held) });
  },
  checkInWorker(target, options) {
    const memory = memoryOf(target);
    return bare.checkInWorker(memory, { ...knownTo(memory), ...options, ...heldBy(options?.held) });
  },
  report: (target) => heapReport(resolve(target)),
  snapshot: (target) => snapshot(resolve(target)),
  diff: compare,
  expectNoAllocations: (work) => expectNoAllocations(instances(), work),
  expectLimits: (limits, work, target) => expectLimits(resolve(target), limits, work),
};
