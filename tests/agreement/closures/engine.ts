import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "./generate.ts";

/** What became of a program's target after forced collections, or why the program could not run. */
export type Fate = "collected" | "retained" | { error: string };

/** An engine's command and how its shell forces a collection. */
export interface Engine {
  name: string;
  command: string;
  args: readonly string[];
}

export const node: Engine = { name: `node ${process.version}`, command: process.execPath, args: ["--expose-gc"] };

// Runs unchanged in Node and in SpiderMonkey's shell: the latter has no event loop, but drains jobs by hand.
const harness = String.raw`
const shell = typeof drainJobQueue === "function";
const macrotask = shell ? async () => {} : () => new Promise((done) => setImmediate(done));
function start(code) {
  const record = { refs: [], kept: [] };
  const manage = (p, owner, release) => {
    record.kept.push(release);
    record.refs.push(owner instanceof WeakRef ? owner : new WeakRef(owner));
  };
  class Registry extends FinalizationRegistry {
    constructor(callback) { super(callback); record.kept.push(this, callback); }
    register(target, held, token) {
      record.refs.push(new WeakRef(target));
      if (target === held) { record.kept.push(held); return; }
      super.register(target, held, token);
    }
  }
  try {
    const run = new Function("manage", "keep", "FinalizationRegistry", "free", "use", code + "\nreturn run;")(
      manage, manage, Registry, function free() {}, () => {});
    record.done = run(8);
    if (record.done) record.done.catch((error) => { record.error = String(error); });
    record.done = undefined;
  } catch (error) { record.error = String(error); }
  return record;
}
const records = programs.map(start);
function fates() {
  return records.map(({ refs, error }) =>
    error ? { error } : refs.length === 0 ? { error: "nothing registered" } : refs.some((ref) => ref.deref() !== undefined) ? "retained" : "collected");
}
if (shell) {
  for (let i = 0; i < 4; i++) { drainJobQueue(); clearKeptObjects(); gc(); }
  print(JSON.stringify(fates()));
} else {
  (async () => {
    for (let i = 0; i < 4; i++) { await macrotask(); gc(); }
    console.log(JSON.stringify(fates()));
  })();
}
`;

/** Runs all programs in one process of the engine and says what became of each target. */
export function runAll(engine: Engine, programs: readonly Program[]): Fate[] {
  const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-closures-"));
  try {
    const file = join(folder, "programs.js");
    const codes = programs.map(({ code, sourceType }) => {
      return sourceType === "script" ? code : `"use strict";\n${code.replace(/^import .*$/m, "")}`;
    });
    writeFileSync(file, `const programs = ${JSON.stringify(codes)};\n${harness}`);
    const { stdout, stderr, status } = spawnSync(engine.command, [...engine.args, file], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${engine.name} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as Fate[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
