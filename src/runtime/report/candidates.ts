import type { TrackedRuntime } from "../tracked.ts";
import type { OpenSum } from "../tracker/records.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { ReportSource } from "./build.ts";
import type { Candidate, FindingKind, Reachable } from "./model.ts";

/** Rows of one class, place and fate, before they become a candidate. */
interface Sum {
  count: number;
  bytes: number;
  oldest: number;
  newest: number;
}

interface OpenRow {
  readonly kind: FindingKind;
  readonly group: number;
  readonly sum: OpenSum;
}

/** What the tracker saw through `manage` and `hold`, as candidates for the report. */
export class TrackerSource implements ReportSource {
  readonly #tracker: Tracker;
  readonly #runtime: Pick<TrackedRuntime, "retained">;
  /** Set by whoever has forced a collection and let finalizers run: what is open now is reachable. */
  reachable: Reachable = "unknown";

  constructor(tracker: Tracker, runtime: Pick<TrackedRuntime, "retained">) {
    this.#tracker = tracker;
    this.#runtime = runtime;
  }

  mark(): number {
    return this.#tracker.checkpoint();
  }

  *candidates(since: number): Generator<Candidate> {
    const now = this.#tracker.time();
    for (const { kind, group, sum } of this.#openRows(since)) {
      const candidate = this.#candidate(kind, sum.classId, sum.stack, sum, now);
      yield group === 0 ? candidate : { ...candidate, group: `${kind} tracker ${group}` };
    }
    for (const misuse of this.#tracker.misuses()) {
      if (misuse.epoch < since) continue;
      const sum = { count: misuse.count, bytes: misuse.bytes, oldest: misuse.first, newest: misuse.last };
      const candidate = this.#candidate(misuse.kind, misuse.classId, misuse.stack, sum, now);
      const at = misuse.at === 0 ? {} : { at: this.#tracker.stacks.text(misuse.at) };
      yield { ...candidate, ...at, ...(misuse.message === "" ? {} : { detail: misuse.message }) };
    }
  }

  totals(): ReturnType<ReportSource["totals"]> {
    const { totals, records } = this.#tracker;
    return { ...totals, live: records.live, liveBytes: records.liveBytes };
  }

  notes(): readonly string[] {
    const tracker = this.#tracker;
    const notes: string[] = [];
    if (tracker.level === "off") notes.push("tracking was off: nothing was watched");
    if (tracker.stacks.full) notes.push("too many different stacks: the latest objects have no place");
    for (const [info, { created, stacks }] of tracker.classes()) {
      if (stacks < created) {
        notes.push(
          `${info.name}: ${created} made, the stacks of ${stacks} taken; objects without a place are counted apart`,
        );
      }
    }
    return notes;
  }

  timeline(): ReturnType<Tracker["timeline"]> {
    return this.#tracker.timeline();
  }

  pointers(): Generator<number> {
    return this.#tracker.records.pointers();
  }

  /** What is open, by fate: a group of `manage` is one finding, and what only its deleter keeps another. */
  *#openRows(since: number): Generator<OpenRow> {
    const { records } = this.#tracker;
    const { retained } = this.#runtime;
    const label = (slot: number): number =>
      records.group(slot) * 2 + (retained.size > 0 && retained.has(records.handle(slot)) ? 1 : 0);
    for (const sum of records.sums(since, label)) {
      const info = this.#tracker.classOf(sum.classId);
      if (info.singleton === true || info.releases.length === 0) continue;
      const isRetained = sum.label % 2 === 1;
      const kind: FindingKind = info.how === "hold" ? "held-forever" : isRetained ? "retained" : "never-freed";
      yield { kind, group: Math.floor(sum.label / 2), sum };
    }
  }

  #candidate(kind: FindingKind, classId: number, stack: number, sum: Sum, now: number): Candidate {
    const { name, how, releases, package: from } = this.#tracker.classOf(classId);
    return {
      kind,
      className: name,
      how,
      releases,
      count: sum.count,
      bytes: sum.bytes,
      stack: this.#tracker.stacks.text(stack),
      age: { oldest: now - sum.oldest, newest: now - sum.newest },
      reachable: kind === "never-freed" ? this.reachable : kind === "held-forever" ? "yes" : "no",
      ...(from === undefined ? {} : { package: from }),
    };
  }
}
