import { builtin } from "./node.ts";

// Taken when this file loads, before a test can replace them by fake timers.
const immediate = (globalThis as { setImmediate?: (run: () => void) => void }).setImmediate;
const timeout = setTimeout;

/** The end of the current job and of everything queued before: only here do finalizers run. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else timeout(resolve, 0);
  });
}

let found: (() => void) | null | undefined;

/** Forces a full garbage collection; undefined where the engine gives no way to. */
export function collector(): (() => void) | undefined {
  found ??= find() ?? null;
  return found ?? undefined;
}

function find(): (() => void) | undefined {
  const exposed = (globalThis as { gc?: () => void }).gc;
  if (typeof exposed === "function") return exposed;
  try {
    builtin("node:v8")?.setFlagsFromString("--expose-gc");
    const gc: unknown = builtin("node:vm")?.runInNewContext("gc");
    return typeof gc === "function" ? (gc as () => void) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Collects and lets finalizers run, three times: an object that another's deleter let go of needs a round of its own.
 * False where collection cannot be forced.
 */
export async function collectGarbage(): Promise<boolean> {
  const gc = collector();
  for (let round = 0; round < 3; round++) {
    await macrotask();
    gc?.();
    await macrotask();
  }
  return gc !== undefined;
}
