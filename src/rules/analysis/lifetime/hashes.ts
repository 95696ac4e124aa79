import type { Box } from "./box.ts";
import type { Fact } from "./state.ts";
import type { Value } from "./value.ts";

/** Numbers that are equal for equal contents, so that states need comparing only when their numbers agree. */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  hash ^= hash >>> 13;
  return Math.imul(hash, 0xc2b2ae35) ^ (hash >>> 16);
}

export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** A named value; 0 for none, so that what is forgotten leaves no trace. */
export function hashEntry(key: string, value: Value | undefined): number {
  return value === undefined ? 0 : mix(hashText(key), hashValue(value));
}

export function hashBits(id: number, bits: number): number {
  return bits === 0 ? 0 : mix(id + 1, bits);
}

const boxes = new WeakMap<Box, number>();

export function hashBox(id: number, box: Box | undefined): number {
  if (box === undefined) return 0;
  let hash = boxes.get(box);
  if (hash === undefined) {
    hash = mix(hashValue(box.elements), box.open ? 1 : 2);
    for (const [name, value] of box.props) hash ^= hashEntry(name, value);
    boxes.set(box, hash);
  }
  return mix(id, hash);
}

function hashValue({ ids, boxes: held, truth, nullish, derived, closure, some }: Value): number {
  let hash = truth + 2 + (derived ? 4 : 0) + (some ? 8 : 0) + (nullish ? 16 : 0);
  for (const id of ids) hash = mix(hash, id);
  hash = mix(hash, -1);
  for (const id of held) hash = mix(hash, id);
  return closure === undefined ? hash : mix(hash, closure.range[0]);
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  return (
    a.truth === b.truth &&
    a.nullish === b.nullish &&
    a.derived === b.derived &&
    a.some === b.some &&
    a.closure === b.closure &&
    sameNumbers(a.ids, b.ids) &&
    sameNumbers(a.boxes, b.boxes)
  );
}

export function sameBox(a: Box, b: Box): boolean {
  return a === b || (a.open === b.open && sameValue(a.elements, b.elements) && sameMap(a.props, b.props, sameValue));
}

export function sameMap<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, same: (x: V, y: V) => boolean): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !same(value, other)) return false;
  }
  return true;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]));
}

export function hashFact(text: string, fact: Fact | undefined): number {
  return fact === undefined ? 0 : mix(hashText(text), fact.holds ? 3 : 5);
}
