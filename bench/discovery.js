/**
 * `npm run bench:runtime [filter]`: the same programs with and without the tracker. The ways of running alternate, so that a
 * noisy machine is noisy for all; the figure is the ratio of the best processor times. Beside it stand Embind's own leak
 * detection (`-sASSERTIONS`, which keeps an unread Error for each smart handle), and how long LeakCanary waits.
 */
import { execFileSync, spawnSync } from "node:child_process";
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
  { name: "Embind's assertions", bare: { EMBIND_BUILD: "assertions" }, only: "Embind" },
];
/** What a million live objects may cost each, in bytes, and the longest pause of the tracker's own tables, in ms. */
const MOST_BYTES = 150;
const MOST_PAUSE = 50;

function run(program, env, bare = {}) {
  const preload = env === undefined ? [] : ["--import", REGISTER];
  const text = execFileSync(process.execPath, [...preload, PROGRAMS, program], {
    encoding: "utf8",
    env: { ...process.env, WASM_LEAKS_QUIET: "1", WASM_LEAKS_EXIT_CODE: "0", ...bare, ...env },
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
    for (const [at, way] of ways.entries())
      if (way.only === undefined || program.includes(way.only)) times[at]?.push(run(program, way.env, way.bare));
  const base = best(times[0] ?? []);
  const row = { "without (ms)": base.toFixed(0) };
  for (const [at, way] of ways.entries()) {
    if (at === 0 || times[at]?.length === 0) continue;
    const ratio = best(times[at] ?? []) / base;
    const most = way.most?.[program.startsWith("handles") ? 0 : 1];
    const isOver = most !== undefined && ratio > most;
    if (isOver) over++;
    row[way.name] = `${ratio.toFixed(2)}x${most === undefined ? "" : ` of ${String(most)}x${isOver ? " OVER" : ""}`}`;
  }
  rows[program] = row;
}
console.table(rows);
if (filter === "" || "million".includes(filter)) million();
console.log(
  "\nLeakCanary calls an object retained when it is still there 5,000 ms after it was done with and a collection\n" +
    "(square.github.io/leakcanary/fundamentals-how-leakcanary-works); the programs above end with three collections.",
);

/** A million live objects: what each costs, and how long the tracker's tables keep the program waiting. */
function million() {
  const file = fileURLToPath(new URL("./runtime/million.js", import.meta.url));
  const measure = (...args) => {
    const { stdout } = spawnSync(process.execPath, ["--expose-gc", ...args], {
      encoding: "utf8",
      env: { ...process.env, WASM_LEAKS_QUIET: "1", WASM_LEAKS_STACKS: "off" },
    });
    return JSON.parse(stdout);
  };
  // In turn, so that a noisy machine is noisy for both; the middle one of five.
  const rounds = Array.from({ length: 5 }, () => [measure(file), measure("--import", REGISTER, file)]);
  const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const [bare, ours] = [0, 1].map((way) => middle(rounds.map((round) => round[way].longest)));
  const bytes = middle(rounds.map(([without, tracked]) => tracked.bytes - without.bytes));
  const { longest, sums } = measure(fileURLToPath(new URL("./runtime/growth.js", import.meta.url)));
  if (bytes > MOST_BYTES || Math.max(longest, sums, ours - bare) > MOST_PAUSE) over++;
  console.log(
    `\na million live objects, no stacks: ${bytes.toFixed(0)} bytes each of ${String(MOST_BYTES)}; longest pause of the ` +
      `tracker's tables ${longest.toFixed(1)} ms of ${String(MOST_PAUSE)}, adding them all up for a report ${sums.toFixed(1)} ms; ` +
      `longest batch of a thousand with the engine's collections ${bare.toFixed(0)} ms without, ${ours.toFixed(0)} ms with`,
  );
}
if (over > 0) process.exitCode = 1;
