import type { HeapFinding } from "./findings.ts";
import type { InstrumentedInstance } from "./instance.ts";
import type { LedgerTotals } from "./ledger/ledger.ts";
import type { StackTotals } from "./ledger/stack-statistics.ts";
import type { TimelinePoint } from "./ledger/timeline.ts";
import type { Leak } from "./scan/result.ts";
import { symbolize, type NativeFrame } from "./symbols/frames.ts";

/** One place that allocates, with its totals. */
export interface HeapRow extends StackTotals {
  readonly stack: number;
  /** Innermost first. */
  readonly frames: readonly NativeFrame[];
}

/** A {@link HeapFinding} whose stacks are frames, innermost first; empty where none was taken. */
export interface ReportedHeapFinding extends Omit<HeapFinding, "stack" | "acquired" | "released"> {
  readonly stack: readonly NativeFrame[];
  readonly acquired: readonly NativeFrame[];
  readonly released: readonly NativeFrame[];
}

/** Blocks that nothing in the module's memory points to, and that were acquired at one place. */
export interface LostRow {
  readonly verdict: Leak["verdict"];
  /** Losses; `blocks` and `bytes` count what was lost with them too. */
  readonly losses: number;
  readonly blocks: number;
  readonly bytes: number;
  /** Innermost first; empty when no hook saw the block. */
  readonly frames: readonly NativeFrame[];
}

/** Linear memory as a walk saw it, in bytes. */
export interface MemoryUse {
  readonly linearBytes: number;
  readonly liveBytes: number;
  readonly freeBytes: number;
  /** Share of the free bytes outside the largest free block, 0 to 1. */
  readonly fragmentation: number;
  readonly confirmed: boolean;
}

/** What is known of one instance's heap, as heaptrack and massif show it. Plain data: it survives JSON. */
export interface HeapReport {
  readonly name: string;
  readonly allocator: { readonly kind: string; readonly found: string | undefined; readonly coverage: string };
  readonly totals: LedgerTotals;
  readonly timeline: readonly TimelinePoint[];
  /** Every place that allocated. */
  readonly rows: readonly HeapRow[];
  readonly findings: readonly ReportedHeapFinding[];
  /** Checks that were asked for and could not be made, with the reason. */
  readonly notices: readonly string[];
  readonly shadowStack: { readonly size?: number | undefined; readonly deepest: number };
  /** In the report of a whole program, where the heap can be walked. */
  readonly memory?: MemoryUse;
  /** In the report of a whole program: what only JavaScript can still hold, the largest first. */
  readonly lost?: readonly LostRow[];
}

/** Ways to sort the rows: what is still held, what made the peak, what was thrown away at once, what allocates most often. */
export type HeapView = "leaked" | "peak" | "temporary" | "hot";

const WEIGHT: Readonly<Record<HeapView, (row: HeapRow) => number>> = {
  leaked: (row) => row.liveBytes,
  peak: (row) => row.peakBytes,
  temporary: (row) => row.temporary,
  hot: (row) => row.acquired,
};

/** Gathers the report of one instance. Costs grow with the number of stacks, not of events. */
export function heapReport(instance: InstrumentedInstance): HeapReport {
  const { recorder, allocator } = instance;
  const framesOf = (stack: string | undefined): NativeFrame[] =>
    stack === undefined ? [] : symbolize(stack, instance);
  const rows: HeapRow[] = [];
  for (let stack = 0; stack < recorder.stacks.size; stack++) {
    const totals = recorder.ledger.stackTotals(stack);
    if (totals.acquired === 0) continue;
    rows.push({ stack, frames: framesOf(recorder.stacks.text(stack)), ...totals });
  }
  const { bounds, deepest } = instance.stackUse();
  return {
    name: instance.name,
    allocator: { kind: allocator.kind, found: allocator.found, coverage: allocator.coverage },
    totals: recorder.ledger.totals(),
    timeline: [...recorder.ledger.timeline, recorder.ledger.point(true)],
    rows,
    findings: recorder.findings.map((finding) => ({
      ...finding,
      stack: framesOf(finding.stack),
      acquired: framesOf(finding.acquired),
      released: framesOf(finding.released),
    })),
    notices: recorder.notices,
    shadowStack: { size: bounds === undefined ? undefined : bounds.high - bounds.low, deepest },
  };
}

/** The rows that count for a view, heaviest first. */
export function topRows(report: HeapReport, view: HeapView, count = 20): HeapRow[] {
  const weight = WEIGHT[view];
  return report.rows
    .filter((row) => weight(row) > 0)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, count);
}

/** Weighted stacks for a flame graph: frames outermost first. */
export function flameStacks(report: HeapReport, view: HeapView): { frames: readonly NativeFrame[]; weight: number }[] {
  return topRows(report, view, Infinity).map((row) => ({ frames: row.frames.toReversed(), weight: WEIGHT[view](row) }));
}
