import type { WasmModule } from "../module/index.ts";
import { walkHeap, type WalkOptions } from "../walk/index.ts";
import { indexOfBlock } from "../walk/table.ts";
import type { BlockTable, HeapWalk, ManagedObjects } from "../walk/types.ts";
import { wordsOf, type MemoryLike, type Words } from "../walk/words.ts";
import { linkImage, NO_IMAGE, type LinkImage } from "./image.ts";
import { scan } from "./mark.ts";
import { checkResult, type HeapCheck, type ResultOptions } from "./result.ts";
import { rootRanges } from "./roots.ts";
import type { ScanInput } from "./types.ts";

/** What {@link checkHeap} may be told; the more it knows, the more it finds. */
export interface CheckOptions extends WalkOptions, ResultOptions {
  /** The module the memory belongs to: gives the link-time image and the stack's place. Without it fewer leaks are found. */
  readonly module?: WasmModule | LinkImage;
  /** Current value of `__stack_pointer`; its initial value when left out, which is right while no wasm frame is active. */
  readonly stackPointer?: number;
  /** Values of the module's exported globals that may be pointers. */
  readonly globals?: readonly number[];
  /**
   * The size that was asked for at an address, where hooks know it. What lies behind it in the block was left there by an
   * earlier owner and is no pointer. A size that does not fit the block is not used.
   */
  readonly requested?: (address: number) => number | undefined;
  /** Pointers that JavaScript holds, see `pointersIn`. */
  readonly held?: readonly number[];
  /** AssemblyScript: `__collect` has just run, so whatever it left is in use; else unreachable objects count as garbage. */
  readonly swept?: boolean;
  /** Blocks that were live then are not reported: what glue code took while it started. */
  readonly baseline?: HeapWalk | HeapCheck;
}

/** Looks for lost blocks in the memory of a module that is not running at this moment. Every word that could be a pointer
 * counts as one, so what is reported lost is lost, unless JavaScript holds its address and did not say so.
 * @throws TypeError when `source` is no memory. */
export function checkHeap(source: MemoryLike, options: CheckOptions = {}): HeapCheck {
  const words = wordsOf(source);
  const walk = walkFor(source, options);
  return checkResult(walk, scan(words, scanInput(words, walk, options)), options);
}

/** A walk that also finds the one heap only the module can tell of: AssemblyScript's `stub` begins behind the data. */
export function walkFor(source: MemoryLike, options: CheckOptions): HeapWalk {
  const { module } = options;
  if (options.stubBase !== undefined || !module || "words" in module) return walkHeap(source, options);
  const names = new Set(module.exports.map(({ name }) => name));
  if (!names.has("__new") || !names.has("__pin")) return walkHeap(source, options);
  const image = imageOf(module);
  return walkHeap(source, { ...options, stubBase: image.start + image.words.length * 4 });
}

/** The plain data a scan of `walk` needs. */
export function scanInput(words: Words, walk: HeapWalk, options: CheckOptions): ScanInput {
  const image = imageOf(options.module);
  const managed = walk.allocators.find((allocator) => allocator.managed)?.managed;
  return {
    live: walk.live,
    ...(options.requested === undefined ? {} : { contents: contentsOf(walk.live, options.requested) }),
    wordSize: walk.allocators[0]?.wordSize ?? 4,
    tailBytes: walk.allocators.length === 0 ? 0 : Math.min(...walk.allocators.map(({ tailBytes }) => tailBytes)),
    headerBytes: managed?.headerBytes ?? 0,
    roots: rootRanges(words, walk, image, options.stackPointer),
    imageStart: image.start,
    image: image.words,
    values: (options.globals ?? []).map(unsigned),
    held: [...(options.held ?? []).map(unsigned), ...baselineBlocks(walk, options.baseline)],
    collected: managed ? collectedBlocks(walk.live, managed) : new Uint8Array(0),
    swept: options.swept ?? false,
  };
}

/** An allocator may give so much more than was asked for, when the rest would be too small for a block. */
const MOST_SLACK = 24;

function contentsOf(
  { length, addresses, sizes }: BlockTable,
  requested: (address: number) => number | undefined,
): Uint32Array {
  const contents = sizes.slice();
  for (let i = 0; i < length; i++) {
    const size = sizes[i] as number;
    const asked = requested(addresses[i] as number);
    // A block that grew in place without being seen has more room than its recorded size explains.
    if (asked !== undefined && asked <= size && size - asked < MOST_SLACK) contents[i] = asked;
  }
  return contents;
}

/** JavaScript sees addresses above 2 GiB as negative numbers. */
function unsigned(pointer: number): number {
  return pointer < 0 ? pointer + 2 ** 32 : pointer;
}

function collectedBlocks(live: BlockTable, { pinned, unmanaged }: ManagedObjects): Uint8Array {
  const kinds = new Uint8Array(live.length).fill(1);
  for (const address of pinned) kinds[indexOfBlock(live, address)] = 2;
  for (const address of unmanaged) kinds[indexOfBlock(live, address)] = 0;
  return kinds;
}

const images = new WeakMap<WasmModule, LinkImage>();

function imageOf(module: CheckOptions["module"]): LinkImage {
  if (!module) return NO_IMAGE;
  if ("words" in module) return module;
  const known = images.get(module) ?? linkImage(module);
  images.set(module, known);
  return known;
}

/** Blocks of the baseline that are still there: somebody outside memory keeps them, and with them what they point to. */
function baselineBlocks({ live }: HeapWalk, baseline: CheckOptions["baseline"]): number[] {
  if (!baseline) return [];
  const before = "walk" in baseline ? baseline.walk.live : baseline.live;
  const kept: number[] = [];
  for (let i = 0; i < before.length; i++) {
    const index = indexOfBlock(live, before.addresses[i] as number);
    const growth = index < 0 ? -1 : (live.sizes[index] as number) - (before.sizes[i] as number);
    // emmalloc gives a few bytes that alignment wastes to the block in front of them.
    if (growth >= 0 && growth < 16) kept.push(before.addresses[i] as number);
  }
  return kept;
}
