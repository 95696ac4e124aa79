import { eachInstruction, opcodeFlags, type WasmModule } from "../module/index.ts";
import { areInts, bodiesOf, Code, containsAny, findAny, literal, type Body, type Patterns } from "./patterns.ts";

/** wee_alloc's two functions, or that it is part of its callers so that there is nothing to hook. */
export type WeeFingerprint =
  { readonly acquire: WeeSite; readonly release: WeeSite; readonly inlined: false } | { readonly inlined: true };

interface WeeSite {
  readonly index: number;
  /** The parameter with the size (`acquire`) or the address (`release`); `self` comes first where it was not removed. */
  readonly parameter: number;
}

/** Room for a header and the rounding up to pages, added before `memory.grow`. */
const GROWTH: Patterns = [literal(65_543, Code.i32Add)];
/** The size in words, rounded up. */
const ROUND_UP: Patterns = [literal(3, Code.i32Add)];
const TO_WORDS: Patterns = [literal(2, Code.i32ShrU)];
/** There are 256 size classes. */
const SIZE_CLASS: Patterns = [
  literal(255, Code.i32GtU),
  literal(255, Code.i32LeU),
  literal(256, Code.i32LtU),
  literal(256, Code.i32GeU),
];
/** An arena for a size class has at least 2048 words. */
const ARENA: Patterns = [literal(2048, Code.i32GtU, Code.select), literal(2048, Code.i32LtU, Code.select)];
/** The header of a cell loses its first bit when the cell is freed. */
const CLEAR_ALLOCATED: Patterns = [literal(-2, Code.i32And, Code.i32Store)];

/** The parameter whose value `body` turns into a size class in its first instructions; -1 when it does nothing like it. */
function sizeParameter(bytes: Uint8Array, { start, end, type }: Body): number {
  const head = Math.min(end, start + 140);
  const at = findAny(bytes, start, head, ROUND_UP);
  if (at === -1 || bytes[at - 2] !== Code.localGet) return -1;
  const parameter = bytes[at - 1] as number;
  const soon = Math.min(end, at + 12);
  const found = containsAny(bytes, at, soon, TO_WORDS) && containsAny(bytes, at, head, SIZE_CLASS);
  return found && parameter < type.params.length ? parameter : -1;
}

const CALLS_AND_GROWTH = opcodeFlags([Code.call, Code.memoryGrow]);

/** What a module's functions call and whether they grow memory, by decoding all of them. */
function readCalls(module: WasmModule, bodies: readonly Body[]): { calls: Map<Body, Set<number>>; growing: Body[] } {
  const calls = new Map<Body, Set<number>>();
  const growing: Body[] = [];
  const { bytes } = module;
  for (const body of bodies) {
    const called = new Set<number>();
    let grows = false;
    const visit = (opcode: number, at: number): void => {
      if (opcode === Code.memoryGrow) grows = true;
      if (opcode !== Code.call) return;
      let index = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        index |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      called.add(index);
    };
    eachInstruction(bytes, body.start, body.end, visit, CALLS_AND_GROWTH);
    calls.set(body, called);
    if (grows) growing.push(body);
  }
  return { calls, growing };
}

/** Whether functions that do not belong to wee_alloc grow memory, search its cells or free one themselves. */
function isInlined(module: WasmModule, bodies: readonly Body[], acquire: Body, release: Body): boolean {
  const { bytes } = module;
  const { calls, growing } = readCalls(module, bodies);
  const has = ({ start, end }: Body, patterns: Patterns): boolean => containsAny(bytes, start, end, patterns);
  const calledBy = (callers: Iterable<Body>): Set<number> =>
    new Set([...callers].flatMap((caller) => [...(calls.get(caller) ?? [])]));
  // Two functions make new cells, one for each policy: the first calls nothing, the other makes arenas.
  const policies = bodies.filter(
    (body) =>
      areInts(body.type.params, 3, 4) &&
      body.type.results.length === 0 &&
      (has(body, ARENA) || (has(body, GROWTH) && calls.get(body)?.size === 0)),
  );
  const own = new Set<Body>([acquire, ...policies]);
  // What these call to search the cells takes a size, an alignment, a list, and a policy with its functions.
  for (let before = 0; before !== own.size;) {
    before = own.size;
    const called = calledBy(own);
    for (const body of bodies)
      if (called.has(body.index) && areInts(body.type.params, 4, 5) && areInts(body.type.results, 1, 1)) own.add(body);
  }
  const inner = [...own].filter((body) => body !== acquire);
  own.add(release);
  const helpers = calledBy([release]);
  const others = bodies.filter((body) => !own.has(body));
  const calledElsewhere = calledBy(others);
  return (
    growing.some((body) => !own.has(body)) ||
    inner.some(({ index }) => calledElsewhere.has(index)) ||
    others.some((body) => has(body, CLEAR_ALLOCATED) && (!helpers.has(body.index) || calledElsewhere.has(body.index)))
  );
}

/**
 * Finds wee_alloc in a stripped module. Link-time optimisation may put parts of it into every function that allocates; then
 * memory grows, the search for a free cell starts or a cell is freed outside the two functions, and hooks would miss blocks.
 * `undefined` when the module has no wee_alloc.
 */
export function weeFingerprint(module: WasmModule): WeeFingerprint | undefined {
  const { bytes } = module;
  const bodies = bodiesOf(module);
  const policies = bodies.filter(({ start, end }) => containsAny(bytes, start, end, GROWTH));
  if (policies.length === 0) return undefined;
  const acquires: [Body, number][] = [];
  const releases: [Body, number][] = [];
  for (const body of bodies) {
    const { type } = body;
    if (!areInts(type.params, 1, 4) || !areInts(type.results, 0, 1)) continue;
    const size = sizeParameter(bytes, body);
    if (size === -1) continue;
    if (type.results.length === 1) acquires.push([body, size]);
    else if (size > 0) releases.push([body, size - 1]);
  }
  const [acquire] = acquires;
  const [release] = releases;
  if (acquire === undefined && release === undefined) return undefined;
  if (acquire === undefined || release === undefined || acquires.length > 1 || releases.length > 1)
    return { inlined: true };

  if (isInlined(module, bodies, acquire[0], release[0])) return { inlined: true };
  return {
    acquire: { index: acquire[0].index, parameter: acquire[1] },
    release: { index: release[0].index, parameter: release[1] },
    inlined: false,
  };
}
