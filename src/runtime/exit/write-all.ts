import { writeSync } from "node:fs";

const PAUSE_MS = 5;
/** A reader that takes nothing for this long is gone. */
const PATIENCE_MS = 30_000;

/**
 * Writes everything, synchronously: at exit nothing asynchronous happens any more. A pipe that the application has used
 * is non-blocking and takes 64 KiB at a time; the rest has to wait for its reader.
 */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let waited = 0;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at, bytes.length - at);
      waited = 0;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // A closed pipe has nobody left to tell.
      if (code !== "EAGAIN" || waited > PATIENCE_MS) return;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
      waited += PAUSE_MS;
    }
  }
}
