import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Linter } from "eslint";
import plugin from "../../../src/index.ts";
import type { SuspensionProgram } from "./generate.ts";

const linter = new Linter();

function reports({ code }: SuspensionProgram): string[] {
  const messages = linter.verify(code, {
    plugins: { "wasm-leaks": plugin },
    rules: { "wasm-leaks/no-pointer-across-await": "error" },
    languageOptions: { ecmaVersion: "latest", sourceType: "module" },
  });
  return messages.map(({ messageId, message }) => messageId ?? message);
}

// All programs run at once; every suspension of each ends only after a forced collection and the callbacks it causes.
const harness = String.raw`
let waiting = [];
const tick = () => new Promise((resume) => waiting.push(resume));
const macrotask = () => new Promise((done) => setImmediate(done));
const held = [];
// One registry for all: callbacks of many registries come one task at a time, long after the program went on.
const registry = new FinalizationRegistry(({ freed, p }) => freed.add(p));
async function drive(code, c) {
  let count = 0, early = false;
  const freed = new Set();
  const manage = (p, owner) => registry.register(owner, { freed, p });
  const run = new Function("manage", "next", "free", "probe", "hold", "tick", code + "\nreturn run;")(
    manage, () => ++count, () => {}, (p) => { if (freed.has(p)) early = true; }, (w) => held.push(w), tick);
  const started = run(c);
  if (typeof started.next === "function") for (let step = started.next(); !step.done; step = started.next()) await step.value;
  else await started;
  return early;
}
(async () => {
  let left = programs.length;
  const results = programs.map(async (code) => {
    const early = (await Promise.all([drive(code, true), drive(code, false)])).some(Boolean);
    left--;
    return early;
  });
  while (left > 0) {
    await macrotask();
    gc();
    await macrotask();
    gc();
    await macrotask();
    const ready = waiting;
    waiting = [];
    for (const resume of ready) resume();
  }
  console.log(JSON.stringify(await Promise.all(results)));
})();
`;

function freedEarly(programs: readonly SuspensionProgram[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-suspension-"));
  try {
    const file = join(folder, "programs.js");
    const codes = programs.map(
      ({ code }) => `"use strict";\n${code.replace(/^import .*$/m, "").replace("export ", "")}`,
    );
    writeFileSync(file, `const programs = ${JSON.stringify(codes)};\n${harness}`);
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", file], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as boolean[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the run of many programs showed. */
export interface SuspensionOutcome {
  /** Programs in which a pointer was freed early and the rule is silent, each shown whole. */
  missed: string[];
  /** Programs with a report about a wrapper that no variable ever held, and those of them that were freed early. */
  temporaries: number;
  freedTemporaries: number;
}

/**
 * Compares the rule with what was freed. One direction is exact: whatever is freed early is reported. The other has a
 * limit, on the rule's page as "registers in V8": V8 may keep a dead variable or temporary over a suspension.
 */
export function compareSuspensions(programs: readonly SuspensionProgram[]): SuspensionOutcome {
  const early = freedEarly(programs);
  const outcome: SuspensionOutcome = { missed: [], temporaries: 0, freedTemporaries: 0 };
  programs.forEach((program, i) => {
    const found = reports(program);
    if (early[i] === true && found.length === 0) outcome.missed.push(`seed ${program.seed}:\n${program.code}`);
    if (!found.includes("temporary")) return;
    outcome.temporaries++;
    if (early[i] === true) outcome.freedTemporaries++;
  });
  return outcome;
}
