import { areInts, Code, literal, type Body, type Patterns } from "./patterns.ts";

/** How one way of compiling dlmalloc is told; callers of `malloc` and `free` are looked at once these are known. */
export interface Style {
  isMalloc(body: Body): boolean;
  isFree(body: Body): boolean;
  /** Whether a caller of `malloc` and `free` resizes the block that its parameter `pointer` holds. */
  isRealloc(body: Body, pointer: number): boolean;
  /** Whether a caller of `malloc` aligns what it gave. */
  isMemalign(body: Body): boolean;
}

/** dlmalloc serves requests below 245 (237 with 16-byte alignment) from its small bins. */
export const SMALL_REQUEST: Patterns = [
  ...[244, 236].flatMap((most) => [literal(most, Code.i32LeU), literal(most, Code.i32GtU)]),
  ...[245, 237].flatMap((limit) => [literal(limit, Code.i32LtU), literal(limit, Code.i32GeU)]),
];

/** `malloc` takes a size, after `self` in Rust, and gives an address; how short it can be depends on what is inlined. */
export function mayBeMalloc({ start, end, type }: Body, least: number): boolean {
  const length = end - start;
  return length >= least && length <= 12_000 && areInts(type.params, 1, 2) && areInts(type.results, 1, 1);
}

/** `free` takes an address and gives nothing. */
export function mayBeFree({ start, end, type }: Body): boolean {
  const length = end - start;
  return length >= 600 && length <= 9000 && type.results.length === 0 && areInts(type.params, 1, 2);
}
