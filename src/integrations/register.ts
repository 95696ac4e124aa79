/**
 * `node --import wasm-leaks/register app.js`: hooks first, report and exit code last. No top-level await, so that eval
 * workers can load it by `require`.
 */
import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isMainThread } from "node:worker_threads";
import { attachDiscovery } from "../runtime/discovery/attach.ts";
import { watchExit } from "../runtime/exit/watch-exit.ts";
import { claimExit, textOptions } from "../runtime/report/exit.ts";
import type { Report } from "../runtime/report/model.ts";
import { plural, renderText } from "../runtime/report/text.ts";
import { writeWhole } from "../runtime/report/write.ts";
import { session } from "../runtime/session.ts";
import { leaveReport, watchForks } from "./register/forks.ts";
import { mapWhatLoadersCompile } from "./register/loader-maps.ts";
import { mergeReports } from "./register/merge.ts";
import { isFirst } from "./register/preload.ts";
import { Progress } from "./register/progress.ts";
import { readSettings } from "./register/settings.ts";
import { watchSources } from "./register/source-hooks.ts";
import { sourceAt } from "./register/source-at.ts";
import { reporter, watchWorkers } from "./register/workers.ts";

const say = (text: string): void => {
  writeWhole(2, `wasm-leaks: ${text}\n`);
};

if (claimExit()) register();

function register(): void {
  const settings = readSettings(process.env, say);
  const tell = settings.quiet ? (): void => undefined : say;
  const { options, checkLeaks, report } = session();
  if (options.level === "off") return;
  const all = settings.stacks === "full" || options.stacks === "all";
  const discovery = attachDiscovery({
    tracker: {
      ...(options.level === undefined ? {} : { level: options.level }),
      ...(settings.stacks === "off" ? { fullStacks: 0, sampleEvery: Infinity } : {}),
      ...(all ? { fullStacks: Infinity } : typeof options.stacks === "number" ? { fullStacks: options.stacks } : {}),
    },
    about: { sourceAt },
    first: !isMainThread || isFirst(process.execArgv, process.env["NODE_OPTIONS"]),
    onNotice: tell,
  });
  const { tracker } = discovery;
  mapWhatLoadersCompile(process);
  watchSources([process.cwd(), dirname(resolve(process.argv[1] ?? "."))], settings.transform);

  const own = session().tracker;
  const position = (): number =>
    [tracker, own]
      .map(({ totals }) => totals.created + totals.released + totals.collected + totals.failed)
      .reduce((a, b) => a + b);
  let settled: { readonly report: Report; readonly position: number } | undefined;
  const known = (): Report =>
    settled?.position === position() ? settled.report : report({ reason: settled ? "report" : "exit" });

  const workers = isMainThread ? watchWorkers() : undefined;
  const send = isMainThread ? undefined : reporter(known);
  const forks = watchForks(settings.collect);

  const progress = new Progress({ say: tell, open: () => tracker.records.live + own.records.live });

  function wholeReport(): Report {
    const threads = workers?.collect() ?? { reports: [], silent: 0 };
    const merged = mergeReports(known(), [...threads.reports, ...forks.collect()]);
    if (threads.silent === 0) return merged;
    const note = `${plural(threads.silent, "worker")} had no time to report before the end: what they made is missing here. Let them end by themselves.`;
    return { ...merged, notes: [...merged.notes, note] };
  }

  watchExit(
    {
      position,
      settle(done) {
        discovery.context.settling = true;
        void progress
          .during(checkLeaks)
          .then((checked) => {
            settled = { report: checked, position: position() };
          })
          .catch(broken)
          .finally(() => {
            discovery.context.settling = false;
            done();
          });
      },
      verdict() {
        try {
          return lastWord();
        } catch (error) {
          return broken(error);
        }
      },
    },
    isMainThread,
  );

  function lastWord(): number | undefined {
    progress.beforeSynchronous();
    const whole = wholeReport();
    if (send !== undefined) {
      send(whole);
      return undefined;
    }
    if (settings.collect !== undefined && leaveReport(settings.collect, whole)) return undefined;
    if (settings.output !== undefined) writeOutput(settings.output, whole);
    if (!settings.quiet && whole.findings.length > 0) writeWhole(2, `\n${renderText(whole, textOptions(process))}\n`);
    return whole.verdict === "leaks" && settings.exitCode !== 0 ? settings.exitCode : undefined;
  }
}

/** A mistake of ours must not change how the program ends. */
function broken(error: unknown): undefined {
  say(`the report could not be made: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

function writeOutput(file: string, report: Report): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    say(`the report could not be written to ${file}: ${(error as Error).message}. Check WASM_LEAKS_OUTPUT.`);
  }
}
