import type { Candidate, FindingKind, Location } from "./model.ts";

const PAGES = "https://github.com/wasm-leaks/wasm-leaks/blob/main/docs";

/** The rule that finds the same mistake in the source. */
const RULES: Readonly<Record<FindingKind, string | null>> = {
  "never-freed": "require-release",
  "freed-by-gc": "require-release",
  "retained": "no-deleter-capture",
  "held-forever": null,
  "double-release": "no-double-release",
  "use-after-release": "no-use-after-release",
  "duplicate": "no-lost-registration",
  "failed": null,
};

export interface Advice {
  readonly message: string;
  readonly fix: readonly string[];
  readonly rule: string | null;
  readonly help: string;
}

/** Words for a candidate made at `site`: what happened, what to write, where to read on. */
export function advise(candidate: Candidate, site: Location | null): Advice {
  const rule = RULES[candidate.kind];
  return {
    message: messageOf(candidate),
    fix: fixes(candidate, site),
    rule,
    help: rule === null ? `${PAGES}/guide/register.md` : `${PAGES}/rules/${rule}.md`,
  };
}

/** One sentence: what happened to so many objects. */
export function messageOf({
  kind,
  className,
  count,
  reachable,
  detail,
}: Pick<Candidate, "kind" | "className" | "count" | "reachable"> & { readonly detail?: string | null }): string {
  const one = count === 1;
  const objects = one ? `1 ${className}` : `${count} ${className} objects`;
  const were = one ? "was" : "were";
  switch (kind) {
    case "never-freed":
      return `${objects} ${were} never released${
        reachable === "yes"
          ? ", and the program can still reach " + (one ? "it" : "them")
          : reachable === "no"
            ? ", and nothing reaches " + (one ? "it" : "them") + " any more"
            : ""
      }.`;
    case "freed-by-gc":
      return `${objects} ${were} released by the garbage collector alone: late, and never in a synchronous loop or at exit.`;
    case "retained":
      return `${objects} can never be collected: ${one ? "its" : "their"} own deleter keeps ${one ? "it" : "them"} alive.`;
    case "held-forever":
      return `${one ? "1 JS object is" : `${count} JS objects are`} held for the module, which never dropped ${one ? "it" : "them"}.`;
    case "double-release":
      return `${className} ${were} released again ${one ? "" : `${count} times `}after ${one ? "it was" : "they were"} released.`;
    case "use-after-release":
      return `${className} ${were} used after ${one ? "it was" : "they were"} released.`;
    case "duplicate":
      return `${one ? "An address" : `${count} addresses`} of ${className} ${one ? "has" : "have"} two owners: both will release it.`;
    case "failed":
      return `The deleter of ${objects} threw${detail == null ? "" : `: ${detail}`}. Nobody knows what is left.`;
  }
}

function fixes({ kind, how, releases }: Candidate, site: Location | null): string[] {
  const release = releaseCall(releases, how);
  switch (kind) {
    case "never-freed":
    case "freed-by-gc":
      return [
        ...(releases.includes("[Symbol.dispose]") || how === "manage"
          ? [
              how === "manage"
                ? "using registration = manage(...), where the object does not outlive its block"
                : "using value = ...",
            ]
          : []),
        `${release} in a finally block, or where the owner is closed`,
        /cache|\.set\(/i.test(`${site?.name} ${site?.text}`)
          ? `${release} when the cache drops it: on eviction, and before set() overwrites it`
          : `${release} on the old value before it is overwritten`,
      ];
    case "retained":
      return [
        "manage(pointer, this, exports._X__destructor): pass the export itself, it captures nothing",
        "make the deleter in a function of the module, where it cannot see `this`",
      ];
    case "held-forever":
      return ["call decref in the module when it is done with the id, or drop(id) in JS"];
    case "double-release":
      return ["release in one place only: where the owner is closed, or with `using`"];
    case "use-after-release":
      return ["release after the last use, or clear the variable where you release"];
    case "duplicate":
      return [
        "manage(pointer, owner, release, { shared: true }) for every owner, if they share it",
        "else find out which of them owns it: the other must not release it",
      ];
    case "failed":
      return ["look at the address that the deleter got: freed before, or not from this module?"];
  }
}

function releaseCall(releases: readonly string[], how: Candidate["how"]): string {
  if (how === "manage") return "release(owner)";
  const [method = "release"] = releases.filter((name) => !name.startsWith("["));
  return how === "export" ? `${method}(pointer)` : `value.${method}()`;
}
