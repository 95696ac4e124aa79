/** A million live objects in one synchronous loop: bytes each, and the longest batch of a thousand, in processor time. */
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

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

globalThis.kept = new Array(COUNT);
let longest = 0;
const started = cpu();
for (let first = 0; first < COUNT; first += BATCH) {
  const before = cpu();
  for (let at = first; at < first + BATCH; at++) globalThis.kept[at] = new Thing(8 * at + 8);
  longest = Math.max(longest, cpu() - before);
}
const made = cpu() - started;
globalThis.gc();
globalThis.gc();
const { heapUsed, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ made, longest, bytes: (heapUsed + arrayBuffers) / COUNT }));
// The verdict over a million is not what is measured here.
process.kill(process.pid, "SIGKILL");
