import type { ReportSource } from "../report/build.ts";
import type { Surroundings } from "../report/model.ts";
import { surroundings } from "../report/surroundings.ts";
import type { InstrumentedInstance } from "./instance.ts";
import type { NativeFrame } from "./symbols/frames.ts";
import type { HeapReport } from "./tables.ts";
import { wholeHeapReport } from "./whole-report.ts";

/** The heaps of instrumented modules, for the report of the program. */
export function heapSource(instances: () => readonly InstrumentedInstance[]): ReportSource {
  return {
    candidates: () => [],
    totals: () => ({ created: 0, released: 0, collected: 0, failed: 0, live: 0, liveBytes: 0 }),
    notes: () => [],
    mark: () => 0,
    heaps(held) {
      const used = instances().filter((instance) => instance.recorder.ledger.events > 0);
      if (used.length === 0) return [];
      const mapped = frameMapper(surroundings());
      return used.map((instance) => mappedReport(wholeHeapReport(instance, held), mapped));
    },
  };
}

type FrameMapper = (frames: readonly NativeFrame[]) => NativeFrame[];

/** Turns JavaScript frames into those of the source they were compiled from, with paths as the report shows them. */
function frameMapper({ map, show }: Surroundings): FrameMapper {
  const known = new Map<string, NativeFrame>();
  const one = (frame: NativeFrame): NativeFrame => {
    if (frame.file === "") return frame;
    const key = `${frame.name}\n${frame.file}:${String(frame.line)}:${String(frame.column)}`;
    let mapped = known.get(key);
    if (mapped === undefined) {
      const { name, file, line, column } = frame;
      const source = frame.kind === "js" ? map({ name, file, line, column, async: false }) : frame;
      mapped = { ...frame, name: source.name, file: show(source.file), line: source.line, column: source.column };
      known.set(key, mapped);
    }
    return { ...mapped, function: frame.function, offset: frame.offset };
  };
  return (frames) => frames.map(one);
}

function mappedReport(report: HeapReport, mapped: FrameMapper): HeapReport {
  const withFrames = <T extends { readonly frames: readonly NativeFrame[] }>(row: T): T => ({
    ...row,
    frames: mapped(row.frames),
  });
  return {
    ...report,
    rows: report.rows.map(withFrames),
    findings: report.findings.map((finding) => ({
      ...finding,
      stack: mapped(finding.stack),
      acquired: mapped(finding.acquired),
      released: mapped(finding.released),
    })),
    ...(report.lost === undefined ? {} : { lost: report.lost.map(withFrames) }),
  };
}
