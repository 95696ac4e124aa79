import type { Weighed } from "../report/flame.ts";
import type { Report } from "../report/model.ts";
import { encodeSpeedscope } from "../report/speedscope.ts";
import type { NativeFrame } from "./symbols/frames.ts";
import { topRows, type HeapReport, type HeapRow, type HeapView } from "./tables.ts";

/** What a stack weighs in each view; no bytes where blocks are what counts. */
const WEIGHTS: Readonly<Record<HeapView, (row: HeapRow) => { count: number; bytes: number }>> = {
  leaked: (row) => ({ count: row.live, bytes: row.liveBytes }),
  peak: (row) => ({ count: row.live, bytes: row.peakBytes }),
  temporary: (row) => ({ count: row.temporary, bytes: 0 }),
  hot: (row) => ({ count: row.acquired, bytes: 0 }),
};

/** The views with their titles. */
export const VIEWS: readonly (readonly [HeapView, string])[] = [
  ["leaked", "live"],
  ["peak", "at the peak"],
  ["temporary", "temporary blocks"],
  ["hot", "allocations"],
];

const location = ({ name, file, line, column }: NativeFrame): Weighed["frames"][number] => ({
  name,
  file,
  line,
  column,
});

/** A row as a stack, outermost frame first. */
export const stackOf = ({ frames }: Pick<HeapRow, "frames">): Pick<Weighed, "frames" | "className"> => {
  const [innermost, ...outer] = frames;
  return { frames: outer.map(location).reverse(), className: innermost?.name ?? "(no stack)" };
};

/** The rows of a heap report as the flame graph, speedscope and pprof encoders of `report/` take stacks. */
export function weighedStacks(report: HeapReport, view: HeapView): Weighed[] {
  return topRows(report, view, Infinity).map((row) => ({ ...stackOf(row), ...WEIGHTS[view](row) }));
}

/** A file for speedscope.app: four profiles of each heap. */
export function heapSpeedscope(heaps: readonly HeapReport[], about: Pick<Report, "date" | "tool">): string {
  const profiles = heaps.flatMap((heap) =>
    VIEWS.map(([view, title]) => ({ name: `${heap.name}: ${title}`, stacks: weighedStacks(heap, view) })),
  );
  return encodeSpeedscope(profiles, about);
}
