import type { Pointer, Release } from "./api.ts";

/** Adds `by` to the number of owners of a pointer and returns what it is then. */
export type CountOwners = (release: Release<never>, pointer: Pointer, by: 1 | -1) => number;

/**
 * Counts the owners of shared pointers. While an owner is left the pointer is not freed, so its address cannot come
 * to mean another object; the function tells equal addresses of two modules apart.
 */
export function createCountOwners(): CountOwners {
  const counts = new WeakMap<Release<never>, Map<Pointer, number>>();
  return (release, pointer, by) => {
    const owners = counts.get(release) ?? new Map<Pointer, number>();
    const left = (owners.get(pointer) ?? 0) + by;
    counts.set(release, owners);
    if (left) owners.set(pointer, left);
    else owners.delete(pointer);
    return left;
  };
}
