import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import threads from "node:worker_threads";
import type { WorkerOptions } from "node:worker_threads";
import type { Report } from "../../runtime/report/model.ts";
import { loadsRegister, REGISTER } from "./preload.ts";

/** How long a thread that is about to be ended may take for its report. */
const PATIENCE_MS = 200;
const CHANNEL = "wasm-leaks.channel";

type Message = { readonly ask: number } | { readonly from: number; readonly report: Report };

/** Reports of the threads this one started. */
export interface WorkerReports {
  /** Asks the threads that still run, waits a little, and gives what all of them said. */
  collect(): { readonly reports: readonly Report[]; readonly silent: number };
}

/**
 * Main thread: gives every worker a tracker, also those with an `execArgv` of their own and those made from a string, and
 * takes their reports. They arrive over a channel of their own: nothing the application listens to sees them.
 */
export function watchWorkers(): WorkerReports {
  const name = `wasm-leaks:${String(process.pid)}:${Math.random().toString(36).slice(2)}`;
  threads.setEnvironmentData(CHANNEL, name);
  const channel = openChannel(name);
  const reports = new Map<number, Report>();
  const running = new Map<number, threads.Worker>();
  patchConstructor((worker) => {
    const { threadId } = worker;
    running.set(threadId, worker);
    worker.once("exit", () => running.delete(threadId));
  });
  patchTerminate((worker) => ask(worker.threadId));

  function drain(): void {
    // Typed for ports only; Node takes a channel as well.
    const port = channel as unknown as threads.MessagePort;
    for (let next = threads.receiveMessageOnPort(port); next !== undefined; next = threads.receiveMessageOnPort(port)) {
      const message = next.message as Message;
      if ("from" in message) reports.set(message.from, message.report);
    }
  }

  async function ask(threadId: number): Promise<void> {
    drain();
    if (!running.has(threadId) || reports.has(threadId)) return;
    channel.postMessage({ ask: threadId } satisfies Message);
    const end = performance.now() + PATIENCE_MS;
    while (!reports.has(threadId) && running.has(threadId) && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      drain();
    }
  }

  return {
    collect() {
      drain();
      const waiting = (): number[] => [...running.keys()].filter((threadId) => !reports.has(threadId));
      for (const threadId of waiting()) channel.postMessage({ ask: threadId } satisfies Message);
      const pause = new Int32Array(new SharedArrayBuffer(4));
      const end = performance.now() + PATIENCE_MS;
      while (waiting().length > 0 && performance.now() < end) {
        Atomics.wait(pause, 0, 0, 2);
        drain();
      }
      return { reports: [...reports.values()], silent: waiting().length };
    },
  };
}

/** Worker thread: what sends its report to the main thread. It answers when asked, too. */
export function reporter(current: () => Report): ((report: Report) => void) | undefined {
  const name = threads.getEnvironmentData(CHANNEL);
  patchConstructor(() => undefined);
  if (typeof name !== "string") return undefined;
  const channel = openChannel(name);
  const send = (report: Report): void => {
    channel.postMessage({ from: threads.threadId, report } satisfies Message);
  };
  channel.onmessage = (event: unknown) => {
    const message = (event as { data: Message }).data;
    if ("ask" in message && message.ask === threads.threadId) send(current());
  };
  (channel as unknown as { unref(): void }).unref();
  return send;
}

function openChannel(name: string): threads.BroadcastChannel {
  const channel = new threads.BroadcastChannel(name);
  (channel as unknown as { unref(): void }).unref();
  return channel;
}

function patchConstructor(started: (worker: threads.Worker) => void): void {
  const Native = threads.Worker;
  const handler: ProxyHandler<typeof threads.Worker> = {
    construct(target, args: [string | URL, WorkerOptions?], newTarget) {
      const [file, options = {}] = args;
      const actual = (newTarget as unknown) === proxy ? target : newTarget;
      const execArgv = options.execArgv ?? process.execArgv;
      const more = loadsRegister(execArgv, process.env["NODE_OPTIONS"])
        ? execArgv
        : [...execArgv, "--import", REGISTER];
      // A worker made from a string runs before its `--import` has finished.
      const source = options.eval === true && typeof file === "string" ? withPreload(file) : file;
      const worker = Reflect.construct(target, [source, { ...options, execArgv: more }], actual) as threads.Worker;
      started(worker);
      return worker;
    },
  };
  const proxy = new Proxy(Native, handler);
  threads.Worker = proxy;
  syncBuiltinESMExports();
}

/** Loads the tracker first, on the first line, so that lines keep their numbers; a directive stays in front. */
function withPreload(code: string): string {
  const directive = /^\s*(["'])use strict\1/.test(code) ? '"use strict";' : "";
  const path = JSON.stringify(fileURLToPath(REGISTER));
  return `${directive}{const w=process.emitWarning;process.emitWarning=()=>{};try{require(${path})}catch{}finally{process.emitWarning=w}}${code}`;
}

function patchTerminate(before: (worker: threads.Worker) => Promise<void>): void {
  const prototype = threads.Worker.prototype;
  const native = Reflect.get(prototype, "terminate") as (this: threads.Worker) => Promise<number>;
  prototype.terminate = function terminate(this: threads.Worker) {
    return before(this).then(() => native.call(this));
  };
}
