import { nodeProcess } from "../node.ts";
import { session } from "../session.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Finding } from "./model.ts";
import { renderText } from "./text.ts";

/** Long enough for a burst of finalizers to become one warning. */
const QUIET = 1000;

const warned = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * In a browser, warns on the console of what went wrong since the last warning: once for every place. What is still
 * in use is no warning there, a page does not end.
 */
export function watchConsole(tracker: Tracker): void {
  if (nodeProcess) return;
  tracker.onMisuse = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      warn();
    }, QUIET);
  };
}

function warn(): void {
  const report = session().report();
  const fresh = report.findings.filter(
    (finding) => finding.kind !== "never-freed" && finding.kind !== "held-forever" && !warned.has(keyOf(finding)),
  );
  for (const finding of fresh) warned.add(keyOf(finding));
  if (fresh.length > 0) {
    console.warn(renderText({ ...report, findings: fresh, library: [], ignored: [], known: 0, notes: [] }));
  }
}

function keyOf(finding: Finding): string {
  return `${finding.kind} ${finding.signature}`;
}
