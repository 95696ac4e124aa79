import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Forces a full collection; works without `--expose-gc` on the command line. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
    // The flag would give every later realm a `gc` of its own.
    setFlagsFromString("--no-expose-gc");
  }
  collect();
}

const ROUNDS = 3;

/**
 * Collects, and lets the finalizers run: they come in a macrotask after the collection. Three rounds, because what one
 * finalizer drops may be what holds the next object.
 */
export function settle(done: () => void): void {
  let rounds = ROUNDS;
  const next = (): void => {
    if (rounds-- === 0) {
      done();
      return;
    }
    collectGarbage();
    setImmediate(next);
  };
  setImmediate(next);
}
