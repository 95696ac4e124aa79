/**
 * `npm run bench:runtime [filter]`: the same programs with and without the tracker. The ways of running alternate, so that a
 * noisy machine is noisy for all; the figure is the ratio of the best processor times.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAMS = fileURLToPath(new URL("./runtime/programs.js", import.meta.url));
const REGISTER = new URL("../dist/integrations/register.js", import.meta.url).href;
const ROUNDS = Number(process.env["ROUNDS"] ?? 5);

/** A way of running a program, with the most it may cost on handles alone and on real work. */
const ways = [
  { name: "without" },
  { name: "default", env: {}, most: [2.2, 1.5] },
  { name: "no stacks", env: { WASM_LEAKS_STACKS: "off" }, most: [1.8, 1.2] },
  { name: "all stacks", env: { WASM_LEAKS_STACKS: "full" } },
];

function run(program, env) {
  const preload = env === undefined ? [] : ["--import", REGISTER];
  const text = execFileSync(process.execPath, [...preload, PROGRAMS, program], {
    encoding: "utf8",
    env: { ...process.env, WASM_LEAKS_QUIET: "1", WASM_LEAKS_EXIT_CODE: "0", ...env },
  });
  return Number(text);
}

function best(values) {
  return Math.min(...values);
}

const filter = process.argv[2] ?? "";
const programs = JSON.parse(execFileSync(process.execPath, [PROGRAMS, "--list"], { encoding: "utf8" })).filter(
  (program) => program.includes(filter),
);
const rows = {};
let over = 0;
for (const program of programs) {
  const times = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, way] of ways.entries()) times[at]?.push(run(program, way.env));
  const base = best(times[0] ?? []);
  const row = { "without (ms)": base.toFixed(0) };
  for (const [at, way] of ways.entries()) {
    if (at === 0) continue;
    const ratio = best(times[at] ?? []) / base;
    const most = way.most?.[program.startsWith("handles") ? 0 : 1];
    const isOver = most !== undefined && ratio > most;
    if (isOver) over++;
    row[way.name] = `${ratio.toFixed(2)}x${most === undefined ? "" : ` of ${String(most)}x${isOver ? " OVER" : ""}`}`;
  }
  rows[program] = row;
}
console.table(rows);
if (over > 0) process.exitCode = 1;
