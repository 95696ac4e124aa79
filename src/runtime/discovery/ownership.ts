import type { Frame } from "../tracker/frames.ts";
import { OF_PACKAGE } from "../report/model.ts";
import { State } from "../tracker/records.ts";
import type { Origin } from "../tracker/tracker.ts";
import { facts } from "./circumstances.ts";
import type { Circumstances } from "./circumstances.ts";
import { callOf, isConstruction, isConstructor, isLater, lendingPaths, remembered } from "./creation.ts";
import type { Creation } from "./creation.ts";
import { className, isAccessor, methodOf, writtenName } from "./names.ts";
import { Birth } from "./recorder.ts";
import type { RecordGroup } from "./recorder.ts";
import type { HandleType } from "./types.ts";

/**
 * What a group of records turned out to be. Only `leak` counts for the exit code.
 * `library`: made by a package on its own account; `pending`: `deleteLater` was called and nothing ran it yet;
 * `gc-managed`: no release method exists; `borrowed`: belongs to another object; `foreign`: no wasm behind it;
 * `singleton`: the catalog says one per process is meant to stay.
 */
export type Verdict = "leak" | "library" | "pending" | "gc-managed" | "borrowed" | "foreign" | "singleton";

/** One finding: what one line of the application forgot by one call. */
export interface DiscoveredFinding {
  readonly verdict: Verdict;
  /** Class as the application knows it. */
  readonly class: string;
  /** Handles the application forgot: calls, when one call makes several. */
  readonly count: number;
  /** How many of them the GC found, and the package's finalizer freed. */
  readonly collected: number;
  /** Part of `count` whose stacks were not taken: same class, place unknown. */
  readonly unsampled: number;
  /** The application's line; undefined when no stack shows one. */
  readonly site: Frame | undefined;
  /** What the application called there: `new World`, `Paint.copy`. */
  readonly callee: string;
  readonly stack: string;
  readonly releases: readonly string[];
  readonly package: string | undefined;
  /** `certain`: constructed, cloned, registered or acquired; `possible`: returned by a method that may lend. */
  readonly confidence: "certain" | "possible";
  readonly how: Origin;
  /** The package frees it when it is collected. */
  readonly finalizer: boolean;
  /** Milliseconds since the oldest and the newest were made. */
  readonly age: { readonly oldest: number; readonly newest: number };
  /** Records behind each counted handle, by class, when one call made several. */
  readonly parts: ReadonlyMap<string, number>;
}

/** All five rules over all groups: findings, worst first. */
export function judge(groups: readonly RecordGroup[], about: Circumstances): DiscoveredFinding[] {
  const lending = lendingPaths(about.lendingStacks, about.glueFiles);
  const calls = new Map<string, Member[]>();
  const unsampled = new Map<string, RecordGroup[]>();
  for (const group of groups) {
    if (group.stack === "") {
      const key = String(group.type.id);
      unsampled.set(key, [...(unsampled.get(key) ?? []), group]);
      continue;
    }
    const creation = remembered(group.stack, group.type, about);
    const verdict = verdictOf(group, creation, lending, about);
    // Rule 5: one application line, one callee, one finding.
    const key = `${verdict}|${callOf(creation, group.type)}`;
    calls.set(key, [...(calls.get(key) ?? []), { group, creation, verdict }]);
  }
  demoteParts(calls, about);
  const findings = [...calls.values()].map((members) => merge(members, about));
  for (const rest of unsampled.values()) addUnsampled(findings, rest, about);
  const rank: Record<Verdict, number> = {
    "leak": 0,
    "pending": 1,
    "library": 2,
    "borrowed": 3,
    "gc-managed": 4,
    "singleton": 5,
    "foreign": 6,
  };
  return findings.sort((a, b) => rank[a.verdict] - rank[b.verdict] || b.count - a.count);
}

interface Member {
  readonly group: RecordGroup;
  readonly creation: Creation;
  verdict: Verdict;
}

/**
 * Rule 5, the other half: when the application released another object of the same call, and none of this class, the
 * rest are parts that the package keeps for itself.
 */
function demoteParts(calls: ReadonlyMap<string, Member[]>, about: Circumstances): void {
  const parts = [...calls.values()].flat().filter(({ verdict, creation, group }) => {
    return verdict === "leak" && creation.callee !== undefined && !isConstructor(creation.callee.name, group.type.name);
  });
  if (parts.length === 0) return;
  const released = new Map<string, Set<HandleType>>();
  for (const [stack, type] of about.releasedStacks) {
    // Scratch memory comes and goes inside any call.
    if (type.how === "export") continue;
    const call = callOf(remembered(stack, type, about), type);
    released.set(call, (released.get(call) ?? new Set()).add(type));
  }
  for (const member of parts) {
    const types = released.get(callOf(member.creation, member.group.type));
    if (types !== undefined && !types.has(member.group.type)) member.verdict = "library";
  }
}

function verdictOf(
  group: RecordGroup,
  creation: Creation,
  lending: ReadonlySet<string>,
  about: Circumstances,
): Verdict {
  const { type } = group;
  const known = facts(about, type.package);
  // Rule 1: what has no release method is the GC's.
  if (type.releases.length === 0) return "gc-managed";
  if (!hasWasm(group, about)) return "foreign";
  if (group.birth !== Birth.cloned && !isConstruction(group.stack, type.name)) {
    if (lending.has(creation.path)) return "borrowed";
    const [class_, method] = methodOf(creation.callee);
    if (known?.lends(class_, method) === true) return "borrowed";
    // In a class somebody wrote by hand a property lends; generated glue makes a copy at every access.
    if ((type.how === "transform" || type.how === "module") && isAccessor(creation.callee)) return "borrowed";
  }
  if (known?.isSingleton(type.name) === true) return "singleton";
  if (group.state === State.pending) return "pending";
  if (creation.site === undefined) return "library";
  // A raw pointer that a package asked for is the package's own affair.
  const scratch = type.how === "export" && creation.package !== undefined;
  if (scratch && facts(about, creation.package)?.handsOut(methodOf(creation.callee)[1]) !== true) return "library";
  return ownedFor(group, creation, about) === "no" ? "borrowed" : "leak";
}

/** A registry alone proves no wasm: packages finalize files and sockets too. */
function hasWasm(group: RecordGroup, about: Circumstances): boolean {
  const { type } = group;
  if (type.how !== "registry") return true;
  return type.package === undefined
    ? group.pointers.some((pointer) => pointer !== 0)
    : about.wasmPackages.has(type.package);
}

function merge(members: readonly Member[], about: Circumstances): DiscoveredFinding {
  const parts = new Map<string, number>();
  const live = new Map<number, number>();
  let collected = 0;
  for (const { group, creation } of members) {
    const name = className(group, about, creation);
    parts.set(name, (parts.get(name) ?? 0) + group.count);
    live.set(group.type.id, (live.get(group.type.id) ?? 0) + group.count);
    if (group.state === State.collected) collected += group.count;
  }
  const total = [...live.values()].reduce((sum, count) => sum + count, 0);
  const count = Math.min(...live.values());
  const owner = members.reduce((last, member) => (isLater(member.creation, last.creation) ? member : last));
  const { creation, group, verdict } = owner;
  const written = writtenName(creation, about, group);
  return {
    verdict,
    class: written ?? className(group, about, creation),
    count,
    collected: Math.round((collected * count) / total),
    unsampled: 0,
    site: creation.site,
    callee: creation.callee?.name ?? "",
    stack: group.stack,
    releases: releasesOf(owner, written !== undefined, about),
    package: creation.package ?? group.type.package,
    how: group.type.how,
    finalizer: group.birth === Birth.registered,
    age: ages(
      members.map((member) => member.group),
      about,
    ),
    confidence: members.some((member) => ownedFor(member.group, member.creation, about) === "certain")
      ? "certain"
      : "possible",
    parts,
  };
}

/**
 * How the application releases what it got. An address goes back to the function of the package that takes it; an object of
 * the package around ours has a method of the same name in all packages that are known, and no `Symbol.dispose` for certain.
 */
function releasesOf({ group, creation }: Member, isWrapped: boolean, about: Circumstances): readonly string[] {
  const { how, releases } = group.type;
  if (how === "export") {
    const known = facts(about, creation.package)?.releasesOf(methodOf(creation.callee)[1]) ?? [];
    return known.length > 0 ? known : releases;
  }
  const isOfRegistry = how === "registry" || how === "bindgen";
  const inner = creation.below[0];
  const isElsewhere = isOfRegistry && inner?.file !== creation.callee?.file;
  if (!isWrapped && !isElsewhere) return releases;
  const methods = releases.filter((name) => name !== "[Symbol.dispose]");
  // `Automerge.from` gives a document, and `Automerge.free(document)` takes it back.
  const [class_] = methodOf(creation.callee);
  const isFunction = !isWrapped && /^(?:Module|Object|module\.exports|exports)?$/.test(class_);
  return isFunction && !/^new /.test(creation.callee?.name ?? "") ? [...methods, OF_PACKAGE] : methods;
}

function ages(groups: readonly RecordGroup[], about: Circumstances): DiscoveredFinding["age"] {
  return {
    oldest: about.now - Math.min(...groups.map((group) => group.oldest)),
    newest: about.now - Math.max(...groups.map((group) => group.newest)),
  };
}

/** Names that often lend. They never decide, they only take certainty away. */
const MAY_LEND = /^(?:get|find|at|parent|child|first|last|next|prev|current|root|self|as)(?![a-z])/i;

/**
 * A raw handle that a method returned may be lent without any sign of it. It is certainly owned when the catalog says so,
 * when the application has released another one that came the same way, or when a heap block starts at its address.
 */
function ownedFor(group: RecordGroup, creation: Creation, about: Circumstances): "certain" | "possible" | "no" {
  if (group.birth !== Birth.returned || group.type.how !== "embind") return "certain";
  if (isConstruction(group.stack, group.type.name)) return "certain";
  const method = methodOf(creation.callee);
  if (facts(about, group.type.package)?.owns(method[0], method[1], group.type.name) === true) return "certain";
  for (const [stack, type] of about.releasedStacks)
    if (type === group.type && remembered(stack, type, about).path === creation.path) return "certain";
  const blocks = group.pointers.map((pointer) => about.isBlock?.(pointer));
  if (blocks.length > 0 && blocks.every((isBlock) => isBlock === false)) return "no";
  return blocks.every((isBlock) => isBlock === true) && !MAY_LEND.test(method[1]) ? "certain" : "possible";
}

/** Handles whose stack was not taken go with the largest finding of their class, or stand alone without a place. */
function addUnsampled(findings: DiscoveredFinding[], rest: readonly RecordGroup[], about: Circumstances): void {
  const first = rest[0];
  if (first === undefined) return;
  const name = className(first, about);
  const count = rest.reduce((sum, group) => sum + group.count, 0);
  const collected = rest.reduce((sum, group) => sum + (group.state === State.collected ? group.count : 0), 0);
  const alike = findings.filter((finding) => finding.parts.has(name));
  const host = alike.reduce<DiscoveredFinding | undefined>(
    (best, finding) => (best === undefined || finding.count > best.count ? finding : best),
    undefined,
  );
  if (host !== undefined) {
    findings[findings.indexOf(host)] = {
      ...host,
      count: host.count + count,
      collected: host.collected + collected,
      unsampled: host.unsampled + count,
    };
    return;
  }
  const { type } = first;
  findings.push({
    verdict: type.releases.length === 0 ? "gc-managed" : hasWasm(first, about) ? "leak" : "foreign",
    class: name,
    count,
    collected,
    unsampled: count,
    site: undefined,
    callee: "",
    stack: "",
    releases: type.releases,
    package: type.package,
    how: type.how,
    finalizer: first.birth === Birth.registered,
    age: ages(rest, about),
    confidence: "possible",
    parts: new Map([[name, count]]),
  });
}
