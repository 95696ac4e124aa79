import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects garbage and lets finalizers run. WeakRefs read earlier in the same job do not hold anything any more. */
export async function collect(rounds = 2): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await macrotask();
    gc();
    await macrotask();
  }
}
