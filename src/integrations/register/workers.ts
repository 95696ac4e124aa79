import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import threads from "node:worker_threads";
import type { WorkerOptions } from "node:worker_threads";
import type { Report } from "../../runtime/report/model.ts";
import { Mailbox } from "./mailbox.ts";
import { isWorthWaiting, type Asked } from "./patience.ts";
import { loadsRegister, preloads, REGISTER } from "./preload.ts";

const POST = "wasm-leaks.post";

/** Asks a thread to put its report into the mailbox. */
interface Question {
  readonly ask: number;
}

/** What threads find in their environment data. */
interface Post {
  readonly channel: string;
  readonly mailbox: SharedArrayBuffer;
}

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
  const mailbox = new Mailbox();
  threads.setEnvironmentData(POST, { channel: name, mailbox: mailbox.buffer } satisfies Post as never);
  const channel = openChannel(name);
  const running = new Map<number, threads.Worker>();
  let lost = 0;
  patchConstructor((worker) => {
    const { threadId } = worker;
    running.set(threadId, worker);
    worker.once("exit", () => running.delete(threadId));
  });
  patchTerminate(async (worker) => {
    const { threadId } = worker;
    if (!isSilent(threadId)) return;
    const waiting = ask(threadId, worker);
    while (running.has(threadId) && waiting()) await new Promise((resolve) => setTimeout(resolve, 2));
    if (isSilent(threadId)) lost++;
  });

  const isSilent = (threadId: number): boolean => running.has(threadId) && mailbox.said(threadId) !== "report";

  /** Returns what tells whether to wait on. */
  function ask(threadId: number, { performance: clock }: threads.Worker): () => boolean {
    const before = clock.eventLoopUtilization();
    const start = performance.now();
    const asked: Asked = {
      said: () => mailbox.said(threadId),
      spent: () => clock.eventLoopUtilization(before),
    };
    channel.postMessage({ ask: threadId } satisfies Question);
    return () => isWorthWaiting(asked, performance.now() - start);
  }

  return {
    collect() {
      const pause = new Int32Array(new SharedArrayBuffer(4));
      const silent = [...running].filter(([threadId]) => isSilent(threadId));
      const asked = silent.map(([threadId, worker]) => ask(threadId, worker));
      while (asked.some((waits) => waits())) Atomics.wait(pause, 0, 0, 2);
      const still = silent.filter(([threadId]) => isSilent(threadId)).length;
      return { reports: [...mailbox.reports().values()], silent: lost + still };
    },
  };
}

/** Worker thread: what leaves its report for the main thread. It answers when asked, too. */
export function reporter(current: () => Report): ((report: Report) => void) | undefined {
  patchConstructor(() => undefined);
  const post = threads.getEnvironmentData(POST) as unknown as Post | undefined;
  if (post === undefined) return undefined;
  const mailbox = new Mailbox(post.mailbox);
  const channel = openChannel(post.channel);
  channel.onmessage = (event: unknown) => {
    if ((event as { data: Question }).data.ask !== threads.threadId) return;
    mailbox.acknowledge(threads.threadId);
    mailbox.put(threads.threadId, current());
  };
  return (report) => {
    mailbox.put(threads.threadId, report);
  };
}

/** A channel that keeps no thread alive. */
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

/** Loads the tracker, and the hooks of heaps, first, on the first line, so that lines keep their numbers; a directive stays in front. */
function withPreload(code: string): string {
  const directive = /^\s*(["'])use strict\1/.test(code) ? '"use strict";' : "";
  const load = preloads().map((url) => `require(${JSON.stringify(fileURLToPath(url))});`);
  return `${directive}{const w=process.emitWarning;process.emitWarning=()=>{};try{${load.join("")}}catch{}finally{process.emitWarning=w}}${code}`;
}

function patchTerminate(before: (worker: threads.Worker) => Promise<void>): void {
  const prototype = threads.Worker.prototype;
  const native = Reflect.get(prototype, "terminate") as (this: threads.Worker) => Promise<number>;
  prototype.terminate = function terminate(this: threads.Worker) {
    return before(this).then(() => native.call(this));
  };
}
