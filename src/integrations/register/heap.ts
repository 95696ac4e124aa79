/**
 * Loaded before the program by `wasm-leaks run --heap`: records every allocation inside modules, and writes what the
 * heaps held at the end. Settings are JSON in `WASM_LEAKS_HEAP`.
 */
import { writeFileSync } from "node:fs";
import { heap, instrument } from "../../runtime/heap/controls.ts";
import { weighedStacks } from "../../runtime/heap/profiles.ts";
import { renderHeapText } from "../../runtime/heap/text.ts";
import { heapReport } from "../../runtime/heap/tables.ts";
import { encodePprof } from "../../runtime/report/pprof.ts";
import { encodeSpeedscope } from "../../runtime/report/speedscope.ts";
import { writeWhole } from "../../runtime/report/write.ts";
import { version } from "../../runtime/version.ts";

interface HeapSettings {
  readonly functions?: boolean;
  readonly checks?: boolean;
  /** File for a profile: `.json` for speedscope, `.pb.gz` for pprof. */
  readonly output?: string;
}

const settings = JSON.parse(process.env["WASM_LEAKS_HEAP"] ?? "{}") as HeapSettings;
const checks = settings.checks === true ? { writePastEnd: true, writeAfterRelease: true, releaseStacks: true } : {};
const started = performance.now();

instrument({ functions: settings.functions === true, checks, onNotice: () => undefined });

process.on("exit", () => {
  const used = heap.instances().filter((instance) => instance.recorder.ledger.events > 0);
  for (const { recorder } of used) {
    recorder.checkLive();
    recorder.flush();
  }
  const reports = used.map((instance) => heapReport(instance));
  if (reports.length === 0) writeWhole(2, "wasm-leaks: no module with a known allocator ran\n");
  for (const report of reports) writeWhole(2, renderHeapText(report));
  if (settings.output === undefined) return;
  const stacks = reports.flatMap((report) => weighedStacks(report, "leaked"));
  const about = { date: new Date().toISOString(), tool: { name: "wasm-leaks", version } } as const;
  const duration = performance.now() - started;
  const pprof = /\.(?:pb|pprof)(?:\.gz)?$/.test(settings.output);
  writeFileSync(
    settings.output,
    pprof ? encodePprof(stacks, { ...about, duration }) : encodeSpeedscope(stacks, "live", about),
  );
});
