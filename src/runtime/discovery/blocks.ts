import type { EngineInstance } from "../heap/webassembly.ts";
import { walkHeap } from "../heap/walk/index.ts";
import type { MemoryLike } from "../heap/walk/words.ts";
import type { Discovery } from "./context.ts";

/** Between a block and the pointer a binding hands out: array cookies, reference counts. */
const OFFSETS = [0, 4, 8];

/**
 * Asks the heap whether a block starts at an address. It may acquit only when the walk of every memory agrees with the
 * allocator's own totals: one heap that was not found may hold the block.
 */
export class HeapBlocks {
  readonly #memories: WeakRef<object>[] = [];

  constructor(context: Discovery) {
    context.onInstance.push((instance) => {
      this.#add(instance);
    });
  }

  /** A question for one verdict: the heaps are walked when first asked, and not again. */
  question(): (pointer: number) => boolean | undefined {
    let answer: { readonly starts: ReadonlySet<number>; readonly confirmed: boolean } | undefined;
    return (pointer) => {
      if (pointer === 0) return undefined;
      answer ??= this.#walk();
      const { starts, confirmed } = answer;
      if (OFFSETS.some((offset) => starts.has(pointer - offset))) return true;
      return confirmed ? false : undefined;
    };
  }

  #add(instance: EngineInstance): void {
    for (const value of Object.values(instance.exports)) {
      if (Object.prototype.toString.call(value) === "[object WebAssembly.Memory]")
        this.#memories.push(new WeakRef(value as object));
    }
  }

  #walk(): { readonly starts: ReadonlySet<number>; readonly confirmed: boolean } {
    const starts = new Set<number>();
    let confirmed = this.#memories.length > 0;
    for (const reference of this.#memories) {
      const memory = reference.deref();
      if (memory === undefined) continue;
      try {
        const walk = walkHeap(memory as MemoryLike);
        for (const address of walk.live.addresses) starts.add(address);
        confirmed &&= walk.confirmed;
      } catch {
        confirmed = false;
      }
    }
    return { starts, confirmed };
  }
}
