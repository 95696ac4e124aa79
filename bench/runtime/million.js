/**
 * A million live objects with a registry, in one synchronous loop: bytes each, and the longest batch of a thousand. Run with the
 * tracker and without: both have the same registry, whose table V8 doubles in one pause.
 */
import { mainThread } from "./main-thread.js";

const COUNT = 1_000_000;
const BATCH = 1000;

const registry = new FinalizationRegistry(() => undefined);

class Thing {
  constructor(address) {
    registry.register(this, address, this);
  }
  free() {
    registry.unregister(this);
  }
}

globalThis.kept = new Array(COUNT);
let longest = 0;
const started = mainThread();
for (let first = 0; first < COUNT; first += BATCH) {
  const before = mainThread();
  for (let at = first; at < first + BATCH; at++) globalThis.kept[at] = new Thing(8 * at + 8);
  longest = Math.max(longest, mainThread() - before);
}
const made = mainThread() - started;
globalThis.gc();
globalThis.gc();
const { heapUsed, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ made, longest, bytes: (heapUsed + arrayBuffers) / COUNT }));
// The verdict over a million is not what is measured here.
process.kill(process.pid, "SIGKILL");
