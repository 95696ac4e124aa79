import type { ScanOutput } from "./types.ts";
import type { ScanRequest } from "./worker.ts";

/** The part of `node:worker_threads` a scan needs. */
export interface NodeThreads {
  readonly Worker: new (url: URL) => {
    once(event: "message", listener: (output: ScanOutput) => void): void;
    once(event: "error", listener: (error: Error) => void): void;
    postMessage(request: ScanRequest, transfer: ArrayBuffer[]): void;
    terminate(): Promise<number>;
  };
  /** `null` in the main thread. */
  readonly parentPort: {
    once(event: "message", listener: (request: ScanRequest) => void): void;
    postMessage(output: ScanOutput): void;
  } | null;
}

/** Node's threads, without an import that a bundler for browsers would stumble over; `undefined` outside Node. */
export function nodeThreads(): NodeThreads | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined;
}
