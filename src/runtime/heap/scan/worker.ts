import { Words } from "../walk/words.ts";
import { scan } from "./mark.ts";
import { nodeThreads } from "./threads.ts";
import type { ScanInput, ScanOutput } from "./types.ts";

/** What a worker is sent: a copy of the memory, and what to look for in it. */
export interface ScanRequest {
  readonly buffer: ArrayBuffer;
  readonly input: ScanInput;
}

const port = nodeThreads()?.parentPort;
if (port) {
  port.once("message", ({ buffer, input }) => {
    port.postMessage(scan(new Words(buffer), input));
  });
} else {
  const scope = globalThis as unknown as {
    onmessage: (event: { data: ScanRequest }) => void;
    postMessage(output: ScanOutput): void;
  };
  scope.onmessage = ({ data: { buffer, input } }) => {
    scope.postMessage(scan(new Words(buffer), input));
  };
}
