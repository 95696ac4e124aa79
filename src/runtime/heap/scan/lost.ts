import type { Words } from "../walk/words.ts";
import type { BlockIndex } from "./block-index.ts";
import { Code, type ScanInput } from "./types.ts";

/** More owners than this are no count. */
const MOST_OWNERS = 1 << 20;

/** Sorts the blocks that nothing reaches: heads are definitely lost or a cycle, the rest was lost with them.
 * @returns for each block the head it hangs on, its own index when it is not lost. */
export function markLost(words: Words, input: ScanInput, index: BlockIndex, codes: Uint8Array): Uint32Array {
  const edges = new Edges(words, input, index);
  const owners = new Uint32Array(codes.length);
  for (let block = 0; block < owners.length; block++) owners[block] = block;
  markCollected(edges, input, codes, owners);
  const lost = owners.filter((block) => codes[block] === Code.unknown);
  if (lost.length === 0) return owners;
  const components = findComponents(edges, codes, lost);
  const { first, inner, entered } = components;
  const heads: number[] = [];
  for (const block of lost) {
    const component = components.of[block] as number;
    if (entered[component] === 1) continue;
    // The members of a cycle that nothing else points to are all heads; the first stands for them.
    codes[block] = inner[component] === 1 ? Code.cycle : Code.definite;
    owners[block] = first[component] as number;
    heads.push(block);
  }
  for (const head of heads) claim(edges, codes, owners, head);
  return owners;
}

/** Objects of a collector are never lost: they are pinned, or garbage until it runs. */
function markCollected(edges: Edges, { collected, swept }: ScanInput, codes: Uint8Array, owners: Uint32Array): void {
  const pinned: number[] = [];
  collected.forEach((kind, block) => {
    if (kind !== 2 || codes[block] !== Code.unknown) return;
    codes[block] = Code.pinned;
    pinned.push(block);
  });
  for (const head of pinned) claim(edges, codes, owners, head);
  collected.forEach((kind, block) => {
    if (kind !== 0 && codes[block] === Code.unknown) codes[block] = swept ? Code.reachable : Code.garbage;
  });
}

/** Gives everything unclaimed behind `head` to its owner. */
function claim(edges: Edges, codes: Uint8Array, owners: Uint32Array, head: number): void {
  const pending = [head];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    edges.each(block, (target) => {
      if (codes[target] !== Code.unknown) return;
      codes[target] = Code.indirect;
      owners[target] = owners[head] as number;
      pending.push(target);
    });
  }
}

/** The pointers inside blocks, read from memory whenever they are asked for: storing them would cost more than reading. */
class Edges {
  readonly #u32: Uint32Array;
  readonly #step: number;
  readonly #header: number;
  readonly #collected: Uint8Array;
  readonly #live: ScanInput["live"];
  readonly #contents: Uint32Array;
  readonly #index: BlockIndex;

  constructor(words: Words, { live, contents, wordSize, headerBytes, collected }: ScanInput, index: BlockIndex) {
    this.#u32 = words.u32;
    this.#step = wordSize / 4;
    this.#header = headerBytes;
    this.#collected = collected;
    this.#live = live;
    this.#contents = contents ?? live.sizes;
    this.#index = index;
  }

  address(block: number): number {
    return this.#live.addresses[block] as number;
  }

  /** Whether a block begins like one that counts its owners: Rust's `Rc`, or the control block of a `shared_ptr`. */
  isCounted(block: number): boolean {
    const at = this.address(block) >>> 2;
    const [first = 0, second = 0, third = 0] = [0, 1, 2].map((word) => this.#u32[at + word * this.#step]);
    const isCount = (value: number): boolean => value < Math.min(MOST_OWNERS, this.#index.lowest);
    // Two counts; or the address of a table of functions among the statics, and two counts less one.
    if (first > 0 && second > 0 && isCount(first) && isCount(second)) return true;
    return first > 0 && first < this.#index.lowest && isCount(second) && isCount(third);
  }

  /** First word of a block that can hold a pointer, counted in words of memory. */
  first(block: number): number {
    return ((this.#live.addresses[block] as number) + (this.#collected[block] ? this.#header : 0)) >>> 2;
  }

  /** Position of the next pointer at or after `position`, or -1 when the block holds no further one. */
  next(block: number, position: number): number {
    const u32 = this.#u32;
    const end = ((this.#live.addresses[block] as number) + (this.#contents[block] as number)) >>> 2;
    const last = Math.min(end, u32.length);
    for (let i = position; i < last; i += this.#step) {
      const value = u32[i] as number;
      if (value - this.#index.lowest >= 0 && (this.#step === 1 || u32[i + 1] === 0) && this.#index.find(value) >= 0)
        return i;
    }
    return -1;
  }

  target(position: number): number {
    return this.#index.find(this.#u32[position] as number);
  }

  after(position: number): number {
    return position + this.#step;
  }

  each(block: number, visit: (target: number, pointer: number) => void): void {
    for (let at = this.next(block, this.first(block)); at >= 0; at = this.next(block, this.after(at))) {
      visit(this.target(at), this.#u32[at] as number);
    }
  }
}

interface Components {
  /** Component of each lost block. */
  readonly of: Uint32Array;
  /** Lowest block of each component. */
  readonly first: Uint32Array;
  /** 1 when a block of the component points back into it. */
  readonly inner: Uint8Array;
  /** 1 when another lost component points into it. */
  readonly entered: Uint8Array;
}

/** Strongly connected components of the lost blocks by Tarjan's algorithm, without recursion: a lost list may be long. */
function findComponents(edges: Edges, codes: Uint8Array, lost: Uint32Array): Components {
  const of = new Uint32Array(codes.length);
  const order = new Uint32Array(codes.length);
  const low = new Uint32Array(codes.length);
  const position = new Uint32Array(lost.length);
  const path = new Uint32Array(lost.length);
  const open = new Uint32Array(lost.length);
  const firsts = new Uint32Array(lost.length + 1);
  let clock = 0;
  let depth = 0;
  let opened = 0;
  let count = 0;
  const enter = (block: number): void => {
    order[block] = low[block] = ++clock;
    position[depth] = edges.first(block);
    path[depth++] = block;
    open[opened++] = block;
  };
  for (const start of lost) {
    if (order[start] !== 0) continue;
    enter(start);
    while (depth > 0) {
      const block = path[depth - 1] as number;
      const at = edges.next(block, position[depth - 1] as number);
      if (at >= 0) {
        position[depth - 1] = edges.after(at);
        const target = edges.target(at);
        if (codes[target] !== Code.unknown) continue;
        if (order[target] === 0) enter(target);
        else if (of[target] === 0) low[block] = Math.min(low[block] as number, order[target] as number);
        continue;
      }
      depth--;
      const parent = path[depth - 1];
      if (depth > 0 && parent !== undefined) low[parent] = Math.min(low[parent] as number, low[block] as number);
      if (low[block] !== order[block]) continue;
      // Components count from 1 here, so that 0 means a block still open.
      count++;
      let lowest = block;
      let member: number;
      do {
        member = open[--opened] as number;
        of[member] = count;
        lowest = Math.min(lowest, member);
      } while (member !== block);
      firsts[count] = lowest;
    }
  }
  const inner = new Uint8Array(count + 1);
  const entered = new Uint8Array(count + 1);
  for (const block of lost) {
    const own = of[block] as number;
    edges.each(block, (target, pointer) => {
      const other = of[target] as number;
      // A block that points into itself is an empty list or a short string; one that counts its owners is its own owner.
      const owned = target !== block || (pointer === edges.address(block) && edges.isCounted(block));
      if (other === own) inner[own] = inner[own] === 1 || owned ? 1 : 0;
      else if (codes[target] === Code.unknown) entered[other] = 1;
    });
  }
  return { of, first: firsts, inner, entered };
}
