import { ValueType, type Signature, type WasmModule } from "../module/index.ts";

/** One function body: the module's bytes from `start` to `end`, local declarations first. */
export interface Body {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly type: Signature;
}

/** All bodies whose type is known. */
export function bodiesOf(module: WasmModule): Body[] {
  const result: Body[] = [];
  for (let i = 0; 2 * i < module.bodies.length; i++) {
    const index = module.importedFunctions + i;
    const type = module.types[module.functions[index] ?? -1];
    if (type !== undefined)
      result.push({ index, start: module.bodies[2 * i] as number, end: module.bodies[2 * i + 1] as number, type });
  }
  return result;
}

/** Byte sequences to look for; all of a list begin with the same byte, so that one pass finds any of them. */
export type Patterns = readonly Uint8Array[];

function matches(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  for (let i = 1; i < pattern.length; i++) if (bytes[at + i] !== pattern[i]) return false;
  return true;
}

/** Where the first of `patterns` between `start` and `end` lies; -1 when none does. */
export function findAny(bytes: Uint8Array, start: number, end: number, patterns: Patterns): number {
  const first = patterns[0]?.[0];
  for (let at = start; at < end; at++) {
    if (bytes[at] !== first) continue;
    for (const pattern of patterns) if (at + pattern.length <= end && matches(bytes, at, pattern)) return at;
  }
  return -1;
}

export function containsAny(bytes: Uint8Array, start: number, end: number, patterns: Patterns): boolean {
  return findAny(bytes, start, end, patterns) !== -1;
}

/** How often any of `patterns` occurs, counted up to `enough`. */
export function countAny(bytes: Uint8Array, start: number, end: number, patterns: Patterns, enough: number): number {
  let count = 0;
  for (let at = findAny(bytes, start, end, patterns); at !== -1; at = findAny(bytes, at + 1, end, patterns))
    if (++count === enough) break;
  return count;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(byte & 0x40)) || (value === -1 && byte & 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

/** `i32.const value` and what follows it. */
export const literal = (value: number, ...next: number[]): Uint8Array =>
  Uint8Array.from([0x41, ...signed(value), ...next]);

/** A call of `index`, compact and padded to five bytes as linkers leave relocations. */
export function callPatterns(index: number): Patterns {
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

/** Whether there are `least` to `most` types, all of them i32. */
export function areInts(types: readonly number[], least: number, most: number): boolean {
  if (types.length < least || types.length > most) return false;
  for (const type of types) if (type !== ValueType.i32) return false;
  return true;
}

/** Opcodes that the patterns of allocators are made of. */
export const Code = {
  call: 0x10,
  select: 0x1b,
  localGet: 0x20,
  i32Load: 0x28,
  i32Store: 0x36,
  memoryGrow: 0x40,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32LeU: 0x4d,
  i32GeU: 0x4f,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32ShrU: 0x76,
} as const;
