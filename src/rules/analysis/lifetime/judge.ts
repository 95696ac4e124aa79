import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { isInside } from "../syntax.ts";
import { isAssertedEmpty, isExpectedToThrow } from "./asserted.ts";
import { joinChains } from "./chains.ts";
import { isCleanedUp } from "./cleaned-up.ts";
import type { Leak, LeakFinding } from "./findings.ts";
import { goesWithInstance } from "./own-instance.ts";
import type { Resource } from "./resources.ts";
import type { FileAnalysis } from "./run.ts";
import { isInTest } from "./throwers.ts";
import type { Certainty } from "./vocabulary.ts";

/** Turns what the paths left unreleased into at most one finding per acquisition. */
export function judgeLeaks(file: FileAnalysis, withImplicit: "explicit" | "try" | "all"): LeakFinding[] {
  const bySite = new Map<TSESTree.Node, Resource[]>();
  for (const resource of file.resources.all()) {
    if (resource.acquisition === undefined || resource.leaks.length === 0) continue;
    if (isExpectedToThrow(resource.site) || isAssertedEmpty(file.source, resource.site)) continue;
    if (resource.acquisition.kind === "handle" && isCleanedUp(file.source)) continue;
    bySite.set(resource.site, [...(bySite.get(resource.site) ?? []), resource]);
  }
  const findings: LeakFinding[] = [];
  for (const [site, resources] of bySite) {
    if (resources.some(goesWithOwner)) continue;
    const candidates = resources.flatMap((resource) =>
      resource.leaks
        .filter((leak) => counts(leak, withImplicit) && !isBuiltIn(resource) && !isMended(file, resource, leak))
        .filter((leak) => !goesWithInstance(file, resource, leak))
        .map((leak) => ({ resource, leak, certainty: certaintyOf(file, resource, leak) })),
    );
    candidates.sort((a, b) => rank(a.certainty, a.leak) - rank(b.certainty, b.leak));
    const [best] = candidates;
    if (best?.resource.acquisition === undefined) continue;
    const family = resources.flatMap((resource) => [
      resource,
      ...(resource.older === undefined ? [] : [resource.older]),
    ]);
    findings.push({
      kind: "leak",
      site,
      acquisition: best.resource.acquisition,
      leak: best.leak,
      never: !family.some(({ handled }) => handled),
      certainty: best.certainty,
      holder: best.resource.holder,
      chain: [],
      also: [],
    });
  }
  return joinChains(withoutRepeats(findings, bySite));
}

/** What it needs ends it as well: at the end of this function, or some day, where nothing here looks after it either. */
function goesWithOwner({ endedWithOwner, handled, older }: Resource): boolean {
  if (endedWithOwner === "elsewhere") return !handled && older?.handled !== true;
  return endedWithOwner === "here";
}

/** One variable that several branches fill and one exit forgets is one bug; two objects that it forgets at once are two. */
function withoutRepeats(
  findings: readonly LeakFinding[],
  bySite: ReadonlyMap<TSESTree.Node, readonly Resource[]>,
): LeakFinding[] {
  const kept: LeakFinding[] = [];
  const byExit = new Map<string, number>();
  for (const finding of findings) {
    const { holder, leak, acquisition, certainty, site } = finding;
    const key = `${holder}:${leak.exit}:${leak.node.range.join()}:${acquisition.release}:${certainty}`;
    const at = byExit.get(key);
    const first = at === undefined ? undefined : kept[at];
    const leaks = bySite.get(site)?.flatMap((resource) => resource.leaks) ?? [];
    const isOther =
      first === undefined ||
      leaks.some(({ together }) => together.has(first.site) && !areAlternatives(first.site, site));
    if (at !== undefined && first !== undefined && !isOther) {
      kept[at] = { ...first, also: [...first.also, site] };
      continue;
    }
    if (first === undefined && holder !== undefined && (leak.exit === "throw" || leak.exit === "return"))
      byExit.set(key, kept.length);
    kept.push(finding);
  }
  return kept;
}

/** Branches of one `if` or `switch`: they leave together only where a loop went through both. */
export function areAlternatives(a: TSESTree.Node, b: TSESTree.Node): boolean {
  let child = a;
  for (let at = a.parent; at; child = at, at = at.parent) {
    if (!isInside(b, at)) continue;
    if (at.type === "SwitchStatement") return child !== at.discriminant && !isInside(b, at.discriminant);
    if (at.type !== "IfStatement" && at.type !== "ConditionalExpression") return false;
    return child !== at.test && !isInside(b, at.test);
  }
  return false;
}

/** Something native was made of it and nothing here ever frees it: it goes with what was made, but for a slot of the table. */
function isBuiltIn({ built, handled, older, acquisition }: Resource): boolean {
  return built && !handled && older?.handled !== true && acquisition?.family !== "removeFunction";
}

/** A finalizer looks after what only an exception forgets, in a test, or where a name alone makes it a guess. */
function isMended(file: FileAnalysis, { acquisition, handled, older }: Resource, leak: Leak): boolean {
  const { exit, node, swallowed } = leak;
  if (acquisition?.finalizer !== "late" || !(handled || older?.handled === true)) return false;
  // A `throw` of the function's own is an exit like any other.
  if (exit !== "implicit" && (exit !== "throw" || (!swallowed && node.type === "ThrowStatement"))) return false;
  if (isInTest(file, node)) return true;
  return node.type === "CallExpression" && file.vocabulary.works(node) && !file.vocabulary.throws(node);
}

function counts(leak: Leak, withImplicit: "explicit" | "try" | "all"): boolean {
  if (withImplicit === "all") return true;
  if (leak.exit === "implicit") return false;
  return withImplicit === "try" || !leak.swallowed;
}

function certaintyOf({ source }: FileAnalysis, resource: Resource, leak: Leak): Certainty {
  const { acquisition } = resource;
  if (!leak.sure || acquisition?.certainty !== "certain" || resource.isCaptured) return "possible";
  if (isBallast(resource.site) || resource.endedWithOwner !== undefined) return "possible";
  if (resource.handled || resource.older?.handled === true) return "certain";
  // A pointer that native code was given and that nothing here ever frees may belong to it by now.
  if (resource.lent || leak.kept) return "possible";
  const maybeTaken = acquisition.evidence.kind === "allocator" && resource.seenByNative && !resource.readBack;
  return maybeTaken && !names(source, acquisition.releases) ? "possible" : "certain";
}

/** `_malloc(2147483648);`: a block of which nobody keeps the address moves all later addresses up. */
function isBallast(site: TSESTree.Node): boolean {
  if (site.type !== "CallExpression" || site.parent.type !== "ExpressionStatement") return false;
  const [size] = site.arguments;
  return size?.type === "Literal" && typeof size.value === "number" && size.value >= 2 ** 31;
}

/** The code (a comment does not count) has one of these names, as a name or as what `ccall` is given. */
function names(source: SourceFile, releases: readonly string[]): boolean {
  const isOne = (name: unknown): boolean => releases.some((release) => name === release || name === `_${release}`);
  if (!releases.some((release) => source.mentions(release))) return false;
  return (
    source.nodes("Identifier").some(({ name }) => isOne(name)) ||
    source.nodes("PrivateIdentifier").some(({ name }) => isOne(name)) ||
    source.nodes("Literal").some(({ value }) => isOne(value))
  );
}

const order = ["lost", "overwritten", "throw", "return", "end", "call", "implicit"];

/** What the function does itself comes before what a call in it may throw. */
function rank(certainty: Certainty, leak: Leak): number {
  const exit = leak.exit === "throw" && leak.node.type !== "ThrowStatement" ? "call" : leak.exit;
  return (
    (certainty === "certain" ? 0 : 100_000_000) +
    order.indexOf(exit) * 10_000_000 +
    Math.min(leak.node.loc.start.line, 4_999_999) * 2 +
    (leak.swallowed ? 1 : 0)
  );
}
