// Measures whether an engine frees a wrapper's pointer while a function that has read it is suspended: the table on the
// page of no-pointer-across-await. usage: node scripts/measure-suspension.js [--engine NAME=COMMAND]...
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const forms = {
  "`const p = new W().ptr; await x; use(p)`":
    "async function run() { const p = new W().ptr; await tick(); return isFreed(p); }",
  "`const { ptr } = new W(); await x; …`":
    "async function run() { const { ptr } = new W(); await tick(); return isFreed(ptr); }",
  "a local `w`, not read again":
    "async function run() { const w = new W(); const p = w.ptr; await tick(); return isFreed(p); }",
  "`this` of `new W().method()`, not read again": "function run() { return new W().method(); }",
  "a parameter, not read again":
    "async function take(w) { const p = w.ptr; await tick(); return isFreed(p); }\nfunction run() { return take(new W()); }",
  "a generator's local, over `yield`":
    "function* steps() { const w = new W(); const p = w.ptr; yield; return isFreed(p); }\nasync function run() { const s = steps(); s.next(); await tick(); return s.next().value; }",
  "`w` used after the suspension":
    "async function run() { const w = new W(); const p = w.ptr; await tick(); const answer = isFreed(p); w.keep(); return answer; }",
  "no suspension in between": "async function run() { const p = new W().ptr; return isFreed(p); }",
};

// Collections are forced by gc(). SpiderMonkey's shell has no event loop: its jobs are drained by hand.
const harness = (code) => `
const freed = new Set();
const registry = new FinalizationRegistry((p) => freed.add(p));
let count = 0;
class W {
  constructor() { this.ptr = ++count; registry.register(this, this.ptr); }
  async method() { const p = this.ptr; await tick(); return isFreed(p); }
  keep() {}
}
const isFreed = (p) => freed.has(p);
let waiting = [];
const tick = () => new Promise((resume) => waiting.push(resume));
${code}
const shell = typeof drainJobQueue === "function";
const later = () => shell ? Promise.resolve() : new Promise((done) => setTimeout(done, 0));
const resume = () => { const ready = waiting; waiting = []; for (const each of ready) each(); };
globalThis.result = (async () => {
  // Compiled by the optimising tier as well: warm runs first, without collections.
  for (let i = 0; i < 3000; i++) { const warm = run(); resume(); await warm; }
  const answer = run();
  if (shell) return answer;
  for (let i = 0; i < 4; i++) { await later(); gc(); await later(); }
  resume();
  return answer;
})();
`;

const { values } = parseArgs({ options: { engine: { type: "string", multiple: true, default: [] } } });
const engines = [
  {
    name: `Node ${process.versions.node} (V8 ${process.versions.v8})`,
    run: inProcess(process.execPath, ["--expose-gc"]),
  },
  ...values.engine.map((entry) => {
    const [name, command] = entry.split(/=(.*)/s);
    return { name, run: inProcess(command, ["--expose-gc"]) };
  }),
];
if (existsSync("/usr/bin/js102")) engines.push({ name: "SpiderMonkey 102", run: inShell("/usr/bin/js102") });
const chromium = await openChromium();
if (chromium) engines.push(chromium);

const rows = [["form", ...engines.map(({ name }) => name)]];
for (const [name, code] of Object.entries(forms)) {
  const cells = [];
  for (const { run } of engines) cells.push((await run(code)) ? "freed before use" : "kept");
  rows.push([name, ...cells]);
}
const [head, ...body] = rows.map((row) => `| ${row.join(" | ")} |`);
console.log([head, `|${" --- |".repeat(rows[0].length)}`, ...body].join("\n"));
await chromium?.close();

function withFile(text, use) {
  const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-measure-"));
  try {
    const file = join(folder, "form.js");
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputOf(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout.trim() === "true";
}

function inProcess(command, args) {
  return (code) =>
    withFile(`${harness(code)}\nresult.then((answer) => console.log(answer));`, (file) =>
      outputOf(command, [...args, file]),
    );
}

function inShell(command) {
  const end = `
let answer;
result.then((value) => { answer = value; });
for (let i = 0; i < 20; i++) drainJobQueue();
for (let i = 0; i < 4; i++) { clearKeptObjects(); gc(); drainJobQueue(); }
resume();
for (let i = 0; i < 20; i++) drainJobQueue();
print(answer);`;
  return (code) => withFile(harness(code) + end, (file) => outputOf(command, [file]));
}

async function openChromium() {
  const { chromium: launcher } = await import("playwright-core");
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) return undefined;
  const browser = await launcher.launch({ executablePath, args: ["--js-flags=--expose-gc", "--no-sandbox"] });
  return {
    name: `Chromium ${browser.version().split(".")[0]}`,
    run: async (code) => {
      const page = await browser.newPage();
      await page.addScriptTag({ content: harness(code) });
      const answer = await page.evaluate("result");
      await page.close();
      return answer;
    },
    close: () => browser.close(),
  };
}
