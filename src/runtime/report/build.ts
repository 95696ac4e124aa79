import type { HeapReport } from "../heap/tables.ts";
import type { Moment } from "../tracker/timeline.ts";
import type { Level } from "../tracker/tracker.ts";
import { advise } from "./advice.ts";
import { ignoredBy, type Baseline, type IgnoreRule } from "./filters.ts";
import { LEAKS, type Candidate, type Finding, type Report, type Surroundings, type Totals } from "./model.ts";
import { readableCall } from "./calls.ts";
import { signatureOf } from "./signature.ts";
import { Sites, type Site } from "./sites.ts";

/** Who saw something: the tracker of `manage`, discovery, the native heap. */
export interface ReportSource {
  /** @param since - what {@link ReportSource.mark} returned; 0 for everything */
  candidates(since: number): Iterable<Candidate>;
  totals(): Totals;
  /** What the reader must know about what this source could not see. */
  notes(): readonly string[];
  /** From now on; 0 is the start. */
  mark(): number;
  timeline?(): readonly Moment[];
  /** What JavaScript holds in modules' memory: addresses of live objects. */
  pointers?(): Iterable<number>;
  /** @param held - what {@link ReportSource.pointers} of all sources gave */
  heaps?(held: readonly number[]): readonly HeapReport[];
}

export interface ReportOptions {
  readonly reason: Report["reason"];
  readonly level: Level;
  readonly duration: number;
  readonly surroundings: Surroundings;
  readonly ignore?: readonly IgnoreRule[];
  readonly baseline?: Baseline | undefined;
  /** What the garbage collector released by itself is shown, and does not fail the check. */
  readonly allowGc?: boolean;
  readonly notes?: readonly string[];
  readonly heaps?: readonly HeapReport[];
}

interface Group {
  candidates: Candidate[];
  site: Site;
}

/** Maps, groups, filters and words what the sources saw. Pure: asks nothing but its arguments. */
export function buildReport(
  candidates: Iterable<Candidate>,
  totals: Totals,
  timeline: readonly Moment[],
  options: ReportOptions,
): Report {
  const sites = new Sites(options.surroundings);
  const groups = new Map<string, Group>();
  for (const candidate of candidates) {
    const site = sites.of(candidate.stack, candidate.className);
    const key = candidate.group ?? groupKey(candidate, site);
    const group = groups.get(key);
    if (group) group.candidates.push(candidate);
    else groups.set(key, { candidates: [candidate], site });
  }

  const shown: Record<"application" | "library", Finding[]> = { application: [], library: [] };
  const ignored: Report["ignored"][number][] = [];
  let known = 0;
  for (const group of groups.values()) {
    const bucket = (group.candidates[0] as Candidate).bucket ?? group.site.bucket;
    const finding = toFinding(group, bucket, sites, options);
    const rule = ignoredBy(finding, options.ignore ?? []);
    if (rule) {
      const { signature, className, count, site } = finding;
      ignored.push({ signature, className, count, site: site ? `${site.file}:${site.line}` : "", reason: rule.reason });
    } else if (!finding.new) known += finding.count;
    else shown[bucket].push(finding);
  }
  const findings = shown.application.sort(worstFirst);
  return {
    schema: "wasm-leaks/report/1",
    tool: { name: "wasm-leaks", version: options.surroundings.version },
    date: new Date().toISOString(),
    reason: options.reason,
    platform: options.surroundings.platform,
    level: options.level,
    duration: options.duration,
    verdict: findings.some((finding) => finding.leak) ? "leaks" : "clean",
    totals,
    findings,
    library: shown.library.sort(worstFirst),
    ignored,
    known,
    timeline,
    notes: [...new Set(options.notes ?? [])],
    ...(options.heaps === undefined || options.heaps.length === 0 ? {} : { heaps: options.heaps }),
  };
}

function groupKey(candidate: Candidate, site: Site): string {
  const place = site.site ? `${site.site.file}:${site.site.line}:${site.site.column}` : "";
  return [candidate.kind, candidate.className, candidate.how, candidate.via, place, candidate.at].join("\n");
}

function toFinding(group: Group, bucket: "application" | "library", sites: Sites, options: ReportOptions): Finding {
  const { candidates, site } = group;
  const root = candidates[0] as Candidate;
  const same = candidates.filter(({ className, kind }) => className === root.className && kind === root.kind);
  const sum = (of: readonly Candidate[], field: "count" | "bytes"): number =>
    of.reduce((all, one) => all + one[field], 0);
  const whole: Candidate = { ...root, count: sum(same, "count"), bytes: sum(candidates, "bytes") };
  const others: Record<string, number> = {};
  for (const { className, count } of candidates) {
    if (className !== root.className) others[className] = (others[className] ?? 0) + count;
  }
  const signature = signatureOf(root.className, site.site);
  const isNew = !Object.hasOwn(options.baseline?.findings ?? {}, signature);
  const counts = LEAKS.has(root.kind) && !(options.allowGc === true && root.kind === "freed-by-gc");
  return {
    signature,
    kind: root.kind,
    leak: counts && bucket === "application" && root.certainty !== "possible" && isNew,
    certainty: root.certainty ?? "certain",
    className: root.className,
    how: root.how,
    count: whole.count,
    bytes: whole.bytes,
    age: {
      oldest: Math.max(...same.map(({ age }) => age.oldest)),
      newest: Math.min(...same.map(({ age }) => age.newest)),
    },
    reachable: same.every(({ reachable }) => reachable === root.reachable) ? (root.reachable ?? "unknown") : "unknown",
    site: site.site,
    stack: site.stack,
    at: root.at === undefined ? null : sites.of(root.at, "").site,
    package: root.package ?? site.package,
    via: (root.via === undefined ? undefined : readableCall(root.via, site.site?.text)) ?? null,
    detail: root.detail ?? null,
    others,
    ...advise(whole, site.written),
    new: isNew,
  };
}

const ORDER: readonly Finding["kind"][] = [
  "failed",
  "double-release",
  "use-after-release",
  "duplicate",
  "retained",
  "never-freed",
  "held-forever",
  "freed-by-gc",
];

function worstFirst(a: Finding, b: Finding): number {
  return (
    Number(b.leak) - Number(a.leak) ||
    b.bytes - a.bytes ||
    ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
    b.count - a.count ||
    (a.signature < b.signature ? -1 : 1)
  );
}
