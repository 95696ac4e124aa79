import type { Runtime } from "./api.ts";

const key: unique symbol = Symbol.for("wasm-leaks.runtime") as never;
const host = globalThis as { [key]?: Runtime };

/** The runtime that an earlier copy of this package, or the tracker, has put in place. */
export const pinned = (): Runtime | undefined => host[key];

/**
 * Makes `value` reachable from a global for good: engines collect a registry that nobody reaches, with all its
 * registrations.
 */
export function pin(value: Runtime): void {
  try {
    host[key] = value;
  } catch {
    // Frozen: nothing to be done, and nothing lost while the module itself is reachable.
  }
}
