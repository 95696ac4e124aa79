import { readAssemblyScript, walkAssemblyScript, walkAssemblyScriptStub } from "./assemblyscript.ts";
import { areSmallBins } from "./dlmalloc/bins.ts";
import { walkDlmalloc } from "./dlmalloc/walk.ts";
import { readEmmalloc, walkEmmalloc } from "./emmalloc.ts";
import { locateHeaps, type HeapLocation } from "./locate.ts";
import { mergeTables } from "./table.ts";
import type { AllocatorWalk, HeapWalk } from "./types.ts";
import { readWee, walkWee } from "./wee.ts";
import { wordsOf, type MemoryLike, type Words } from "./words.ts";

/** What {@link walkHeap} may be told. */
export interface WalkOptions {
  /** Blocks of allocators that cannot be read from memory, as hooks counted them. */
  readonly known?: readonly AllocatorWalk[];
  /** Where the heap of AssemblyScript's `stub` runtime begins; it has no state to be found by. */
  readonly stubBase?: number;
}

/** Locations per memory: the search reads everything, a walk only the headers. */
const located = new WeakMap<object, HeapLocation[]>();

/** Reads every live block of the allocators in `source`: dlmalloc (Emscripten, wasi-libc, Rust), emmalloc and
 * AssemblyScript's runtimes, in release builds too. Reads only; the module may go on afterwards, and the walk stays as it was.
 * @throws TypeError when `source` is no memory. */
export function walkHeap(source: MemoryLike, options: WalkOptions = {}): HeapWalk {
  const words = wordsOf(source);
  const allocators = walkLocated(words, source);
  if (options.stubBase !== undefined && allocators.length === 0) {
    allocators.push(walkAssemblyScriptStub(words, options.stubBase));
  }
  allocators.push(...(options.known ?? []));
  return summary(allocators, words.byteLength);
}

function walkLocated(words: Words, source: object): AllocatorWalk[] {
  const remembered = located.get(source);
  if (remembered) {
    const walks = remembered.map((location) => walkAt(words, location));
    if (walks.every((walk) => walk !== undefined)) return [...walks, ...walkStarted(words, walks, remembered)];
  }
  const locations = locateHeaps(words);
  // A memory nobody allocated from yet will have a heap later.
  if (locations.length > 0) located.set(source, locations);
  return locations.map((location) => walkAt(words, location)).filter((walk) => walk !== undefined);
}

/** Allocators that have started since the search: their state is in the statics, below every heap. */
function walkStarted(
  words: Words,
  walks: readonly AllocatorWalk[],
  remembered: HeapLocation[],
): readonly AllocatorWalk[] {
  const statics = Math.min(...walks.flatMap(({ segments }) => segments.map(({ start }) => start)));
  const started: AllocatorWalk[] = [];
  for (const location of Number.isFinite(statics) ? locateHeaps(words, statics) : []) {
    if (remembered.some(({ kind, address }) => kind === location.kind && address === location.address)) continue;
    const walk = walkAt(words, location);
    if (walk === undefined) continue;
    remembered.push(location);
    started.push(walk);
  }
  return started;
}

function walkAt(words: Words, { kind, address, wordSize }: HeapLocation): AllocatorWalk | undefined {
  if (kind === "emmalloc") {
    const state = readEmmalloc(words, address);
    return state && walkEmmalloc(words, state);
  }
  if (kind === "assemblyscript") {
    const root = readAssemblyScript(words, address);
    return root === undefined ? undefined : walkAssemblyScript(words, root);
  }
  if (kind === "wee_alloc") {
    const chains = readWee(words);
    return chains && walkWee(words, chains);
  }
  return areSmallBins(words, address, wordSize) ? walkDlmalloc(words, address, wordSize) : undefined;
}

function summary(allocators: readonly AllocatorWalk[], linearBytes: number): HeapWalk {
  const total = (key: "liveBytes" | "freeBytes" | "overheadBytes"): number =>
    allocators.reduce((sum, allocator) => sum + allocator[key], 0);
  const freeBytes = total("freeBytes");
  const largest = allocators.reduce((most, { largestFree }) => Math.max(most, largestFree), 0);
  return {
    allocators,
    live: mergeTables(allocators.map(({ live }) => live)),
    liveBytes: total("liveBytes"),
    freeBytes,
    overheadBytes: total("overheadBytes"),
    linearBytes,
    fragmentation: freeBytes === 0 ? 0 : 1 - largest / freeBytes,
    confirmed: allocators.length > 0 && allocators.every(({ confirmed }) => confirmed),
  };
}
