import type { TSESTree } from "@typescript-eslint/utils";
import type { Acquisition, Certainty, Release } from "./vocabulary.ts";

/** How a path leaves a function. */
export type ExitKind = "return" | "throw" | "end" | "implicit" | "lost" | "overwritten";

/** One way on which a resource is not released. */
export interface Leak {
  readonly exit: ExitKind;
  /** The statement that leaves, or the place where the last reference goes. */
  readonly node: TSESTree.Node;
  /** The decision of the path that a reader needs to know, with its outcome. */
  readonly when: { test: TSESTree.Node; taken: boolean } | undefined;
  readonly sure: boolean;
  /** An object that it was lent to is still there on this path. */
  readonly kept: boolean;
  /** The exception is caught and the function goes on. */
  readonly swallowed: boolean;
  /** The sites of all that leaves on the same path, this one among them. */
  readonly together: ReadonlySet<TSESTree.Node>;
}

export type Finding =
  | {
      readonly kind: "leak";
      readonly site: TSESTree.Node;
      readonly acquisition: Acquisition;
      readonly leak: Leak;
      /** No path of the file releases it or hands it over. */
      readonly never: boolean;
      readonly certainty: Certainty;
      /** The variable that holds it, if one ever did. */
      readonly holder: string | undefined;
      /** The later calls of the same chain whose results are lost as well, in order. */
      readonly chain: readonly string[];
      /** Where other branches fill the same variable, which the same exit forgets. */
      readonly also: readonly TSESTree.Node[];
    }
  | {
      readonly kind: "double-release" | "use-after-release";
      readonly node: TSESTree.Node;
      readonly released: TSESTree.Node;
      readonly acquisition: Acquisition | undefined;
      readonly certainty: Certainty;
      readonly text: string;
      /**
       * What makes the use late: a promise that runs on after the release, a generator that begins after it, the end of
       * a `using` block; `kept`, `field`, `entry`, `elements`: a field, an entry of a map, or a list that still holds it; `reentered`: a callback that may come back to the release;
       * `deferred`: a callback that runs when the release is done; `outlived`: one that nothing takes off before it;
       * `lazy`: what is made anew only while it is empty; `begun`: the next call releases it when it begins; `waited`: what a function does when it has waited for something else;
       * `started`: an `async` function that has begun and is not awaited; `needed`: what it was made from or lives in is released; `shown`: the same of a view of its memory.
       */
      readonly how:
        | "plain"
        | "promise"
        | "generator"
        | "using"
        | "kept"
        | "outer"
        | "field"
        | "entry"
        | "elements"
        | "reentered"
        | "deferred"
        | "outlived"
        | "waited"
        | "started"
        | "lazy"
        | "begun"
        | "needed"
        | "shown";
      /** What is released, where that is not the thing itself. */
      readonly owner?: string;
    }
  | {
      readonly kind: "mismatch";
      readonly node: TSESTree.Node;
      readonly site: TSESTree.Node;
      readonly acquisition: Acquisition;
      readonly release: Release;
      readonly certainty: Certainty;
    }
  | {
      readonly kind: "field";
      readonly site: TSESTree.Node;
      readonly acquisition: Acquisition;
      readonly field: string;
      readonly owner: string;
      readonly ownerNode: TSESTree.Node;
      /** The old value came from another store and is lost at the site; `drops`: nothing new takes its place. */
      readonly overwritten: { readonly from: TSESTree.Node; readonly drops: boolean } | undefined;
      /** The constructor is given what is acquired at the site. */
      readonly given?: boolean;
      /**
       * Another field of the same kind, and where a method of the class that ends it releases that; without a field: the
       * method itself, which a framework calls.
       */
      readonly beside?: { readonly field: string | undefined; readonly node: TSESTree.Node } | undefined;
      /** Only the method that a stream calls at its good end releases the field. */
      readonly flushed?: { readonly method: string; readonly node: TSESTree.Node };
      /** The method at the site hides that of a parent, which alone releases the field. */
      readonly overridden?: { readonly parent: string; readonly method: string; readonly node: TSESTree.Node };
      readonly certainty: Certainty;
    }
  | {
      readonly kind: "kept";
      readonly site: TSESTree.Node;
      readonly acquisition: Acquisition;
      /** The variable, member or collection as the code writes it. */
      readonly place: string;
      /**
       * The whole value is replaced, an entry is dropped (`taken`: of what another file put there), an entry is overwritten by one of the same key, or a component goes
       * whose clean-up forgets it; `unseen`: the clean-up sees an older value; `uncalled`: nobody calls it;
       * `behind`: it may have run before the place is filled; `beside`: what ends the others forgets it; `unended`: the method that ends the object does; `flushed`: only what
       * a stream calls at its good end releases it; `unguarded`: an exception never comes to the loop that does.
       */
      readonly how:
        | "replaced"
        | "dropped"
        | "taken"
        | "entry"
        | "unmounted"
        | "unseen"
        | "uncalled"
        | "behind"
        | "beside"
        | "unended"
        | "flushed"
        | "unguarded";
      /** Where it was filled. */
      readonly from: TSESTree.Node;
      readonly certainty: Certainty;
    }
  | {
      /** `under`, as in `_free(image.$$.ptr)`: the memory under an object of Embind is freed, and no destructor runs. */
      readonly kind: "borrowed" | "under";
      readonly node: TSESTree.Node;
      readonly text: string;
      readonly release: string;
      readonly certainty: Certainty;
    }
  | {
      /** A release with fewer arguments than the others of the file. */
      readonly kind: "short";
      readonly node: TSESTree.CallExpression;
      readonly text: string;
      readonly other: TSESTree.CallExpression;
      readonly certainty: Certainty;
    }
  | {
      /** A release is told another size than what allocated the block. */
      readonly kind: "sized";
      readonly node: TSESTree.CallExpression;
      readonly text: string;
      readonly given: string;
      readonly asked: string;
      readonly made: TSESTree.Node;
      readonly certainty: Certainty;
    }
  | {
      /** A release that an object of JavaScript's own does not have. */
      readonly kind: "plain";
      readonly node: TSESTree.CallExpression;
      readonly text: string;
      /** The class, as the code writes it. */
      readonly name: string;
      readonly site: TSESTree.Node;
      readonly certainty: Certainty;
    }
  | {
      /** An object is given to a release that takes an address. */
      readonly kind: "object";
      readonly node: TSESTree.CallExpression;
      readonly text: string;
      readonly release: string;
      /** The class, as the code writes it. */
      readonly name: string;
      /** What ends the object. */
      readonly right: string;
      readonly site: TSESTree.Node;
      readonly certainty: Certainty;
    }
  | {
      readonly kind: "unbalanced";
      readonly site: TSESTree.Node;
      readonly name: string;
      readonly release: string;
      readonly node: TSESTree.Node;
      readonly certainty: Certainty;
    };

export type LeakFinding = Extract<Finding, { kind: "leak" }>;

/** The forms of `how` in which the release is right, and something still holds what it ends. */
const heldStill = ["outer", "field", "entry", "elements", "reentered", "lazy", "begun"] as const;
export type HeldStill = (typeof heldStill)[number];

export function isHeldStill(how: string): how is HeldStill {
  return heldStill.some((each) => each === how);
}

/** What one place of the code shows to be lost on one way, without a run over its function. */
export function possibleLeak(
  site: TSESTree.Node,
  acquisition: Acquisition,
  holder: string,
  at: Pick<Leak, "exit" | "node" | "when">,
): LeakFinding {
  const leak: Leak = { ...at, sure: false, kept: false, swallowed: false, together: new Set([site]) };
  return { kind: "leak", site, acquisition, leak, never: false, certainty: "possible", holder, chain: [], also: [] };
}

/** A release after which something still holds what is gone, so that it may be released again from there. */
export function heldAfterRelease(
  node: TSESTree.Node,
  text: string,
  how: Exclude<HeldStill, "reentered" | "begun">,
): Finding {
  return { kind: "double-release", node, released: node, acquisition: undefined, certainty: "possible", text, how };
}

/** A variable, member or collection that outlives a function loses what it holds. */
export type KeptFinding = Extract<Finding, { kind: "kept" }>;

/** What one file's analysis found; the same end seen from several runs counts once. */
export class Findings {
  readonly #byKey = new Map<string, Finding>();

  add(key: string, finding: Finding): void {
    const known = this.#byKey.get(key);
    if (known === undefined || (known.certainty === "possible" && finding.certainty === "certain")) {
      this.#byKey.set(key, finding);
    }
  }

  drop(key: string): void {
    this.#byKey.delete(key);
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  all(): Finding[] {
    return [...this.#byKey.values()];
  }
}
