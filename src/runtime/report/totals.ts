import type { Totals } from "./model.ts";

/** The totals of two sources, or of two processes, taken together. */
export function addTotals(a: Totals, b: Totals): Totals {
  return {
    created: a.created + b.created,
    released: a.released + b.released,
    collected: a.collected + b.collected,
    failed: a.failed + b.failed,
    live: a.live + b.live,
    liveBytes: a.liveBytes + b.liveBytes,
  };
}
