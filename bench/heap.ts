/**
 * What recording costs: milliseconds per MB to rewrite a module, run time of real programs with hooks against the same
 * without in the same run, bytes per live block. Times are processor time of all threads, which other work on the machine
 * disturbs least; rewriting is repeated after a warm-up, and the least of it is the work itself, for collections of garbage
 * and other work on the machine come on top.
 *
 * npx esbuild bench/heap.ts --bundle --platform=node --format=esm --outfile=bench/.heap.mjs && node bench/.heap.mjs [rounds]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { findAllocator } from "../src/runtime/heap/allocator/index.ts";
import { install, type InstrumentOptions } from "../src/runtime/heap/install.ts";
import { rewrite } from "../src/runtime/heap/instrument/rewrite.ts";
import { Ledger } from "../src/runtime/heap/ledger/ledger.ts";
import { readModule } from "../src/runtime/heap/module/index.ts";
import { webAssembly } from "../src/runtime/heap/webassembly.ts";

const require = createRequire(import.meta.url);
const rounds = Number(process.argv[2] ?? 5);
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Milliseconds of processor time. */
function timed(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The median and the least of many runs, after a warm-up. */
function repeated(work: () => unknown): { median: number; least: number } {
  for (let i = 0; i < 10; i++) work();
  const all = Array.from({ length: 20 * rounds }, () => timed(work));
  return { median: median(all), least: Math.min(...all) };
}

function rewriting(path: string): void {
  const bytes = readFileSync(require.resolve(path));
  const first = timed(() => rewriteOnce(bytes));
  const warm = repeated(() => rewriteOnce(bytes));
  const validate = repeated(() => webAssembly.validate(bytes));
  const perMegabyte = (time: number): string => ((time * 1e6) / bytes.length).toFixed(1);
  console.log(
    `  ${path}: ${perMegabyte(warm.least)} ms/MB, ${warm.least.toFixed(1)} ms, median ${warm.median.toFixed(1)} ms ` +
      `(first ${first.toFixed(1)} ms); the engine validates in ${perMegabyte(validate.least)} ms/MB`,
  );
}

function rewriteOnce(bytes: Uint8Array): void {
  const module = readModule(bytes);
  rewrite(module, findAllocator(module).sites, { entries: true, functions: false });
}

interface Database {
  run(sql: string, values?: unknown[]): void;
  exec(sql: string): unknown;
  close(): void;
}
type InitSql = (config: object) => Promise<{ Database: new () => Database }>;

/** Inserts and queries, in a fresh module. */
async function sql(): Promise<() => void> {
  const SQL = await (require("sql.js") as InitSql)({
    wasmBinary: readFileSync(require.resolve("sql.js/dist/sql-wasm.wasm")),
  });
  return () => {
    const database = new SQL.Database();
    database.run("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
    for (let i = 0; i < 3_000; i++) database.run("INSERT INTO t VALUES (?, ?)", [i, `row ${String(i)}`]);
    database.exec("SELECT b, count(*) FROM t GROUP BY b ORDER BY b LIMIT 10");
    database.close();
  };
}

interface CanvasKit {
  Path: { MakeFromSVGString(text: string): { delete(): void; toSVGString(): string } };
}
type InitCanvasKit = (config: object) => Promise<CanvasKit>;

/** Paths made and dropped: little else than allocations. */
async function paths(): Promise<() => void> {
  const wasmBinary = readFileSync(require.resolve("canvaskit-wasm/bin/canvaskit.wasm"));
  const kit = await (require("canvaskit-wasm") as InitCanvasKit)({ wasmBinary });
  return () => {
    for (let i = 0; i < 3_000; i++) {
      const path = kit.Path.MakeFromSVGString(`M0 0 L${String(i)} 5 Q 4 5 6 7 L 9 9 Z`);
      path.toSVGString();
      path.delete();
    }
  };
}

async function load(program: () => Promise<() => void>, options?: InstrumentOptions): Promise<() => void> {
  const installation = options === undefined ? undefined : install({ ...options, onNotice: () => undefined });
  try {
    return await program();
  } finally {
    installation?.uninstall();
  }
}

async function programs(name: string, program: () => Promise<() => void>): Promise<void> {
  const kinds: readonly [string, InstrumentOptions | undefined][] = [
    ["plain", undefined],
    ["no stacks", { stacks: "none" }],
    ["stacks (default)", {}],
    ["every function", { functions: true }],
  ];
  const runs = await Promise.all(kinds.map(async ([, options]) => await load(program, options)));
  const times: number[][] = kinds.map(() => []);
  for (let i = 0; i <= rounds; i++)
    for (const [kind, run] of runs.entries()) {
      const time = timed(run);
      // The first round compiles.
      if (i > 0) times[kind]?.push(time);
    }
  const base = median(times[0] ?? []);
  const ratios = kinds
    .slice(1)
    .map(([label], kind) => `${label} ${(median(times[kind + 1] ?? []) / base).toFixed(2)}x`);
  console.log(`  ${name}: plain ${base.toFixed(0)} ms; ${ratios.join(", ")}`);
}

function blocks(): void {
  for (const step of [16, 32, 64, 128, 384, 4096]) {
    const ledger = new Ledger();
    const count = 500_000;
    const acquire = timed(() => {
      for (let i = 0; i < count; i++) ledger.acquire(65_536 + i * step, step - 8, i & 63);
    });
    const bytes = ledger.blocks.bytes / count;
    const release = timed(() => {
      for (let i = 0; i < count; i++) ledger.release(65_536 + i * step);
    });
    const nanoseconds = (time: number): string => ((time * 1e6) / count).toFixed(0);
    console.log(
      `  blocks of ${String(step)} bytes: ${bytes.toFixed(1)} bytes each; ${nanoseconds(acquire)} ns to note, ${nanoseconds(release)} ns to forget`,
    );
  }
}

console.log("rewriting:");
for (const path of [
  "sql.js/dist/sql-wasm.wasm",
  "canvaskit-wasm/bin/canvaskit.wasm",
  "canvaskit-wasm/bin/profiling/canvaskit.wasm",
  "web-tree-sitter/web-tree-sitter.wasm",
])
  rewriting(path);
console.log("programs:");
await programs("sql.js, 3,000 inserts", sql);
await programs("canvaskit, 3,000 paths", paths);
console.log("ledger:");
blocks();
