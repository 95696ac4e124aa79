import type { Pointer, Release } from "./api.ts";

const counts = new WeakMap<Release<never>, Map<Pointer, { left: number }>>();

/**
 * Adds an owner to a shared pointer; the result is this owner's deleter. While an owner is left the pointer is not
 * freed, so its address cannot come to mean another object; the function tells equal addresses of two modules apart.
 */
export function countOwner(pointer: Pointer, release: Release<never>): Release<never> {
  const pointers = counts.get(release) ?? new Map<Pointer, { left: number }>();
  const owners = pointers.get(pointer) ?? { left: 0 };
  counts.set(release, pointers.set(pointer, owners));
  owners.left++;
  return () => --owners.left || (pointers.delete(pointer), release(pointer as never));
}
