import type { EngineInstance } from "../heap/webassembly.ts";
import { walkHeap } from "../heap/walk/index.ts";
import { confirmedLiveBlock } from "../heap/walk/live-block.ts";
import type { HeapWalk } from "../heap/walk/types.ts";
import type { MemoryLike } from "../heap/walk/words.ts";
import type { Discovery } from "./context.ts";

/** Whether a live block starts at an address; undefined when nothing can be relied on. */
export type BlockQuestion = (pointer: number) => boolean | undefined;

/**
 * Asks the heaps whether a block starts at an address. They acquit only of one accord: a pointer belongs to one memory, and
 * nobody knows which, so every memory must say by a confirmed walk that nothing lies there.
 */
export class HeapBlocks {
  readonly #memories: WeakRef<object>[] = [];
  /** An instance that exports no memory may work on an imported one, which nobody may look for. */
  #hidden = false;

  constructor(context: Pick<Discovery, "onInstance">) {
    context.onInstance.push((instance) => {
      this.#add(instance);
    });
  }

  /** A question for one verdict: the heaps are walked when first asked, and not again. */
  question(): BlockQuestion {
    let walks: readonly (HeapWalk | undefined)[] | undefined;
    return (pointer) => {
      if (pointer === 0) return undefined;
      walks ??= this.#walks();
      const verdicts = walks.map((walk) =>
        walk === undefined ? "unknown" : confirmedLiveBlock(walk, pointer).verdict,
      );
      if (verdicts.includes("live")) return true;
      return verdicts.length > 0 && verdicts.every((verdict) => verdict === "not a block") ? false : undefined;
    };
  }

  #add(instance: EngineInstance): void {
    const memories = Object.values(instance.exports).filter(
      (value) => Object.prototype.toString.call(value) === "[object WebAssembly.Memory]",
    );
    this.#hidden ||= memories.length === 0;
    for (const memory of memories) this.#memories.push(new WeakRef(memory as object));
  }

  /** One for every memory that is still there; undefined for one that cannot be read or reached. */
  #walks(): (HeapWalk | undefined)[] {
    const memories = new Set(this.#memories.flatMap((reference) => reference.deref() ?? []));
    const walks = [...memories].map((memory) => {
      try {
        return walkHeap(memory as MemoryLike);
      } catch {
        return undefined;
      }
    });
    return this.#hidden ? [...walks, undefined] : walks;
  }
}
