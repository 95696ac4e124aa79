import { readFileSync } from "node:fs";

const FILE = `/proc/self/task/${String(process.pid)}/schedstat`;

/**
 * Processor time of the main thread in ms: what a pause is. `process.cpuUsage` adds V8's helpers, which collect garbage beside
 * a program that runs on; only where Linux does not say what the thread had is that sum the answer.
 */
export function mainThread() {
  try {
    return Number(readFileSync(FILE, "utf8").split(" ")[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}
