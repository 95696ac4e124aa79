import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { Command, Option } from "commander";
import { baselineOf } from "../../../runtime/report/filters.ts";
import { heapPprof } from "../../../runtime/heap/pprof.ts";
import { heapSpeedscope } from "../../../runtime/heap/profiles.ts";
import { renderHtml } from "../../../runtime/report/html.ts";
import type { Report } from "../../../runtime/report/model.ts";
import type { SessionOptions } from "../../../runtime/session.ts";
import { mergeReports } from "../../register/merge.ts";
import { InputError, readBaseline, readIgnoreList, readReport } from "../files.ts";
import { formatOption, mostOption, outputOption, show, wholeNumber, type OutputOptions } from "../output.ts";

interface RunOptions extends OutputOptions {
  readonly exitCode: number;
  readonly stacks: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly ignore?: string;
  readonly allowGc?: boolean;
  readonly heap?: boolean;
  readonly heapChecks?: boolean;
  readonly heapFunctions?: boolean;
  readonly heapOutput?: string;
  readonly report?: string;
}

const REGISTER = new URL("../../register.js", import.meta.url).href;
const HEAP = new URL("../../register/heap.js", import.meta.url).href;

const AFTER = `
Examples:
  wasm-leaks run -- node app.js
  wasm-leaks run --format json --output leaks.json -- npm test
  wasm-leaks run --baseline known.json --update-baseline -- node app.js

Exit code:
  the program's own, 128 and its number for a signal
  23  instead of 0, when something was not released (--exit-code sets it, 0 never changes the code)
  2   when an option or a file cannot be used, or the program left no report`;

/** `wasm-leaks run -- node app.js`: runs a program with every hook in place, and reports when it ends. */
export function runCommand(): Command {
  return new Command("run")
    .summary("run a program and report what it did not release")
    .description("Runs a Node program, sees every handle of WebAssembly modules that it makes, and reports at its end.")
    .usage("[options] -- <command> [arguments...]")
    .argument("<command...>", "the program, such as: node app.js")
    .passThroughOptions()
    .addOption(formatOption())
    .addOption(outputOption("stderr (text) or stdout (other formats)"))
    .addOption(mostOption())
    .addOption(new Option("--exit-code <n>", "exit code for leaks, instead of 0").default(23).argParser(wholeNumber))
    .addOption(
      new Option("--stacks <level>", "sample: of the first 1,000 of a class, then 1 of 16; full: all; off: none")
        .choices(["sample", "full", "off"])
        .default("sample"),
    )
    .option("--baseline <file>", "report only what is not in this file")
    .option("--update-baseline", "write what is found to the file of --baseline, and succeed")
    .option("--ignore <file>", "JSON list of findings to leave out, each with a reason")
    .option("--allow-gc", "what the garbage collector released by itself is a warning, not a leak")
    .option("--heap", "record every allocation inside the modules, and print what their heaps hold at the end")
    .option("--heap-checks", "with --heap: look for writes past the end of a block and after its release")
    .option("--heap-functions", "with --heap: hook every function, for exact paths and stack overflow")
    .option("--heap-output <file>", "with --heap: profile of the heaps; .json for speedscope, .pb.gz for pprof")
    .option("--report <file>", "write the report as a page too: tables, timelines and flame graphs in one .html file")
    .addHelpText("after", AFTER)
    .action(async (command: string[], options: RunOptions) => {
      try {
        process.exitCode = await run(command, options);
      } catch (error) {
        if (!(error instanceof InputError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        console.error(`wasm-leaks run: ${(error as Error).message}`);
        process.exitCode = 2;
      }
    });
}

async function run(command: readonly string[], options: RunOptions): Promise<number> {
  if (options.updateBaseline === true && options.baseline === undefined) {
    throw new InputError("--update-baseline needs the file: --baseline <file>");
  }
  const known = options.updateBaseline !== true && options.baseline !== undefined;
  const session: SessionOptions = {
    ...(options.ignore === undefined ? {} : { ignore: readIgnoreList(options.ignore) }),
    ...(known ? { baseline: readBaseline(options.baseline) } : {}),
    ...(options.allowGc === true ? { allowGc: true } : {}),
  };
  const folder = mkdtempSync(path.join(tmpdir(), "wasm-leaks-"));
  try {
    const code = await start(command, {
      // The heap's hooks go first: those of register then see modules as the program does.
      NODE_OPTIONS:
        `${process.env["NODE_OPTIONS"] ?? ""}${options.heap ? ` --import=${HEAP}` : ""} --import=${REGISTER}`.trim(),
      ...(options.heap ? { WASM_LEAKS_HEAP: heapSettings(options) } : {}),
      WASM_LEAKS: JSON.stringify(session),
      WASM_LEAKS_STACKS: options.stacks,
      // Every process below leaves its report there: npm, the program, what it forks.
      WASM_LEAKS_COLLECT: folder,
    });
    const report = collected(folder);
    if (!report) {
      const cause = "it ended by abort or SIGKILL, or it is no Node program";
      console.error(`wasm-leaks run: the program left no report: ${cause}.`);
      return code === 0 ? 2 : code;
    }
    show(report, options, options.format === "text" ? process.stderr : process.stdout);
    if (options.heap === true && report.heaps === undefined)
      console.error(
        "wasm-leaks run: no module with a known allocator ran, so that no heap was recorded. `wasm-leaks inspect module.wasm` says why.",
      );
    if (options.report !== undefined) writeFileSync(options.report, renderHtml(report));
    if (options.heapOutput !== undefined) writeFileSync(options.heapOutput, heapProfile(report, options.heapOutput));
    if (options.updateBaseline === true && options.baseline !== undefined) {
      writeFileSync(options.baseline, `${JSON.stringify(baselineOf(report.findings), null, 2)}\n`);
      return code;
    }
    return code === 0 && report.verdict === "leaks" ? options.exitCode : code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function heapSettings({ heapChecks, heapFunctions }: RunOptions): string {
  return JSON.stringify({ checks: heapChecks, functions: heapFunctions });
}

function heapProfile(report: Report, file: string): string | Uint8Array {
  const heaps = report.heaps ?? [];
  return /\.(?:pb|pprof)(?:\.gz)?$/.test(file) ? heapPprof(heaps, report) : heapSpeedscope(heaps, report);
}

/** One report of all processes; the one that made most objects is the program. */
function collected(folder: string): Report | undefined {
  const reports = readdirSync(folder).map((name) => readReport(path.join(folder, name)));
  const [main, ...others] = reports.sort((a, b) => b.totals.created - a.totals.created);
  return main && mergeReports(main, others);
}

/** Runs the program on our own standard streams; a signal becomes 128 plus its number, as shells say it. */
function start(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [name = "", ...given] = command;
  const child = spawn(name, given, {
    stdio: "inherit",
    env: { ...process.env, ...env },
    // npm, npx and tsx are scripts there, which only a shell starts.
    shell: process.platform === "win32" && name !== "node",
  });
  // The terminal sends Ctrl-C to both; this process waits for the report.
  const wait = (): void => undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, wait);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      reject(new InputError(`${name} cannot be started: ${whyNot(name, given, error)}`));
    });
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** What kept a command from starting, with the command that would. */
function whyNot(name: string, given: readonly string[], { code, message }: NodeJS.ErrnoException): string {
  if (code !== "ENOENT" && code !== "EACCES") return message;
  if (/\.[cm]?js$/i.test(name) && existsSync(name))
    return `it is a script. Name the program that runs it: wasm-leaks run -- node ${[name, ...given].join(" ")}`;
  if (code === "EACCES") return "it may not be executed";
  return "there is no such program. Packages' own programs start with npx: wasm-leaks run -- npx <name>";
}
