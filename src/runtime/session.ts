import { collectGarbage } from "./collector.ts";
import type { RunningDiscovery } from "./discovery/index.ts";
import { nodeProcess } from "./node.ts";
import { pin, pinned } from "./pin.ts";
import { buildReport, type ReportSource } from "./report/build.ts";
import { TrackerSource } from "./report/candidates.ts";
import type { Baseline, IgnoreRule } from "./report/filters.ts";
import type { Report } from "./report/model.ts";
import { surroundings } from "./report/surroundings.ts";
import { addTotals } from "./report/totals.ts";
import { createTrackedRuntime, type TrackedRuntime } from "./tracked.ts";
import { Tracker, type Level } from "./tracker/tracker.ts";

/** What can be set before the first object is made, by `WASM_LEAKS` in the environment (JSON) or by the CLI. */
export interface SessionOptions {
  readonly level?: Level;
  /** Stacks taken of the first so many objects of each class; "all" of every one. */
  readonly stacks?: number | "all";
  readonly allowGc?: boolean;
  readonly ignore?: readonly IgnoreRule[];
  readonly baseline?: Baseline;
}

export interface CheckOptions {
  /** What {@link Session.checkpoint} returned: only what was made since is judged. */
  readonly since?: Checkpoint;
  readonly ignore?: readonly IgnoreRule[];
  readonly baseline?: Baseline;
  /** What the garbage collector released by itself is shown, and is no leak. */
  readonly allowGc?: boolean;
}

/** A moment between two objects; opaque. */
export interface Checkpoint {
  readonly marks: ReadonlyMap<ReportSource, number>;
}

/** One program's tracker, what feeds it, and the way to a report. */
export interface Session {
  readonly tracker: Tracker;
  readonly runtime: TrackedRuntime;
  readonly options: SessionOptions;
  /** Addresses of everything that is live: what JavaScript is known to hold. */
  pointers(): number[];
  /** The hooks for wrappers nobody registered, while they are up. */
  discovery: RunningDiscovery | undefined;
  /** Adds somebody who sees objects; returns what takes it out again. */
  addSource(source: ReportSource): () => void;
  checkpoint(): Checkpoint;
  /** What is known now; collects nothing. */
  report(options?: CheckOptions & { readonly reason?: Report["reason"] }): Report;
  /** Collects garbage, lets finalizers run, looks for deleters that retain, then reports. */
  checkLeaks(options?: CheckOptions): Promise<Report>;
}

const key: unique symbol = Symbol.for("wasm-leaks.session") as never;
/** This copy's, where a frozen global object takes nothing. */
let own: Session | undefined;

/** The session of this program, made when first asked for: all copies of this package share it. */
export function session(): Session {
  const host = globalThis as { [key]?: Session };
  own = host[key] ?? own ?? start(host);
  return own;
}

/** The session if there is one: asking must not begin to track. */
export function runningSession(): Session | undefined {
  return (globalThis as { [key]?: Session })[key];
}

function start(host: object): Session {
  const options = readOptions();
  const earlier = pinned();
  const tracker = new Tracker({
    level: options.level ?? "full",
    fullStacks: options.stacks === "all" ? Infinity : (options.stacks ?? 1000),
  });
  const runtime = createTrackedRuntime(tracker);
  const managed = new TrackerSource(tracker, runtime);
  const sources = new Set<ReportSource>([managed]);
  const notes = earlier
    ? [
        "wasm-leaks/runtime was loaded before the tracker: what it registered until then is not tracked. " +
          "Load the tracker first: node --import wasm-leaks/register, or the condition `development`.",
      ]
    : [];

  const pointers = (): number[] => [...sources].flatMap((source) => [...(source.pointers?.() ?? [])]);

  const report: Session["report"] = (asked = {}) => {
    const all = [...sources];
    const duration = tracker.time();
    const ignore = [...(options.ignore ?? []), ...(asked.ignore ?? [])];
    // Before the notes: what they ask of heaps takes time, which is no age of anything.
    const candidates = all.flatMap((source) => [...source.candidates(asked.since?.marks.get(source) ?? 0)]);
    return buildReport(candidates, all.map((source) => source.totals()).reduce(addTotals), merged(all), {
      reason: asked.reason ?? "report",
      level: tracker.level,
      duration,
      surroundings: surroundings(),
      ignore,
      baseline: asked.baseline ?? options.baseline,
      allowGc: asked.allowGc ?? options.allowGc ?? false,
      notes: [...notes, ...all.flatMap((source) => source.notes())],
      heaps: all.flatMap((source) => source.heaps?.(pointers()) ?? []),
    });
  };

  const made: Session = {
    tracker,
    runtime,
    options,
    pointers,
    discovery: undefined,
    addSource: (source) => {
      sources.add(source);
      return () => void sources.delete(source);
    },
    checkpoint: () => ({ marks: new Map([...sources].map((source) => [source, source.mark()])) }),
    report,
    checkLeaks: async (asked = {}) => {
      const collected = await collectGarbage();
      if (collected) await runtime.findRetained();
      managed.reachable = collected ? "yes" : "unknown";
      try {
        return report({ ...asked, reason: "check" });
      } finally {
        managed.reachable = "unknown";
      }
    },
  };
  Reflect.defineProperty(host, key, { value: made, configurable: true });
  pin(runtime);
  return made;
}

/** The timeline of the source that saw most: points of different sources are not of the same moments. */
function merged(sources: readonly ReportSource[]): Report["timeline"] {
  return sources
    .map((source) => source.timeline?.() ?? [])
    .reduce((best, one) => (peak(one) > peak(best) ? one : best), []);
}

function peak(timeline: Report["timeline"]): number {
  return timeline.reduce((most, { live }) => Math.max(most, live), 0);
}

function readOptions(): SessionOptions {
  const text = nodeProcess?.env["WASM_LEAKS"];
  if (text === undefined || text === "") return {};
  try {
    return JSON.parse(text) as SessionOptions;
  } catch {
    console.error(`wasm-leaks: the environment variable WASM_LEAKS is not JSON, and is ignored: ${text}`);
    return {};
  }
}
