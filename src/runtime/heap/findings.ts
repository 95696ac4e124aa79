/** What can be wrong with a single event. */
export type HeapFindingKind =
  "double-release" | "invalid-release" | "write-past-end" | "write-after-release" | "corrupted-header" | "stack-low";

/** Something wrong inside a module, found while it ran. Stacks are raw text; `symbolize` turns them into frames. */
export interface HeapFinding {
  readonly kind: HeapFindingKind;
  /** What happened and what follows from it, in a sentence. */
  readonly message: string;
  readonly address: number;
  /** Requested size of the block concerned, when known. */
  readonly size: number | undefined;
  /** Where it was noticed. */
  readonly stack: string;
  /** Where the block was acquired, and released before, when known. */
  readonly acquired: string | undefined;
  readonly released: string | undefined;
}

/** Keeps the first findings of each kind and place: one bug in a loop is one finding. */
export class FindingList {
  readonly #seen = new Set<string>();
  readonly #all: HeapFinding[] = [];
  readonly #limit: number;
  readonly #listener: ((finding: HeapFinding) => void) | undefined;

  constructor(listener?: (finding: HeapFinding) => void, limit = 1000) {
    this.#listener = listener;
    this.#limit = limit;
  }

  get all(): readonly HeapFinding[] {
    return this.#all;
  }

  add(finding: HeapFinding): void {
    const key = `${finding.kind}\n${finding.stack}\n${finding.acquired ?? ""}`;
    if (this.#all.length >= this.#limit || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#all.push(finding);
    this.#listener?.(finding);
  }
}
