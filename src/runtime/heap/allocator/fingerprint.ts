import type { WasmModule } from "../module/index.ts";
import { outlinedStyle } from "./outlined.ts";
import {
  areInts,
  bodiesOf,
  callPatterns,
  Code,
  containsAny,
  findAny,
  literal,
  type Body,
  type Patterns,
} from "./patterns.ts";
import { mayBeFree, mayBeMalloc, SMALL_REQUEST, type Style } from "./style.ts";

/** What the bytes of the bodies give away. A module can hold two copies of dlmalloc: Rust's own and one of its crates. */
export interface Fingerprint {
  readonly malloc: readonly number[];
  readonly free: readonly number[];
  /** Functions that resize, with the parameter that holds the address: Rust's has `self` before it. */
  readonly realloc: readonly { readonly index: number; readonly pointer: number }[];
  readonly memalign: readonly number[];
  /** No other function reads the size out of a header, so that nothing can change the size of a block where it is. */
  readonly fixedSizes: boolean;
}

const PAD_REQUEST: Patterns = [literal(11, Code.i32Add), literal(19, Code.i32Add)];
const ALIGN_DOWN: Patterns = [literal(-8, Code.i32And), literal(-16, Code.i32And)];
const CHUNK_OF: Patterns = [literal(-8, Code.i32Add), literal(8, Code.i32Sub)];
const HEAD_OF: Patterns = [literal(-4, Code.i32Add, Code.i32Load), literal(4, Code.i32Sub, Code.i32Load)];
/** A parameter, and 4 subtracted from it: the header of its block. Another instruction may keep the address before the load. */
const HEAD_OF_PARAMETER: readonly Patterns[] = [0, 1].map((parameter) =>
  [literal(-4, Code.i32Add), literal(4, Code.i32Sub)].map((code) =>
    Uint8Array.from([Code.localGet, parameter, ...code]),
  ),
);
/** `& -alignment`, as `0 - alignment` and an and. */
const NEGATE: Patterns = [Uint8Array.from([0x41, 0, Code.localGet])];
const CHUNK_SIZE: Patterns = [literal(-8, Code.i32And)];

/** dlmalloc with its macros and small functions expanded, as C compilers and link-time optimisation leave it. */
function expandedStyle(bytes: Uint8Array): Style {
  return {
    isMalloc(body) {
      const { start, end } = body;
      // Built for size, the search of the bins is in functions of its own, and the test for small requests comes at once.
      const small = end - start < 1500 ? Math.min(end, start + 80) : end;
      return (
        mayBeMalloc(body, 500) &&
        containsAny(bytes, start, small, SMALL_REQUEST) &&
        containsAny(bytes, start, end, PAD_REQUEST) &&
        containsAny(bytes, start, end, ALIGN_DOWN)
      );
    },
    isFree(body) {
      const { start, end } = body;
      const head = Math.min(end, start + 140);
      return (
        mayBeFree(body) &&
        containsAny(bytes, start, head, CHUNK_OF) &&
        containsAny(bytes, start, head, HEAD_OF) &&
        containsAny(bytes, start, head, CHUNK_SIZE)
      );
    },
    isRealloc({ start, end }, pointer) {
      return (
        containsAny(bytes, start, end, HEAD_OF_PARAMETER[pointer] ?? []) && containsAny(bytes, start, end, CHUNK_SIZE)
      );
    },
    isMemalign({ start, end }) {
      return containsAny(bytes, start, end, NEGATE) && containsAny(bytes, start, end, CHUNK_SIZE);
    },
  };
}

/** `(x + 7) & -8`, which code of any kind does. */
const ALIGN_UP = literal(7, Code.i32Add);

/** Whether a body masks the flags out of a header, or anything else in the same way but to align it. */
function readsSize(bytes: Uint8Array, { start, end }: Body): boolean {
  for (let at = findAny(bytes, start, end, CHUNK_SIZE); at !== -1; at = findAny(bytes, at + 1, end, CHUNK_SIZE))
    if (!containsAny(bytes, at - ALIGN_UP.length, at, [ALIGN_UP])) return true;
  return false;
}

interface Draft {
  malloc: number[];
  free: number[];
  realloc: { index: number; pointer: number }[];
  memalign: number[];
}

/** Adds what resizes and aligns by way of one `malloc` and its `free`. */
function addCallers(bytes: Uint8Array, bodies: readonly Body[], style: Style, pair: [Body, Body], to: Draft): void {
  const [malloc, free] = pair;
  const callMalloc = callPatterns(malloc.index);
  const callFree = callPatterns(free.index);
  const taken = malloc.type.params.length;
  for (const body of bodies) {
    const { start, end, type } = body;
    const length = end - start;
    if (length < 120 || length > 6000 || body === malloc) continue;
    if (!areInts(type.params, 2, 4) || !areInts(type.results, 1, 1)) continue;
    if (!containsAny(bytes, start, end, callMalloc)) continue;
    // `self` comes first where `malloc` takes it; a caller with all of `realloc` inlined takes its own parameters.
    const pointer = taken === 2 && type.params.length === 3 && style.isRealloc(body, 1) ? 1 : 0;
    if (containsAny(bytes, start, end, callFree)) {
      if (style.isRealloc(body, pointer)) to.realloc.push({ index: body.index, pointer });
    } else if (type.params.length === taken + 1 && length <= 3000 && style.isMemalign(body))
      to.memalign.push(body.index);
  }
}

function addStyle(bytes: Uint8Array, bodies: readonly Body[], style: Style, to: Draft): void {
  const mallocs: Body[] = [];
  const frees: Body[] = [];
  for (const body of bodies) {
    if (style.isMalloc(body)) mallocs.push(body);
    else if (style.isFree(body)) frees.push(body);
  }
  // Each `malloc` has a `free` that takes the same `self`, or none; dlmalloc's inner functions look alike otherwise.
  const taken = (body: Body): number => body.type.params.length;
  const matching = frees.filter((body) => mallocs.some((malloc) => taken(malloc) === taken(body)));
  to.malloc.push(...mallocs.map(({ index }) => index));
  to.free.push(...matching.map(({ index }) => index));
  for (const malloc of mallocs) {
    const partners = matching.filter((body) => taken(body) === taken(malloc));
    const [partner] = partners;
    if (partner !== undefined && partners.length === 1) addCallers(bytes, bodies, style, [malloc, partner], to);
  }
}

/**
 * Finds dlmalloc's functions by constants that its algorithm compiles to, in C and in Rust alike, without decoding
 * an instruction. Found exactly one `malloc` and one `free` in 20 of 23 packages from the npm registry.
 */
export function fingerprint(module: WasmModule): Fingerprint {
  const bodies = bodiesOf(module);
  const found: Draft = { malloc: [], free: [], realloc: [], memalign: [] };
  addStyle(module.bytes, bodies, expandedStyle(module.bytes), found);
  const outlined = outlinedStyle(module.bytes, bodies);
  if (outlined !== undefined) addStyle(module.bytes, bodies, outlined, found);
  const own = new Set([...found.malloc, ...found.free, ...found.memalign]);
  const fixedSizes =
    found.malloc.length > 0 &&
    found.realloc.length === 0 &&
    !bodies.some((body) => !own.has(body.index) && readsSize(module.bytes, body));
  return { ...found, fixedSizes };
}
