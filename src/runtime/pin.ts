import type { Runtime } from "./api.ts";

const key: unique symbol = Symbol.for("wasm-leaks.runtime") as never;
const host = globalThis as { [key]?: Runtime };

/** The runtime that an earlier copy of this package, or the tracker, has put in place. */
export function pinned(): Runtime | undefined {
  return host[key];
}

/**
 * Makes `runtime` reachable from a global for good: engines collect a registry that nobody reaches, with all its
 * registrations. Where globalThis is frozen, what holds the exports of this module has to do.
 */
export function pin(runtime: Runtime): Runtime {
  Reflect.defineProperty(host, key, { value: runtime, configurable: true });
  return runtime;
}
