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

/** Records what `manage` and `hold` register from now on; it is on from the beginning unless WASM_LEAKS says otherwise. */
export function start(level: "sample" | "full" = "full"): void {
  session().tracker.level = level;
}

/** Records nothing new until {@link start}; everything is still released as before, and old records stay. */
export function stop(): void {
  session().tracker.level = "off";
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
