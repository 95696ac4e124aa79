/** The tracker alone: a million records without a program around them, and the longest batch of a thousand. */
import { Tracker } from "../../dist/runtime/tracker/tracker.js";

const tracker = new Tracker({ tick: 64, fullStacks: 0, sampleEvery: Infinity });
const type = tracker.defineClass({ name: "Thing", how: "registry", releases: ["free"] });
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let longest = 0;
for (let first = 0; first < 1_000_000; first += 1000) {
  const before = cpu();
  for (let at = first; at < first + 1000; at++) tracker.created(type, 8 * at + 8, 0, 1);
  longest = Math.max(longest, cpu() - before);
}
console.log(JSON.stringify({ longest }));
