import { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../runtime/report/model.ts";
import { loadsRegister, REGISTER } from "./preload.ts";

/** What `ChildProcess.prototype.spawn` is given; Node does not document it, so every field is looked at with care. */
interface SpawnOptions {
  file?: unknown;
  args?: unknown;
  envPairs?: unknown;
  stdio?: unknown;
}

/** Reports of the processes this one forked. */
export interface ForkReports {
  collect(): readonly Report[];
}

/**
 * Gives forked processes a tracker, also those with an `execArgv` of their own, and takes their reports from a folder:
 * the channel between parent and child is the application's.
 */
export function watchForks(inherited: string | undefined): ForkReports {
  let folder: string | undefined;
  const prototype = ChildProcess.prototype as unknown as { spawn: (this: unknown, options: SpawnOptions) => unknown };
  const native = prototype.spawn;
  prototype.spawn = function spawn(this: unknown, options: SpawnOptions): unknown {
    if (isFork(options) && !loadsRegister(options.args, process.env["NODE_OPTIONS"]))
      options.args.splice(1, 0, "--import", REGISTER);
    if (
      isString(options.args) &&
      Array.isArray(options.envPairs) &&
      loadsRegister(options.args, nodeOptions(options))
    ) {
      folder ??= inherited ?? mkdtempSync(join(tmpdir(), "wasm-leaks-"));
      options.envPairs.push(`WASM_LEAKS_COLLECT=${folder}`);
    }
    return native.call(this, options);
  };
  return {
    collect() {
      // A folder that was inherited belongs to the process above, which reads it.
      if (folder === undefined || folder === inherited) return [];
      const own = folder;
      const reports = readdirSync(own).map((name) => JSON.parse(readFileSync(join(own, name), "utf8")) as Report);
      rmSync(own, { recursive: true, force: true });
      return reports;
    },
  };
}

/** Leaves the report for the parent. False when the parent is gone, and with it the folder. */
export function leaveReport(folder: string, report: Report): boolean {
  if (!existsSync(folder)) return false;
  try {
    writeFileSync(join(folder, `${String(process.pid)}.json`), JSON.stringify(report));
    return true;
  } catch {
    return false;
  }
}

function isFork(options: SpawnOptions): options is SpawnOptions & { args: string[] } {
  return (
    options.file === process.execPath &&
    isString(options.args) &&
    Array.isArray(options.stdio) &&
    options.stdio.includes("ipc")
  );
}

function isString(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function nodeOptions(options: SpawnOptions): string | undefined {
  const pairs = Array.isArray(options.envPairs) ? (options.envPairs as unknown[]) : [];
  return pairs.find((pair): pair is string => typeof pair === "string" && pair.startsWith("NODE_OPTIONS="));
}
