import type { Report } from "../report/model.ts";
import { encodePprof } from "../report/pprof.ts";
import { stackOf } from "./profiles.ts";
import type { HeapReport } from "./tables.ts";

/** A gzipped heap profile for pprof, with what is live and what was ever allocated, as Go's heap profiles have it. */
export function heapPprof(heaps: readonly HeapReport[], about: Pick<Report, "date" | "duration">): Uint8Array {
  const stacks = heaps.flatMap(({ rows }) =>
    rows.map((row) => ({
      ...stackOf(row),
      count: row.live,
      bytes: row.liveBytes,
      allocated: { count: row.acquired, bytes: row.acquiredBytes },
    })),
  );
  return encodePprof(stacks, about);
}
