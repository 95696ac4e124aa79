import type { EventLoopUtilization } from "node:perf_hooks";

/** For a thread that does not come back from what it does. */
const BUSY_MS = 200;
/** For one of which nobody can tell: its loop has not begun to turn. */
const UNKNOWN_MS = 1000;
/** For one that has time, or is at its report already: only the machine is slow. */
const IDLE_MS = 3000;

/** What can be known of a thread that was asked for its report. */
export interface Asked {
  /** What the thread said since. */
  said(): "nothing" | "acknowledged" | "report";
  /** How its event loop spent the time since it was asked, in milliseconds. */
  spent(): Pick<EventLoopUtilization, "idle" | "active">;
}

/** Whether to wait on for a thread that was asked so many milliseconds ago. */
export function isWorthWaiting(thread: Asked, since: number): boolean {
  const said = thread.said();
  if (said === "report") return false;
  if (since < BUSY_MS) return true;
  if (said === "acknowledged") return since < IDLE_MS;
  const { idle, active } = thread.spent();
  return since < (idle > 0 ? IDLE_MS : active > 0 ? BUSY_MS : UNKNOWN_MS);
}
