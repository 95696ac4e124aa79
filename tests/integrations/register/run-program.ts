import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../src/runtime/report/model.ts";

/** The built entry point: a program under test loads what users load. */
export const REGISTER: string = new URL("../../../dist/integrations/register.js", import.meta.url).href;

/** The built development runtime. */
export const DEV: string = new URL("../../../dist/runtime/dev.js", import.meta.url).href;

/** A class whose objects a program can forget: no package is needed to see that the report arrives. */
export const THING = `
const registry = new FinalizationRegistry(() => {});
class Thing {
  constructor(address = 4096) { registry.register(this, address, this); }
  free() { registry.unregister(this); }
}
globalThis.Thing = Thing;
globalThis.kept = [];
`;

const PROGRESS = /^wasm-leaks: looking for leaks \.\.\.\n/gm;

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Without the progress line, which comes on any machine that is slow enough. */
  readonly stderr: string;
  /** Whether that line came. */
  readonly progressed: boolean;
  /** Undefined when no report was written. */
  readonly report: Report | undefined;
}

/** What a program is run with. */
export interface RunOptions {
  /** Before the program. */
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Other files of the program, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** `app.mjs` unless told. */
  readonly main?: string;
  readonly register?: boolean;
  /** Called once the program has written `ready`. */
  readonly whenReady?: (child: ChildProcess) => void;
}

/** Writes a program to a folder of its own, runs it and waits for its end. */
export async function runProgram(code: string, options: RunOptions = {}): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-test-"));
  const output = join(folder, "report.json");
  const main = join(folder, options.main ?? "app.mjs");
  writeFileSync(main, code);
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  try {
    const preload = options.register === false ? [] : ["--import", REGISTER];
    const child = spawn(process.execPath, [...preload, ...(options.args ?? []), main], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", WASM_LEAKS_OUTPUT: output, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (stdout === "" && text.includes("ready")) options.whenReady?.(child);
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code_, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode, by) => {
        resolve([exitCode, by]);
      });
    });
    const report = existsSync(output) ? (JSON.parse(readFileSync(output, "utf8")) as Report) : undefined;
    const quiet = stderr.replace(PROGRESS, "");
    return { code: code_, signal, stdout, stderr: quiet, progressed: quiet !== stderr, report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many objects of a class a report counts as leaked. */
export function leaked(report: Report | undefined, className: string): number {
  return (report?.findings ?? [])
    .filter((finding) => finding.leak && finding.className === className)
    .reduce((sum, finding) => sum + finding.count, 0);
}
