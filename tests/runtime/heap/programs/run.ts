import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll } from "vitest";
import type { LedgerTotals } from "../../../../src/runtime/heap/ledger/ledger.ts";
import type { HeapFinding } from "../../../../src/runtime/heap/findings.ts";
import type { StackUse } from "../../../../src/runtime/heap/shadow-stack.ts";
import type { InstrumentOptions } from "../../../../src/runtime/heap/install.ts";

const here = path.dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

export interface Recorded {
  readonly notices: readonly string[];
  readonly instances: readonly {
    readonly found: string;
    readonly kind: string;
    readonly totals: LedgerTotals;
    readonly stacks: number;
    readonly captures: number;
    readonly findings: readonly HeapFinding[];
    readonly stack: StackUse;
  }[];
}

const folder = mkdtempSync(path.join(tmpdir(), "wasm-leaks-heap-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let preload: Promise<string> | undefined;

async function bundle(): Promise<string> {
  const outfile = path.join(folder, "preload.mjs");
  const entryPoints = [path.join(here, "preload.ts")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
  return outfile;
}

let runs = 0;

/** Runs the quick start of a package in a process of its own, with the instrumenter or without. */
export async function runQuickStart(
  name: string,
  root: string,
  options?: InstrumentOptions,
  longer = 0,
): Promise<{ output: string; recorded: Recorded | undefined }> {
  const program = [path.join(here, "quick-starts.mjs"), name, root];
  if (options === undefined) return { output: (await run(process.execPath, program)).stdout, recorded: undefined };
  const out = path.join(folder, `out-${String(++runs)}.json`);
  const env = { ...process.env, HEAP_OUT: out, HEAP_LONGER: String(longer), HEAP_OPTIONS: JSON.stringify(options) };
  const loader = pathToFileURL(await (preload ??= bundle())).href;
  const { stdout } = await run(process.execPath, ["--import", loader, ...program], { env });
  return { output: stdout, recorded: JSON.parse(readFileSync(out, "utf8")) as Recorded };
}
