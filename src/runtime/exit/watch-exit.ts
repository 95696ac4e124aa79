import { Patches } from "../discovery/patches.ts";

/** What the exit needs from the one who judges. */
export interface ExitJudge {
  /** Grows with every event: an unchanged number needs no second collection. */
  readonly position: () => number;
  /** Collects, lets finalizers run, and calls back; only while the event loop still turns. */
  readonly settle: (done: () => void) => void;
  /** The last word, synchronous; returns the exit code to use instead of 0, or undefined to keep it. */
  readonly verdict: (how: "end" | "exit" | "signal" | "fatal") => number | undefined;
}

/** Signals that end a program and leave it time for a report. SIGUSR1 starts the debugger, SIGKILL leaves no time. */
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"];

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;
type ReallyExit = (code?: number) => never;

/**
 * Gives the verdict exactly once, in every way a program ends but `abort`, SIGKILL and a loop that never ends. It replaces
 * `process.emit` and `process.reallyExit` instead of listening: listeners can be removed, and one that throws before
 * ours would lose the report. Returns what takes everything out again.
 */
export function watchExit(judge: ExitJudge, isMainThread: boolean): () => void {
  const { emit: nativeEmit, reallyExit: nativeReallyExit } = process as unknown as {
    emit: Emit;
    reallyExit?: ReallyExit;
  };
  const patches = new Patches();
  let settledAt = -1;
  let settling = false;
  let collected = false;
  let said = false;

  function lastWord(how: "end" | "exit" | "signal" | "fatal"): number | undefined {
    if (said) return undefined;
    said = true;
    return judge.verdict(how);
  }

  /** Node reads the code after the listeners: 0 and nothing become ours, everything else is kept. */
  function atExit(code: unknown): void {
    const ours = lastWord(collected ? "end" : "exit");
    const now = process.exitCode;
    if (ours !== undefined && (code === undefined || code === 0) && (now === undefined || Number(now) === 0))
      process.exitCode = ours;
  }

  function emit(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
    if (event === "exit") {
      let threw = true;
      try {
        const result = nativeEmit.call(this, event, ...args);
        threw = false;
        return result;
      } finally {
        // A listener that throws has an exit code of its own.
        if (threw) lastWord("fatal");
        else atExit(args[0]);
      }
    }
    if (event === "beforeExit") {
      const result = nativeEmit.call(this, event, ...args);
      afterBeforeExit();
      return result;
    }
    if (event === "uncaughtException") {
      // No catch: rethrowing would show our line instead of theirs.
      let threw = true;
      try {
        const result = nativeEmit.call(this, event, ...args);
        threw = false;
        return result;
      } finally {
        if (threw) lastWord("fatal");
      }
    }
    if (isMainThread && SIGNALS.includes(event as NodeJS.Signals) && onlyOurs(event as NodeJS.Signals)) {
      lastWord("signal");
      process.removeListener(event, trap);
      process.kill(process.pid, event as NodeJS.Signals);
      return true;
    }
    return nativeEmit.call(this, event, ...args);
  }

  function afterBeforeExit(): void {
    if (settling || said || settledAt === judge.position()) return;
    settling = true;
    judge.settle(() => {
      settling = false;
      collected = true;
      settledAt = judge.position();
    });
  }

  function onlyOurs(signal: NodeJS.Signals): boolean {
    return process.listenerCount(signal) === 1 && process.listeners(signal)[0] === trap;
  }

  // Node ends at once on a signal nobody listens to: this listener only keeps it from doing so.
  const trap = (): void => undefined;

  patches.value(process, "emit", emit);
  if (nativeReallyExit !== undefined) {
    patches.value(process, "reallyExit", (code?: number): never => {
      const ours = lastWord(collected ? "end" : "exit");
      return nativeReallyExit.call(process, code === undefined || code === 0 ? (ours ?? code) : code);
    });
  }
  if (isMainThread) {
    for (const signal of SIGNALS) {
      try {
        process.on(signal, trap);
      } catch {
        // Windows knows only some of them.
      }
    }
  }
  return () => {
    patches.restore();
    for (const signal of SIGNALS) process.removeListener(signal, trap);
  };
}
