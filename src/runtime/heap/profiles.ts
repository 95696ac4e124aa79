import type { Weighed } from "../report/flame.ts";
import type { NativeFrame } from "./symbols/frames.ts";
import { topRows, type HeapReport, type HeapRow, type HeapView } from "./tables.ts";

const WEIGHTS: Readonly<Record<HeapView, (row: HeapRow) => { count: number; bytes: number }>> = {
  leaked: (row) => ({ count: row.live, bytes: row.liveBytes }),
  peak: (row) => ({ count: row.live, bytes: row.peakBytes }),
  temporary: (row) => ({ count: row.temporary, bytes: row.acquiredBytes }),
  hot: (row) => ({ count: row.acquired, bytes: row.acquiredBytes }),
};

const location = ({ name, file, line, column }: NativeFrame): Weighed["frames"][number] => ({
  name,
  file,
  line,
  column,
});

/** The rows of a heap report as the flame graph, speedscope and pprof encoders of `report/` take stacks. */
export function weighedStacks(report: HeapReport, view: HeapView): Weighed[] {
  return topRows(report, view, Infinity).map((row) => {
    const [innermost, ...outer] = row.frames;
    return {
      frames: outer.map(location).reverse(),
      className: innermost?.name ?? "(no stack)",
      ...WEIGHTS[view](row),
    };
  });
}
