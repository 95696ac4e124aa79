export { HeapLimitError, UnexpectedAllocationError, type HeapLimits } from "./assertions.ts";
export { heap, instrument, type HeapControls, type HeapTarget } from "./controls.ts";
export type { HeapFinding, HeapFindingKind } from "./findings.ts";
export type { Installation, InstrumentOptions } from "./install.ts";
export type { InstrumentedInstance } from "./instance.ts";
export type { HeapSnapshot, LedgerDiff, LedgerGrowth } from "./snapshot.ts";
export type { NativeFrame } from "./symbols/frames.ts";
export { flameStacks, topRows, type HeapReport, type HeapRow, type HeapView } from "./tables.ts";
export type { Heap, HeapCheckOptions } from "./heap.ts";
