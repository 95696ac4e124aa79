import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Profile } from "pprof-format";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../../src/runtime/report/model.ts";

const root = new URL("../../../", import.meta.url);
const CLI = fileURLToPath(new URL("dist/integrations/cli/index.js", root));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasm leaks heap "));
  const module = fileURLToPath(new URL("native/cpp/leaks/built/release.wasm", root));
  const head = [
    "import { readFileSync } from 'node:fs';",
    `const bytes = readFileSync(${JSON.stringify(module)});`,
    "const { instance } = await WebAssembly.instantiate(bytes, {});",
    "const wasm = instance.exports;",
    "wasm._initialize();",
  ].join("\n");
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(
    join(folder, "app.mjs"),
    `${head}\nfunction lose() { wasm.lost_list(10); }\nlose();\nwasm.healthy_containers();\n` +
      "const pointer = wasm.malloc(40);\nwasm.free(pointer);\nnew Uint8Array(wasm.memory.buffer)[pointer + 16] = 7;\n" +
      "console.log(Object.keys(wasm).join());",
  );
  const path = JSON.stringify(module);
  writeFileSync(
    join(folder, "lose.cjs"),
    [
      "module.exports = async (name, count) => {",
      `  const { instance } = await WebAssembly.instantiate(require("node:fs").readFileSync(${path}), {});`,
      "  instance.exports._initialize();",
      "  for (let i = 0; i < count; i++) instance.exports.lost_list();",
      '  console.log(name + " " + count);',
      "};",
    ].join("\n"),
  );
  writeFileSync(join(folder, "thread.mjs"), 'import lose from "./lose.cjs";\nawait lose("file", 3);');
  writeFileSync(
    join(folder, "threads.mjs"),
    [
      'import { Worker } from "node:worker_threads";',
      'import lose from "./lose.cjs";',
      'await lose("main", 2);',
      'new Worker(new URL("thread.mjs", import.meta.url));',
      `new Worker('require("./lose.cjs")("string", 5)', { eval: true });`,
      "const wait = 'setInterval(() => {}, 1000); require(\"node:worker_threads\").parentPort.postMessage(0)';",
      `const busy = new Worker('require("./lose.cjs")("terminated", 7).then(() => {' + wait + "})", { eval: true });`,
      'busy.once("message", () => busy.terminate());',
    ].join("\n"),
  );
  writeFileSync(
    join(folder, "posted.mjs"),
    `import { readFileSync } from "node:fs";\nimport { Worker } from "node:worker_threads";\n` +
      `const module = await WebAssembly.compile(readFileSync(${path}));\n` +
      "const code = `const { workerData } = require('node:worker_threads');\n" +
      "const { exports } = new WebAssembly.Instance(workerData, {}); exports._initialize();\n" +
      "const at = exports.malloc(8); exports.free(at); console.log(Object.keys(exports).join(), typeof at)`;\n" +
      "new Worker(code, { eval: true, workerData: module });",
  );
  writeFileSync(join(folder, "plain.mjs"), "console.log('no module');");
  writeFileSync(
    join(folder, "parent.mjs"),
    "import { fork } from 'node:child_process';\nfork('app.mjs');\nawait import('./app.mjs');",
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...given: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "run", ...given], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return { code: status, stdout, stderr };
}

describe("wasm-leaks run --heap", () => {
  it("prints what the heaps hold, with the application's lines, and lets the program be", () => {
    const { code, stdout, stderr } = run("--heap", "--", "node", "app.mjs");
    expect(code).toBe(0);
    expect(stdout).toContain("malloc");
    expect(stdout).not.toContain("wasm-leaks");
    expect(stderr).toContain("heap of module 1 (app.mjs): dlmalloc, found by name");
    expect(stderr).toMatch(/definitely lost: 1 with 9 more blocks, \d+ bytes/);
    expect(stderr).toMatch(/lost_list \+0x[0-9a-f]+\n +lose \(app\.mjs:6\)/);
    expect(stderr).not.toContain("write-after-release");
  });

  it("checks on request, hooks every function on request, and writes a page and profiles", () => {
    const given = ["--heap-checks", "--heap-functions", "--report", "heap.html", "--heap-output", "heap.json"];
    const { code, stderr } = run("--heap", ...given, "--", "node", "app.mjs");
    expect(code).toBe(0);
    expect(stderr).toContain("write-after-release");
    expect(stderr).toContain("note: Writes past the end are not checked");
    const page = readFileSync(join(folder, "heap.html"), "utf8");
    for (const words of ["Heap of module 1", "write-after-release", "lost_list", "app.mjs:6"])
      expect(page).toContain(words);
    const speedscope = JSON.parse(readFileSync(join(folder, "heap.json"), "utf8")) as { profiles: { name: string }[] };
    expect(speedscope.profiles.map(({ name }) => name)).toContain("module 1 (app.mjs): live (bytes)");
  });

  it("puts the heaps of all processes into the JSON report, which the other commands show", () => {
    const { code } = run("--heap", "-f", "json", "-o", "all.json", "--heap-output", "heap.pb.gz", "node", "parent.mjs");
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, "all.json"), "utf8")) as Report;
    expect(report.heaps).toHaveLength(2);
    const live = report.heaps?.reduce((sum, { totals }) => sum + totals.liveBytes, 0);
    const profile = Profile.decode(gunzipSync(readFileSync(join(folder, "heap.pb.gz"))));
    expect(profile.sample.reduce((sum, { value }) => sum + Number(value[3]), 0)).toBe(live);
    const shown = spawnSync(process.execPath, [CLI, "report", "all.json"], { cwd: folder, encoding: "utf8" });
    expect(shown.stdout.match(/heap of module 1/g)).toHaveLength(2);
  });

  it("records every worker thread, from a file, from a string, and one that is terminated", () => {
    const { code, stdout } = run("--heap", "-f", "json", "-o", "threads.json", "node", "threads.mjs");
    expect(stdout.trim().split("\n").sort()).toEqual(["file 3", "main 2", "string 5", "terminated 7"]);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, "threads.json"), "utf8")) as Report;
    const lost = report.heaps?.map((heap) => heap.lost?.reduce((sum, { losses }) => sum + losses, 0));
    expect(lost?.sort()).toEqual([2, 3, 5, 7]);
    expect(report.heaps?.map(({ totals }) => totals.live).sort((a, b) => a - b)).toEqual([20, 30, 50, 70]);
  });

  it("lets a thread run a module that was posted to it, unrecorded", () => {
    const { code, stdout, stderr } = run("--heap", "node", "posted.mjs");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^memory,.*malloc.* number\n$/);
    expect(stdout).not.toContain("wasm-leaks");
    expect(stderr).toContain("no module with a known allocator ran");
  });

  it("says when there was nothing to record, and is silent without the option", () => {
    expect(run("--heap", "node", "plain.mjs").stderr).toContain("no module with a known allocator ran");
    expect(run("node", "app.mjs").stderr).not.toContain("heap of");
  });
});
