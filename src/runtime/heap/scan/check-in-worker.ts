import { wordsOf, type MemoryLike } from "../walk/words.ts";
import { scanInput, walkFor, type CheckOptions } from "./check.ts";
import { nodeThreads } from "./threads.ts";
import { checkResult, type HeapCheck } from "./result.ts";
import type { ScanOutput } from "./types.ts";
import type { ScanRequest } from "./worker.ts";

/** {@link checkHeap} on a copy of the memory in a worker: the program pauses for the walk and the copy, less than a millisecond
 * per MB, and not for the scan. The result is of the moment of the call.
 * @throws TypeError when `source` is no memory.
 * @throws Error when the worker cannot start, for instance because a content security policy forbids it. */
export async function checkHeapInWorker(source: MemoryLike, options: CheckOptions = {}): Promise<HeapCheck> {
  const words = wordsOf(source);
  const walk = walkFor(source, options);
  const input = scanInput(words, walk, options);
  const output = await scanElsewhere({ buffer: words.u32.slice().buffer, input });
  return checkResult(walk, output, options);
}

interface BrowserWorker {
  onmessage: ((event: { data: ScanOutput }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  postMessage(request: ScanRequest, transfer: ArrayBuffer[]): void;
  terminate(): void;
}

async function scanElsewhere(request: ScanRequest): Promise<ScanOutput> {
  const threads = nodeThreads();
  if (threads) {
    const worker = new threads.Worker(new URL("./worker.js", import.meta.url));
    try {
      return await new Promise<ScanOutput>((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
        worker.postMessage(request, [request.buffer]);
      });
    } finally {
      await worker.terminate();
    }
  }
  const { Worker } = globalThis as unknown as { Worker: new (url: URL, options: object) => BrowserWorker };
  // Written in full, for this is the form that bundlers recognise.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  try {
    return await new Promise<ScanOutput>((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        resolve(data);
      };
      worker.onerror = ({ message }) => {
        reject(new Error(`The worker for the heap scan failed: ${message ?? "it could not be loaded"}.`));
      };
      worker.postMessage(request, [request.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
