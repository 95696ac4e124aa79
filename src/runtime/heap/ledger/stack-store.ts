const WORDS = 5;
/**
 * After so many captures sizes are told apart by their magnitude only, and after so many more depth and path no longer
 * count: random sizes and deep recursion must not cost a stack trace for each event.
 */
const FINE_CAPTURES = 4_000;
const COARSE_CAPTURES = 8_000;

function hashOf(stackPointer: number, size: number, site: number, context: number): number {
  let hash = Math.imul(stackPointer ^ Math.imul(size, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + Math.imul(context ^ (site << 24), 0xc2b2_ae35), 0x27d4_eb2f);
  return hash ^ (hash >>> 13);
}

/** How stacks are attributed. `cached` takes one per place, see {@link StackStore}; `exact` one per event; `none` none. */
export type StackMode = "none" | "cached" | "exact";

/**
 * Stack traces as text, each kept once and numbered. Number 0 is "no stack".
 *
 * In `cached` mode a trace is captured only for a new combination of shadow stack pointer, size, allocator function and
 * context (the exported function JavaScript called, or the hash of the path of calls): 75 to 513 captures instead of
 * millions of events. The JavaScript part of such a trace is one example among those that lead there.
 */
export class StackStore {
  readonly #texts: string[] = [""];
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #capture: () => string;
  #table = new Uint32Array(1024 * WORDS);
  #entries = 0;
  mode: StackMode;
  captures = 0;

  /** `capture` gives the current stack as text; it must not keep an `Error` alive. */
  constructor(mode: StackMode, capture: () => string) {
    this.mode = mode;
    this.#capture = capture;
  }

  get size(): number {
    return this.#texts.length;
  }

  text(stack: number): string {
    return this.#texts[stack] ?? "";
  }

  /** The number of the stack that an event belongs to. */
  stackOf(stackPointer: number, size: number, site: number, context: number): number {
    if (this.mode === "none") return 0;
    if (this.mode === "exact") return this.current();
    if (this.captures > COARSE_CAPTURES) {
      stackPointer = 0;
      context = 0;
    }
    const magnitude = this.captures > FINE_CAPTURES ? 32 - Math.clz32(size) : size;
    const mask = this.#table.length / WORDS - 1;
    let index = hashOf(stackPointer, magnitude, site, context) & mask;
    for (; ; index = (index + 1) & mask) {
      const at = index * WORDS;
      const found = this.#table[at + 4] as number;
      if (found === 0) break;
      if (
        this.#table[at] === stackPointer >>> 0 &&
        this.#table[at + 1] === magnitude >>> 0 &&
        this.#table[at + 2] === site >>> 0 &&
        this.#table[at + 3] === context >>> 0
      )
        return found - 1;
    }
    const stack = this.current();
    this.#put(index, stackPointer, magnitude, site, context, stack + 1);
    if (++this.#entries * 2 > mask) this.#grow();
    return stack;
  }

  /** The number of the stack right now. */
  current(): number {
    this.captures++;
    const text = this.#capture();
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const stack = this.#texts.push(text) - 1;
    this.#numbers.set(text, stack);
    return stack;
  }

  #put(index: number, ...words: number[]): void {
    this.#table.set(words, index * WORDS);
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    const mask = this.#table.length / WORDS - 1;
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 4] === 0) continue;
      const [pointer = 0, size = 0, site = 0, context = 0] = old.subarray(at, at + 4);
      let index = hashOf(pointer, size, site, context) & mask;
      while (this.#table[index * WORDS + 4] !== 0) index = (index + 1) & mask;
      this.#table.set(old.subarray(at, at + WORDS), index * WORDS);
    }
  }
}
