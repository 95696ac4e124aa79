/** The tracker alone: a million records without a program around them, the longest batch of a thousand, and adding them up. */
import { Tracker } from "../../dist/runtime/tracker/tracker.js";
import { mainThread } from "./main-thread.js";

const tracker = new Tracker({ tick: 64, fullStacks: 0, sampleEvery: Infinity });
const type = tracker.defineClass({ name: "Thing", how: "registry", releases: ["free"] });
let longest = 0;
for (let first = 0; first < 1_000_000; first += 1000) {
  const before = mainThread();
  for (let at = first; at < first + 1000; at++) tracker.created(type, 8 * at + 8, 0, 1);
  longest = Math.max(longest, mainThread() - before);
}
const before = mainThread();
tracker.records.sums();
console.log(JSON.stringify({ longest, sums: mainThread() - before }));
