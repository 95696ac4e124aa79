import type { Run } from "./run.ts";
import { unknown, type Value } from "./value.ts";

/** A parameter stands for its own elements. */
export function partOfParameter(run: Run, held: Value): Value {
  return held.ids.some((id) => isParameter(run, id)) ? held : unknown;
}

/** `list[i]`, `list.pop()` of a list that a function was given: one of what the parameter stands for. */
export function elementOfParameter(run: Run, held: Value): Value {
  const isList = held.ids.length > 0 && held.boxes.length === 0 && !held.derived;
  return isList && held.ids.every((id) => isParameter(run, id)) ? { ...held, truth: 0, some: true } : unknown;
}

/** One of the elements: what a test tells of it, it tells of none of the others. */
export function isElementOfParameter(run: Run, { ids, some }: Value): boolean {
  return some && ids.some((id) => isParameter(run, id));
}

function isParameter(run: Run, id: number): boolean {
  return run.file.resources.get(id)?.origin === "parameter";
}
