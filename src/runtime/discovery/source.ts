import type { ReportSource } from "../report/build.ts";
import type { Candidate } from "../report/model.ts";
import { surroundings } from "../report/surroundings.ts";
import { duration, plural } from "../report/text.ts";
import { parseStack } from "../tracker/frames.ts";
import { creationOf } from "./creation.ts";
import type { HeldObjects } from "./held.ts";
import type { RunningDiscovery } from "./index.ts";
import type { DiscoveredFinding } from "./ownership.ts";

/** What discovery found, as candidates for the report. */
export class DiscoverySource implements ReportSource {
  readonly #discovery: RunningDiscovery;
  readonly #surroundings = surroundings();

  constructor(discovery: RunningDiscovery) {
    this.#discovery = discovery;
  }

  mark(): number {
    return this.#discovery.tracker.checkpoint();
  }

  *candidates(since: number): Generator<Candidate> {
    for (const [at, finding] of this.#discovery.findings(since).entries()) {
      if (finding.verdict === "leak" || finding.verdict === "library") yield* this.#candidates(finding, at);
    }
    yield* this.#failures(since);
  }

  totals(): ReturnType<ReportSource["totals"]> {
    const { totals, records } = this.#discovery.tracker;
    return { ...totals, live: records.live, liveBytes: records.liveBytes };
  }

  notes(): readonly string[] {
    const notes = [...this.#discovery.notices];
    if (this.#discovery.tracker.stacks.full) notes.push("too many different stacks: the latest objects have no place");
    for (const held of this.#discovery.held()) if (held.later.length > 0) notes.push(this.#describe(held));
    for (const finding of this.#discovery.findings()) {
      if (finding.verdict === "pending") {
        notes.push(
          `${finding.class}: ${finding.count} wait for deleteLater; nothing ran it. Call setDelayFunction or flushPendingDeletes.`,
        );
      }
      if (finding.verdict === "leak" && finding.unsampled > 0) {
        notes.push(
          `${finding.class}: the stacks of ${finding.unsampled} were not taken; they are counted with the largest finding of the class. WASM_LEAKS_STACKS=full takes all.`,
        );
      }
    }
    return notes;
  }

  #describe({ kind, count, classes, atStart, later }: HeldObjects): string {
    const of = classes.slice(0, 3).map(([name, number]) => `${number} ${name}`);
    if (classes.length > of.length) of.push(`${classes.length - of.length} other classes`);
    const owner = kind === "emval" ? "Embind's val" : "wasm-bindgen";
    const now = this.#discovery.tracker.time();
    const places = later.slice(0, 3).map(({ count: number, since, near }) => {
      const made = creationOf(near, this.#discovery.context.glueFiles).site;
      const site = made && this.#surroundings.map(made);
      const place = site === undefined ? "" : `, first seen after ${this.#surroundings.show(site.file)}:${site.line}`;
      return `${number} for ${duration(Math.max(1, now - since))}${place}`;
    });
    if (later.length > places.length) places.push(`the others since ${later.length - places.length} more places`);
    const objects = plural(count, "JS object");
    return `${owner} holds ${objects}${of.length === 0 ? "" : ` (${of.join(", ")})`}: ${atStart} from its start, ${places.join("; ")}`;
  }

  timeline(): ReturnType<RunningDiscovery["tracker"]["timeline"]> {
    return this.#discovery.tracker.timeline();
  }

  pointers(): Generator<number> {
    return this.#discovery.tracker.records.pointers();
  }

  /** Deleters that threw: the objects are counted above, this says why nothing was freed. */
  *#failures(since: number): Generator<Candidate> {
    const { tracker } = this.#discovery;
    for (const misuse of tracker.misuses()) {
      if (misuse.kind !== "failed" || misuse.epoch < since) continue;
      const { name, how, releases, package: from } = tracker.classOf(misuse.classId);
      yield {
        kind: "failed",
        className: name,
        how,
        releases,
        package: from,
        count: misuse.count,
        bytes: 0,
        stack: this.#withoutGlue(tracker.stacks.text(misuse.stack)),
        age: { oldest: tracker.time() - misuse.first, newest: tracker.time() - misuse.last },
        detail: misuse.message,
      };
    }
  }

  /** What is still open and what the GC took are two findings of the report; other classes of the call follow. */
  *#candidates(finding: DiscoveredFinding, at: number): Generator<Candidate> {
    const open = finding.count - finding.collected;
    const shared = {
      how: finding.how,
      releases: finding.releases,
      bytes: 0,
      stack: this.#withoutGlue(finding.stack),
      age: finding.age,
      bucket: finding.verdict === "leak" ? ("application" as const) : ("library" as const),
      package: finding.package,
      certainty: finding.confidence,
      ...(finding.callee === "" ? {} : { via: finding.callee }),
    };
    const fates = [
      ["never-freed", open, finding.finalizer && this.#discovery.context.settling ? "yes" : "unknown"],
      ["freed-by-gc", finding.collected, "no"],
    ] as const;
    for (const [kind, count, reachable] of fates) {
      if (count <= 0) continue;
      // Parts go with the larger fate: they are of one call.
      const main = kind === "never-freed" ? open >= finding.collected : finding.collected > open;
      const group = `discovery ${at} ${kind}`;
      yield { ...shared, kind, className: finding.class, count, reachable, group };
      if (!main || finding.parts.size < 2) continue;
      for (const [className, parts] of finding.parts)
        if (className !== finding.class) yield { ...shared, kind, className, count: parts, reachable, group };
    }
  }

  /** Glue among the application's own files is no place to look at: nothing of it stays below the application's line. */
  #withoutGlue(stack: string): string {
    const { glueFiles } = this.#discovery.context;
    const { site } = creationOf(stack, glueFiles);
    const lines = stack.split("\n");
    const places = lines.map((line) => parseStack(line)[0]);
    const at = places.findIndex(
      (frame) =>
        site !== undefined && frame?.file === site.file && frame.line === site.line && frame.name === site.name,
    );
    if (at < 0) return stack;
    return lines.filter((_, index) => index >= at || !glueFiles.has(places[index]?.file ?? "")).join("\n");
  }
}
