import type { Frame } from "../tracker/frames.ts";
import type { Level, Origin } from "../tracker/tracker.ts";
import type { HeapReport } from "../heap/tables.ts";
import type { Moment } from "../tracker/timeline.ts";

/**
 * What a finding says. Left undone: `never-freed` (not released when the question was asked), `freed-by-gc` (the
 * garbage collector found it and its deleter ran: late, and by luck), `retained` (nothing but its own registration
 * keeps it alive, so that it can never be freed), `held-forever` (a JS object that wasm never dropped). Done wrong:
 * `double-release`, `use-after-release`, `duplicate` (one address under two owners), `failed` (the deleter threw).
 */
export type FindingKind =
  | "never-freed"
  | "freed-by-gc"
  | "retained"
  | "held-forever"
  | "double-release"
  | "use-after-release"
  | "duplicate"
  | "failed";

/** Kinds that mean "not released": what the exit code rests on. */
export const LEAKS: ReadonlySet<FindingKind> = new Set(["never-freed", "freed-by-gc", "retained", "held-forever"]);

/** Among the releases of a candidate: the package may have a function for it, and no method. */
export const OF_PACKAGE = "[function of the package]";

/** Whether the program could still reach the object after a forced collection. */
export type Reachable = "yes" | "no" | "unknown";

/**
 * What a source of observations hands to the report: objects of one class, made at one place, with one fate.
 * The report maps, groups, filters and words it.
 */
export interface Candidate {
  readonly kind: FindingKind;
  readonly className: string;
  readonly how: Origin;
  /** Names of what would have released it. */
  readonly releases: readonly string[];
  readonly count: number;
  /** What they own in bytes; 0 when not known. */
  readonly bytes: number;
  /** Frames, one per line, innermost first; empty when no stack was taken. */
  readonly stack: string;
  /** Where it was done wrong, for the kinds that are done somewhere. */
  readonly at?: string;
  /** Milliseconds since the oldest and the newest of them were made. */
  readonly age: { readonly oldest: number; readonly newest: number };
  /** `library`: made by a package on its own account. Left out: decided by the stack. */
  readonly bucket?: "application" | "library";
  /** Package that made it. */
  readonly package?: string | undefined;
  /** `possible` when the evidence allows an innocent reading. */
  readonly certainty?: "certain" | "possible";
  readonly reachable?: Reachable;
  /** One sentence that only the source can know, such as the text of an error. */
  readonly detail?: string;
  /** The call into a package that made it, such as `new World`. */
  readonly via?: string;
  /** Objects of one package call: candidates that share a group are one finding, named after the first. */
  readonly group?: string;
}

/** A frame as reports show it: mapped to its source, its path relative to the working folder. */
export interface Location {
  /** Function name as the engine shows it; empty at top level. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source line without indentation, when it could be read. */
  readonly text?: string;
}

export interface Finding {
  /** Hash of class and place: stays the same while lines above are edited. */
  readonly signature: string;
  readonly kind: FindingKind;
  /** True when it counts for the verdict: not released, made by the application, not ignored, not in the baseline. */
  readonly leak: boolean;
  readonly certainty: "certain" | "possible";
  readonly className: string;
  readonly how: Origin;
  readonly count: number;
  /** Bytes they own; 0 when not known. */
  readonly bytes: number;
  readonly age: { readonly oldest: number; readonly newest: number };
  readonly reachable: Reachable;
  /** Where it was made: the application's line if there is one. Null when no stack was taken. */
  readonly site: Location | null;
  readonly stack: readonly Location[];
  /** Where it was done wrong. */
  readonly at: Location | null;
  /** The package that made it. */
  readonly package: string | null;
  readonly via: string | null;
  readonly detail: string | null;
  /** Other objects of the same package call: class and count. */
  readonly others: Readonly<Record<string, number>>;
  /** One sentence: what happened and what it costs. */
  readonly message: string;
  /** What to write. */
  readonly fix: readonly string[];
  /** Rule that finds the same in the source. */
  readonly rule: string | null;
  readonly help: string;
  /** Not in the baseline; true when there is none. */
  readonly new: boolean;
}

export interface Ignored {
  readonly signature: string;
  readonly className: string;
  readonly site: string;
  readonly count: number;
  readonly reason: string;
}

export interface Totals {
  readonly created: number;
  readonly released: number;
  readonly collected: number;
  readonly failed: number;
  readonly live: number;
  readonly liveBytes: number;
}

/** The one model behind every format. Its JSON form is documented in docs/report.schema.json. */
export interface Report {
  readonly schema: "wasm-leaks/report/1";
  readonly tool: { readonly name: "wasm-leaks"; readonly version: string };
  /** ISO 8601. */
  readonly date: string;
  /** What asked for it. `exit`: no garbage collection was possible any more. */
  readonly reason: "check" | "report" | "exit";
  /** Where the program ran, such as `node 20.20.2 linux`. */
  readonly platform: string;
  readonly level: Level;
  /** Milliseconds that were watched. */
  readonly duration: number;
  readonly verdict: "leaks" | "clean";
  readonly totals: Totals;
  /** What concerns the application, the worst first. */
  readonly findings: readonly Finding[];
  /** What packages left behind on their own account. */
  readonly library: readonly Finding[];
  readonly ignored: readonly Ignored[];
  /** Known from the baseline and not shown. */
  readonly known: number;
  readonly timeline: readonly Moment[];
  /** Limits of this report that its reader must know. */
  readonly notes: readonly string[];
  /** Heaps of the modules that `instrument` or `run --heap` recorded; left out when there are none. */
  readonly heaps?: readonly HeapReport[];
}

/** What the report asks of its surroundings; a browser has only the first two. */
export interface Surroundings {
  readonly version: string;
  readonly platform: string;
  /** The frame in the source it was compiled from; itself when nothing is known. */
  map(frame: Frame): Frame;
  /** Path to show. */
  show(file: string): string;
  /** The source line, if it can be read; `file` is as {@link Surroundings.map} gave it. */
  text(file: string, line: number): string | undefined;
}
