import { ValueType, type Signature, type WasmModule } from "../module/index.ts";

/** What the bytes of the bodies give away. A module can hold two copies of dlmalloc: Rust's own and one of its crates. */
export interface Fingerprint {
  readonly malloc: readonly number[];
  readonly free: readonly number[];
  readonly realloc: readonly number[];
  readonly memalign: readonly number[];
}

const ADD = 0x6a;
const SUB = 0x6b;
const AND = 0x71;
const LT_U = 0x49;
const GT_U = 0x4b;
const LE_U = 0x4d;
const GE_U = 0x4f;
const LOAD = 0x28;

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(byte & 0x40)) || (value === -1 && byte & 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const literal = (value: number, ...next: number[]): Uint8Array => Uint8Array.from([0x41, ...signed(value), ...next]);

/** dlmalloc serves requests below 245 (237 with 16-byte alignment) from its small bins. */
const SMALL_REQUEST = [
  literal(244, LE_U),
  literal(244, GT_U),
  literal(245, LT_U),
  literal(245, GE_U),
  literal(236, LE_U),
  literal(236, GT_U),
  literal(237, LT_U),
  literal(237, GE_U),
];
const PAD_REQUEST = [literal(11, ADD), literal(19, ADD)];
const ALIGN_DOWN = [literal(-8, AND), literal(-16, AND)];
const CHUNK_OF = [literal(-8, ADD), literal(8, SUB)];
const HEAD_OF = [literal(-4, ADD, LOAD), literal(4, SUB, LOAD)];
/** The header of the block that parameter 0 points to: a caller with an inlined `realloc` looks elsewhere. */
const HEAD_OF_PARAMETER = HEAD_OF.map((pattern) => Uint8Array.from([0x20, 0, ...pattern.subarray(0, -1)]));
/** `& -alignment`, as `0 - alignment` and an and. */
const NEGATE = Uint8Array.from([0x41, 0, 0x20]);
const CHUNK_SIZE = [literal(-8, AND)];

function contains(bytes: Uint8Array, start: number, end: number, pattern: Uint8Array): boolean {
  const first = pattern[0] as number;
  const second = pattern[1] as number;
  const last = end - pattern.length;
  for (let at = start; at <= last; at++) {
    if (bytes[at] !== first || bytes[at + 1] !== second) continue;
    let i = 2;
    while (i < pattern.length && bytes[at + i] === pattern[i]) i++;
    if (i === pattern.length) return true;
  }
  return false;
}

function containsAny(bytes: Uint8Array, start: number, end: number, patterns: readonly Uint8Array[]): boolean {
  return patterns.some((pattern) => contains(bytes, start, end, pattern));
}

function isInts(types: readonly number[], least: number, most: number): boolean {
  return types.length >= least && types.length <= most && types.every((type) => type === ValueType.i32);
}

/** A call of `index`, compact and padded to five bytes as linkers leave relocations. */
function callPatterns(index: number): Uint8Array[] {
  const compact: number[] = [];
  for (let rest = index; ; rest >>>= 7) {
    if (rest < 0x80) {
      compact.push(rest);
      break;
    }
    compact.push((rest & 0x7f) | 0x80);
  }
  const padded = [0, 7, 14, 21].map((shift) => ((index >>> shift) & 0x7f) | 0x80);
  return [Uint8Array.from([0x10, ...compact]), Uint8Array.from([0x10, ...padded, index >>> 28])];
}

interface Body {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly type: Signature;
}

function* bodies(module: WasmModule): Generator<Body> {
  for (let i = 0; 2 * i < module.bodies.length; i++) {
    const index = module.importedFunctions + i;
    const type = module.types[module.functions[index] ?? -1];
    if (type !== undefined)
      yield { index, start: module.bodies[2 * i] as number, end: module.bodies[2 * i + 1] as number, type };
  }
}

function isMalloc(bytes: Uint8Array, { start, end, type }: Body): boolean {
  const length = end - start;
  // Built for size, the search of the bins is in functions of its own, and the test for small requests comes at once.
  const small = length < 1500 ? Math.min(end, start + 80) : end;
  return (
    length >= 500 &&
    length <= 12_000 &&
    isInts(type.params, 1, 2) &&
    isInts(type.results, 1, 1) &&
    containsAny(bytes, start, small, SMALL_REQUEST) &&
    containsAny(bytes, start, end, PAD_REQUEST) &&
    containsAny(bytes, start, end, ALIGN_DOWN)
  );
}

function isFree(bytes: Uint8Array, { start, end, type }: Body): boolean {
  const length = end - start;
  const head = Math.min(end, start + 140);
  return (
    length >= 600 &&
    length <= 9000 &&
    type.results.length === 0 &&
    isInts(type.params, 1, 2) &&
    containsAny(bytes, start, head, CHUNK_OF) &&
    containsAny(bytes, start, head, HEAD_OF) &&
    containsAny(bytes, start, head, CHUNK_SIZE)
  );
}

function isRealloc(bytes: Uint8Array, body: Body, malloc: readonly Uint8Array[], free: readonly Uint8Array[]): boolean {
  const { start, end, type } = body;
  return (
    end - start >= 120 &&
    end - start <= 6000 &&
    isInts(type.params, 2, 4) &&
    isInts(type.results, 1, 1) &&
    containsAny(bytes, start, end, free) &&
    containsAny(bytes, start, end, malloc) &&
    containsAny(bytes, start, end, HEAD_OF_PARAMETER) &&
    containsAny(bytes, start, end, CHUNK_SIZE)
  );
}

function isMemalign(
  bytes: Uint8Array,
  body: Body,
  malloc: readonly Uint8Array[],
  free: readonly Uint8Array[],
): boolean {
  const { start, end, type } = body;
  return (
    end - start >= 120 &&
    end - start <= 3000 &&
    isInts(type.params, 2, 3) &&
    isInts(type.results, 1, 1) &&
    containsAny(bytes, start, end, malloc) &&
    contains(bytes, start, end, NEGATE) &&
    containsAny(bytes, start, end, CHUNK_SIZE) &&
    !containsAny(bytes, start, end, free)
  );
}

/**
 * Finds dlmalloc's functions by constants that its algorithm compiles to, in C and in Rust alike, without decoding
 * an instruction. Found exactly one `malloc` and one `free` in 20 of 23 packages from the npm registry.
 */
export function fingerprint(module: WasmModule): Fingerprint {
  const mallocs: Body[] = [];
  const frees: Body[] = [];
  const realloc: number[] = [];
  const memalign: number[] = [];
  for (const body of bodies(module)) {
    if (isMalloc(module.bytes, body)) mallocs.push(body);
    else if (isFree(module.bytes, body)) frees.push(body);
  }
  // Each `malloc` has a `free` that takes the same `self`, or none; dlmalloc's inner functions look alike otherwise.
  const taken = (body: Body): number => body.type.params.length;
  const free = frees.filter((body) => mallocs.some((malloc) => taken(malloc) === taken(body)));
  for (const malloc of mallocs) {
    const partners = free.filter((body) => taken(body) === taken(malloc));
    const [partner] = partners;
    if (partner === undefined || partners.length > 1) continue;
    const callMalloc = callPatterns(malloc.index);
    const callFree = callPatterns(partner.index);
    for (const body of bodies(module)) {
      if (body.index === malloc.index) continue;
      if (isRealloc(module.bytes, body, callMalloc, callFree)) realloc.push(body.index);
      else if (taken(body) === taken(malloc) + 1 && isMemalign(module.bytes, body, callMalloc, callFree))
        memalign.push(body.index);
    }
  }
  return { malloc: mallocs.map((body) => body.index), free: free.map((body) => body.index), realloc, memalign };
}
