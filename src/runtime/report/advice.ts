import { isMinified } from "./calls.ts";
import { OF_PACKAGE, type Candidate, type FindingKind } from "./model.ts";
import type { Written } from "./written.ts";

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

/** Sections of the guide for what no rule can find. */
const GUIDE: Readonly<Partial<Record<FindingKind, string>>> = {
  "held-forever": "js-objects-that-a-module-holds",
  "failed": "deleters-that-throw",
};

/**
 * Words for a candidate: what happened, what to write, where to read on.
 *
 * @param written - what its line does with it, when that is known
 */
export function advise(candidate: Candidate, written?: Written): Advice {
  const rule = RULES[candidate.kind];
  return {
    message: messageOf(candidate),
    fix: fixes(candidate, written),
    rule,
    help: rule === null ? `${PAGES}/guide/register.md#${GUIDE[candidate.kind] ?? ""}` : `${PAGES}/rules/${rule}.md`,
  };
}

/** One sentence: what happened to so many objects. */
export function messageOf({
  kind,
  className,
  how,
  count,
  reachable,
  detail,
}: Pick<Candidate, "kind" | "className" | "how" | "count" | "reachable"> & {
  readonly detail?: string | null;
}): string {
  const one = count === 1;
  const objects = objectsOf(className, count, how);
  const [were, they, them, their] = one ? ["was", "it", "it", "its"] : ["were", "they", "them", "their"];
  switch (kind) {
    case "never-freed": {
      const reach = { yes: `, and the program can still reach ${them}`, no: `, and nothing reaches ${them} any more` };
      return `${objects} ${were} never released${reach[reachable as keyof typeof reach] ?? ""}.`;
    }
    case "freed-by-gc":
      return `${objects} ${were} released by the garbage collector alone, which comes late, and never in a synchronous loop or at exit.`;
    case "retained":
      return `${objects} can never be collected: ${their} own deleter keeps ${them} alive.`;
    case "held-forever":
      return `${one ? "1 JS object is" : `${count.toLocaleString("en")} JS objects are`} held for the module, which never dropped ${them}.`;
    case "double-release":
      return `${objects} ${were} released again after ${they} ${were} released.`;
    case "use-after-release":
      return `${objects} ${were} used after ${they} ${were} released.`;
    case "duplicate":
      return `${one ? "An address" : `${count.toLocaleString("en")} addresses`} of ${className} ${one ? "has" : "have"} two owners: both will release it.`;
    case "failed":
      return `The deleter of ${objects} threw${detail == null ? "" : `: ${detail}`}. Nobody knows what is left.`;
  }
}

/** `1 Paint`, `3 Paint objects`, `2 pointers of malloc`; `1 object of class c` where a minifier left no more of the name. */
export function objectsOf(className: string, count: number, how: Candidate["how"]): string {
  const shown = count.toLocaleString("en");
  if (how === "export") return `${shown} pointer${count === 1 ? "" : "s"} of ${className}`;
  if (isMinified(className)) return `${shown} object${count === 1 ? "" : "s"} of class ${className}`;
  return count === 1 ? `1 ${className}` : `${shown} ${className} objects`;
}

function fixes(candidate: Candidate, written: Written | undefined): string[] {
  const { kind, how, releases } = candidate;
  switch (kind) {
    case "never-freed":
    case "freed-by-gc":
      return releasing(candidate, written);
    case "retained":
      return [
        "manage(pointer, this, exports._X__destructor): pass the export itself, it captures nothing",
        "make the deleter in a function of the module, where it cannot see `this`",
      ];
    case "held-forever":
      return ["call decref in the module when it is done with the id, or drop(id) in JS"];
    case "double-release":
      if (how === "hold") return ["drop an id in one place only: in the module by decref, or in JS"];
      return [
        `release in one place only: where the owner is closed${releases.includes(DISPOSE) ? ", or with `using`" : ""}`,
      ];
    case "use-after-release":
      return ["release after the last use, or clear the variable where you release"];
    case "duplicate":
      return [
        "manage(pointer, owner, release, { shared: true }) for every owner, if they share it",
        "find out which of them owns it, if only one does: the other must not release it",
      ];
    case "failed":
      return how === "manage"
        ? ["look at the address that the deleter got: freed before, or not from this module?"]
        : [
            `${releaseCall(candidate, written?.fate === "constant" ? written.target : "value")} by hand, in the order the package asks for: its own finalizer came too late, or after what it needs`,
          ];
  }
}

const DISPOSE = "[Symbol.dispose]";

/** What to write where an object was made and forgotten: for what its line does with it, else for every case. */
function releasing(candidate: Candidate, written: Written | undefined): string[] {
  const { how, releases, className } = candidate;
  const { fate, target = "", call = "" } = written ?? {};
  const disposable = releases.includes(DISPOSE);
  const release = releaseCall(candidate, "value", call);
  switch (fate) {
    case "constant":
      return [
        ...(disposable
          ? [`using ${target} = ${call}`]
          : how === "manage"
            ? [`using ${target} = ${call}, once ${className} has a [Symbol.dispose]() { release(this); }`]
            : []),
        `${releaseCall(candidate, target, call)} in a finally block, or where its owner is closed`,
      ];
    case "variable":
      return [
        `${releaseCall(candidate, target, call)} in a finally block, or where its owner is closed`,
        `${releaseCall(candidate, target, call)} on the old value before ${target} is overwritten`,
      ];
    case "assigned":
      return [
        `${releaseCall(candidate, target, call)} on the old value before ${target} is overwritten, and where its owner is closed`,
      ];
    case "stored":
      return [`${release} when ${target} drops it: on eviction, and before it is overwritten`];
    case "collected":
      return [`${release} when ${target} lets go of it, and for all that are left when ${target} is done with`];
    case "returned":
      return [
        ...(disposable ? ["using value = ..., in the caller, which owns the result"] : []),
        `${release} in a finally block of the caller, which owns the result`,
      ];
    case "dropped":
      return [
        `${disposable ? "using" : "const"} value = ${call}, in a variable of its own`,
        ...(disposable ? [] : [`${release} after the last use, in a finally block`]),
      ];
    case undefined:
      return [
        ...(disposable ? ["using value = ..., where it does not outlive its block"] : []),
        `${release} in a finally block, or where the owner is closed`,
        `${release} on the old value before it is overwritten, and when a cache drops it`,
      ];
  }
}

/** How to release: by the method of the object, or the function of the module. */
function releaseCall({ releases, how }: Candidate, name = "value", call = ""): string {
  if (how === "manage") return `release(${name === "value" ? "owner" : name})`;
  const [method = "release"] = releases.filter((one) => !one.startsWith("["));
  const from = /^(?:new )?(.*\.)?[^.]*$/.exec(call.replace(/\(.*$/, ""))?.[1] ?? "";
  if (how === "export") return `${from}${method}(${name === "value" ? "pointer" : name})`;
  // WebIDL: the public way is a function of the module, which forgets the wrapper too.
  if (method === "__destroy__") return `${from}destroy(${name})`;
  const other = releases.includes(OF_PACKAGE) ? `, or the package's own function for it,` : "";
  return `${name}.${method}()${other}`;
}
