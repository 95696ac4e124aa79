import type { InstrumentedInstance } from "./instance.ts";
import type { LedgerTotals } from "./ledger/ledger.ts";
import type { StackTotals } from "./ledger/stack-statistics.ts";
import type { TimelinePoint } from "./ledger/timeline.ts";
import type { HeapFinding } from "./findings.ts";
import { symbolize, type NativeFrame, type SourceLookup } from "./symbols/frames.ts";

/** One place that allocates, with its totals. */
export interface HeapRow extends StackTotals {
  readonly stack: number;
  /** Innermost first. */
  readonly frames: readonly NativeFrame[];
}

/** What is known of one instance's heap, as heaptrack and massif show it. */
export interface HeapReport {
  readonly name: string;
  readonly allocator: { readonly kind: string; readonly found: string | undefined; readonly coverage: string };
  readonly totals: LedgerTotals;
  readonly timeline: readonly TimelinePoint[];
  /** Every place that allocated. */
  readonly rows: readonly HeapRow[];
  readonly findings: readonly HeapFinding[];
  readonly shadowStack: { readonly size: number | undefined; readonly deepest: number };
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
export function heapReport(instance: InstrumentedInstance, lookup?: SourceLookup): HeapReport {
  const { recorder, allocator } = instance;
  const rows: HeapRow[] = [];
  for (let stack = 0; stack < recorder.stacks.size; stack++) {
    const totals = recorder.ledger.stackTotals(stack);
    if (totals.acquired === 0) continue;
    rows.push({ stack, frames: symbolize(recorder.stacks.text(stack), instance, lookup), ...totals });
  }
  const { bounds, deepest } = instance.stackUse();
  return {
    name: instance.name,
    allocator: { kind: allocator.kind, found: allocator.found, coverage: allocator.coverage },
    totals: recorder.ledger.totals(),
    timeline: [...recorder.ledger.timeline, recorder.ledger.point(true)],
    rows,
    findings: recorder.findings,
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
