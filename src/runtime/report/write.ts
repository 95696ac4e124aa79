import { builtin } from "../node.ts";

/**
 * Writes to a file descriptor, whole, before it returns. A pipe that somebody else made non-blocking takes 64 KiB and
 * then says EAGAIN: what is left then would be lost at exit.
 */
export function writeWhole(descriptor: number, text: string): void {
  const fs = builtin("node:fs");
  // Not TextEncoder: Node makes that global when it is first read, which a frozen globalThis forbids.
  const bytes = builtin("node:buffer")?.Buffer.from(text);
  if (!fs || !bytes) return;
  const wait = new Int32Array(new SharedArrayBuffer(4));
  let patience = 2000;
  for (let written = 0; written < bytes.length;) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      // A reader that has gone away, or that has not read for ten seconds.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || patience-- === 0) return;
      Atomics.wait(wait, 0, 0, 5);
    }
  }
}
