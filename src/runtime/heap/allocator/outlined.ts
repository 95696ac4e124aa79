import { callPatterns, Code, containsAny, countAny, literal, type Body, type Patterns } from "./patterns.ts";
import { mayBeFree, mayBeMalloc, SMALL_REQUEST, type Style } from "./style.ts";

/**
 * Whole bodies, without locals, of the small functions that Rust's dlmalloc calls when nothing was inlined: as LLVM writes
 * them and as Binaryen does, which subtracts instead of adding a negative number.
 */
const HELPERS: Readonly<Record<"alignUp" | "fromMem" | "size", Patterns>> = {
  alignUp: [literal(-1, Code.i32Add), literal(1, Code.i32Sub)].map((less) =>
    Uint8Array.from([0, 0x20, 0, 0x20, 1, 0x6a, ...less, 0x41, 0, 0x20, 1, 0x6b, 0x71, 0x0b]),
  ),
  fromMem: [literal(-8, Code.i32Add), literal(8, Code.i32Sub)].map((less) =>
    Uint8Array.from([0, Code.localGet, 0, ...less, 0x0b]),
  ),
  size: [Uint8Array.from([0, Code.localGet, 0, Code.i32Load, 2, 4, ...literal(-8, Code.i32And), 0x0b])],
};

function isBody(bytes: Uint8Array, { start, end }: Body, expected: Uint8Array): boolean {
  return end - start === expected.length && expected.every((byte, i) => bytes[start + i] === byte);
}

/** Calls of any function whose body is one of `expected`: linkers merge equal functions, or leave one per crate. */
function callsOf(bytes: Uint8Array, bodies: readonly Body[], expected: Patterns): Patterns {
  return bodies
    .filter((body) => expected.some((code) => isBody(bytes, body, code)))
    .flatMap(({ index }) => callPatterns(index));
}

/**
 * dlmalloc as some builds of Rust's standard library have it: the constants are in functions of one line each, which
 * `malloc` and `free` call. `undefined` when the module lacks one of them.
 */
export function outlinedStyle(bytes: Uint8Array, bodies: readonly Body[]): Style | undefined {
  const alignUp = callsOf(bytes, bodies, HELPERS.alignUp);
  const fromMem = callsOf(bytes, bodies, HELPERS.fromMem);
  const size = callsOf(bytes, bodies, HELPERS.size);
  if (alignUp.length === 0 || fromMem.length === 0 || size.length === 0) return undefined;
  return {
    isMalloc(body) {
      const { start, end } = body;
      return (
        mayBeMalloc(body, 1500) &&
        containsAny(bytes, start, start + 80, SMALL_REQUEST) &&
        countAny(bytes, start, end, alignUp, 5) === 5
      );
    },
    isFree(body) {
      const { start } = body;
      const head = start + 80;
      return mayBeFree(body) && containsAny(bytes, start, head, fromMem) && containsAny(bytes, start, head, size);
    },
    isRealloc({ start, end, type }, pointer) {
      // With everything inlined into `__rust_realloc(pointer, size, align, newSize)`, another local may hold the pointer.
      const inlined = type.params.length === 4 && pointer === 0;
      const chunk = inlined ? fromMem : fromMem.map((call) => Uint8Array.from([Code.localGet, pointer, ...call]));
      return containsAny(bytes, start, end, chunk) && countAny(bytes, start, end, alignUp, 3) === 3;
    },
    isMemalign({ start, end }) {
      return countAny(bytes, start, end, alignUp, 3) === 3;
    },
  };
}
