import { isModule, readModule, viewOf, type WasmModule } from "./module/index.ts";
import { checkHeapInWorker } from "./scan/check-in-worker.ts";
import { checkHeap, type CheckOptions } from "./scan/check.ts";
import { pointersIn } from "./scan/held.ts";
import type { HeapCheck } from "./scan/result.ts";
import type { ModuleBytes } from "./types.ts";
import { diffWalks, steadyGrowth, type HeapDiff, type SizeChange } from "./walk/diff.ts";
import { walkHeap, type WalkOptions } from "./walk/index.ts";
import { confirmedLiveBlock, type LiveBlock } from "./walk/live-block.ts";
import { scrubFree } from "./walk/scrub.ts";
import type { HeapWalk } from "./walk/types.ts";
import type { MemoryLike } from "./walk/words.ts";

/** Options of `heap.check`, with what JavaScript holds as objects and the module as its bytes. */
export interface HeapCheckOptions extends Omit<CheckOptions, "module" | "held"> {
  /** The module's bytes, or the module already read. Without it fewer leaks are found, none are invented. */
  readonly module?: ModuleBytes | WasmModule;
  /** What JavaScript holds: pointers, or objects with pointers in their fields, three levels deep. */
  readonly held?: Iterable<unknown>;
}

/** Reading a module's own heap, in Node and in browsers, in modules that nobody recompiled. Nothing here needs hooks. */
export interface Heap {
  /** Every live block, free bytes, fragmentation, and whether the allocator's totals confirm it.
   * @throws TypeError when `source` is no memory. */
  walk(source: MemoryLike, options?: WalkOptions): HeapWalk;
  /** Lost blocks, in the words of memcheck and LeakSanitizer. Call it while no wasm function is running.
   * @throws TypeError when `source` is no memory, `ModuleFormatError` when `module` is malformed. */
  check(source: MemoryLike, options?: HeapCheckOptions): HeapCheck;
  /** The same on a copy in a worker, for large heaps. */
  checkInWorker(source: MemoryLike, options?: HeapCheckOptions): Promise<HeapCheck>;
  /** What changed between two walks. */
  diff(before: HeapWalk, after: HeapWalk): HeapDiff;
  /** Sizes that grew in every round between at least three walks.
   * @throws RangeError with fewer than three. */
  growth(walks: readonly HeapWalk[]): SizeChange[];
  /** What a walk says about one pointer. */
  confirmedLiveBlock(walk: HeapWalk, pointer: number): LiveBlock;
  /** Zeroes the free memory of confirmed heaps, so that stale pointers hide no leaks later. Writes into the module's memory.
   * @returns bytes changed. */
  scrub(source: MemoryLike): number;
}

const modules = new WeakMap<object, WasmModule>();

/** A module is read once, however often its heap is checked. */
function moduleOf(source: ModuleBytes | WasmModule): WasmModule {
  if ("sections" in source) return source;
  const known = modules.get(source);
  if (known) return known;
  if (!isModule(viewOf(source))) throw new TypeError("The option `module` must be the bytes of a WebAssembly module.");
  const module = readModule(source);
  modules.set(source, module);
  return module;
}

function checkOptions({ module, held, ...rest }: HeapCheckOptions = {}): CheckOptions {
  return {
    ...rest,
    ...(module ? { module: moduleOf(module) } : {}),
    ...(held ? { held: pointersIn(held) } : {}),
  };
}

/** See {@link Heap}. */
export const heap: Heap = {
  walk: walkHeap,
  check: (source, options) => checkHeap(source, checkOptions(options)),
  checkInWorker: async (source, options) => await checkHeapInWorker(source, checkOptions(options)),
  diff: diffWalks,
  growth: steadyGrowth,
  confirmedLiveBlock,
  scrub: (source) => scrubFree(source, walkHeap(source)),
};
