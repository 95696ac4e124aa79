import { loadMyClass } from "../../../native/cpp/my-class/load.js";
import { createTrackedRuntime } from "../../../src/runtime/tracked.ts";
import { Tracker } from "../../../src/runtime/tracker/tracker.ts";
import { buildReport, type ReportOptions } from "../../../src/runtime/report/build.ts";
import { TrackerSource } from "../../../src/runtime/report/candidates.ts";
import type { Candidate, Report } from "../../../src/runtime/report/model.ts";
import { surroundings } from "../../../src/runtime/report/surroundings.ts";

/** A program that makes one of most mistakes, run for real, and the report on it. */
export function sampleReport(options: Partial<ReportOptions> = {}, more: readonly Candidate[] = []): Report {
  let now = 0;
  const tracker = new Tracker({ now: () => now });
  const runtime = createTrackedRuntime(tracker);
  const source = new TrackerSource(tracker, runtime);
  const exports = loadMyClass();
  const { manage, release, hold, drop } = runtime;

  class Image {
    readonly kind = "image";
    constructor(width: number, height: number) {
      const pointer = exports._Image__constructor(width, height);
      manage(pointer, this, exports._Image__destructor, { bytes: width * height * 4 });
    }
  }
  const cache = new Map<string, Image>();
  const load = (name: string): void => void cache.set(name, new Image(64, 64));
  for (let i = 0; i < 40; i++) {
    now += 25;
    load(`picture-${i % 8} <"&'>`);
    if (i % 4 === 0) release(new Image(16, 16));
  }
  const registration = manage(exports._MyClass__constructor(1), {}, exports._MyClass__destructor, { name: "MyClass" });
  registration.release();
  registration.release();
  hold({ callback: true });
  drop(hold("once"));
  now += 500;
  return buildReport([...source.candidates(0), ...more], source.totals(), source.timeline(), {
    reason: "report",
    level: tracker.level,
    duration: now,
    surroundings: surroundings(),
    ...options,
  });
}

/** Candidates as discovery hands them over. */
export const discovered: readonly Candidate[] = [
  {
    kind: "never-freed",
    className: "World",
    how: "registry",
    releases: ["free"],
    count: 2,
    bytes: 0,
    stack: [
      "    at __wrap (file:///app/node_modules/@dimforge/rapier2d/rapier.js:1:20)",
      "    at new World (file:///app/node_modules/@dimforge/rapier2d/rapier.js:9:1)",
      "    at simulate (file:///app/src/main.js:12:17)",
    ].join("\n"),
    age: { oldest: 90, newest: 10 },
    via: "new World",
    group: "discovery 0",
  },
  {
    kind: "never-freed",
    className: "IslandManager",
    how: "registry",
    releases: ["free"],
    count: 2,
    bytes: 0,
    stack: "",
    age: { oldest: 90, newest: 10 },
    group: "discovery 0",
  },
  {
    kind: "freed-by-gc",
    className: "SyncState",
    how: "registry",
    releases: ["free"],
    count: 5,
    bytes: 0,
    stack:
      "    at generate (/app/node_modules/@automerge/automerge/index.js:5:1)\n    at async main (/app/src/main.js:3:1)",
    age: { oldest: 90, newest: 10 },
  },
  {
    kind: "never-freed",
    className: "Canvas",
    how: "embind",
    releases: ["delete"],
    count: 1,
    bytes: 0,
    stack: "    at draw (/app/src/draw.js:3:1)",
    age: { oldest: 5, newest: 5 },
    certainty: "possible",
  },
];
