import type { FunctionNode } from "../syntax.ts";

/** What an expression evaluates to, as far as ownership goes. Values never change; joins make new ones. */
export interface Value {
  /** Resources it may be. */
  readonly ids: readonly number[];
  /** Containers it may be: object and array literals, collections. */
  readonly boxes: readonly number[];
  /** 1 truthy, -1 falsy, 0 unknown. */
  readonly truth: -1 | 0 | 1;
  /** Falsy because it is null or undefined: it has no members. */
  readonly nullish: boolean;
  /** The ids are what it was computed from (`p + 4`, a view over `p`), not what it is. */
  readonly derived: boolean;
  readonly closure: FunctionNode | undefined;
  /** Some element of a container: two of them need not be one. */
  readonly some: boolean;
  /** Paths on which it is one thing were joined with those on which it is another, or nothing. */
  readonly maybe?: boolean;
}

const nothing: readonly number[] = [];

export const unknown: Value = {
  ids: nothing,
  boxes: nothing,
  truth: 0,
  nullish: false,
  derived: false,
  closure: undefined,
  some: false,
};
export const truthy: Value = { ...unknown, truth: 1 };
export const falsy: Value = { ...unknown, truth: -1 };
export const nullish: Value = { ...falsy, nullish: true };

export function resourceValue(id: number, truth: Value["truth"]): Value {
  return { ...unknown, ids: [id], truth };
}

export function boxValue(id: number): Value {
  return { ...unknown, boxes: [id], truth: 1 };
}

export function closureValue(closure: FunctionNode): Value {
  return { ...unknown, closure, truth: 1 };
}

/** Nothing worth remembering. */
export function isPlain(value: Value): boolean {
  return value.ids.length === 0 && value.boxes.length === 0 && value.truth === 0 && value.closure === undefined;
}

/** What is computed from the resources of a value without being them. */
export function derive(...values: readonly Value[]): Value {
  const ids = values.reduce<readonly number[]>((all, { ids }) => union(all, ids), nothing);
  return ids.length === 0 ? unknown : { ...unknown, ids, derived: true };
}

export function withTruth(value: Value, truth: Value["truth"]): Value {
  return value.truth === truth
    ? value
    : { ...value, truth, nullish: false, maybe: truth !== 1 && value.maybe === true };
}

export function joinValues(a: Value, b: Value): Value {
  if (a === b) return a;
  return {
    ids: union(a.ids, b.ids),
    boxes: union(a.boxes, b.boxes),
    truth: a.truth === b.truth ? a.truth : 0,
    nullish: a.nullish && b.nullish,
    derived: (a.derived || a.ids.length === 0) && (b.derived || b.ids.length === 0) && (a.derived || b.derived),
    closure: a.closure === b.closure ? a.closure : (a.closure ?? b.closure),
    some: a.some || b.some,
    maybe: a.maybe === true || b.maybe === true,
  };
}

export function renameIds(value: Value, from: number, to: number): Value {
  return value.ids.includes(from)
    ? {
        ...value,
        ids: union(
          value.ids.filter((id) => id !== from),
          [to],
        ),
      }
    : value;
}

function union(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
