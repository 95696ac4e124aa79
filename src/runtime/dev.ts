import { attachDiscovery, detachDiscovery } from "./discovery/attach.ts";
import { watchConsole } from "./report/console.ts";
import { session, type CheckOptions, type Checkpoint } from "./session.ts";
import type { Report } from "./report/model.ts";

export * from "./development.ts";
export type { CheckOptions, Checkpoint } from "./session.ts";
export type { Finding, FindingKind, Location, Report, Totals } from "./report/model.ts";
export type { Baseline, IgnoreRule } from "./report/filters.ts";
export { renderHtml } from "./report/html.ts";
export { renderText } from "./report/text.ts";
export * from "./heap/public.ts";
export type { HeapCheck, Leak } from "./heap/scan/result.ts";
export type { Suppression } from "./heap/scan/suppress.ts";
export type { Verdict } from "./heap/scan/types.ts";
export type { HeapDiff, SizeChange } from "./heap/walk/diff.ts";
export type { LiveBlock } from "./heap/walk/live-block.ts";
export type { AllocatorWalk, BlockTable, HeapWalk } from "./heap/walk/types.ts";

const say = (text: string): void => {
  // In Node stderr, as everything else we say; in a page the console is all there is.
  console.warn(`wasm-leaks: ${text}`);
};

/**
 * Records what `manage` and `hold` register from now on, and puts up the hooks that see the handles of modules. Loading this
 * file has started it, unless WASM_LEAKS says otherwise. What was instantiated before is seen only in part.
 */
export function start(level: "sample" | "full" = "full"): void {
  const { tracker } = session();
  tracker.level = level;
  const discovery = attachDiscovery({ tracker: { level }, onNotice: say });
  discovery.tracker.level = level;
  watchConsole(discovery.tracker);
}

/**
 * Takes the hooks out and records nothing new until {@link start}. Everything is still released as before, and what is known
 * stays in the reports. Returns what could not be put back: what others replaced or froze since.
 */
export function stop(): string[] {
  session().tracker.level = "off";
  return detachDiscovery();
}

/** A moment to judge from: `checkLeaks({ since: checkpoint() })` looks only at what was made after it. */
export function checkpoint(): Checkpoint {
  return session().checkpoint();
}

/**
 * Collects garbage, lets finalizers run and reports what was not released. In Node it can force the collection; in a
 * browser only with `--js-flags=--expose-gc`, else it reports without.
 */
export function checkLeaks(options?: CheckOptions): Promise<Report> {
  return session().checkLeaks(options);
}

/** What is known now, without collecting anything. */
export function report(options?: CheckOptions): Report {
  return session().report(options);
}

const { options } = session();
if (options.level !== "off") start(options.level ?? "full");
