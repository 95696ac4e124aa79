import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../../src/runtime/report/model.ts";

const root = new URL("../../../", import.meta.url);
const CLI = fileURLToPath(new URL("dist/integrations/cli/index.js", root));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasm leaks run "));
  const head = [
    `import { manage, release } from ${JSON.stringify(new URL("dist/runtime/index.js", root).href)};`,
    `import { loadMyClass } from ${JSON.stringify(new URL("native/cpp/my-class/load.js", root).href)};`,
    "const exports = loadMyClass();",
    "class MyClass { constructor() { manage(exports._MyClass__constructor(1), this, exports._MyClass__destructor); } }",
    "globalThis.kept = [];",
  ].join("\n");
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `${head}\n${body}\n`);
  };
  program("leaky.mjs", "for (let i = 0; i < 3; i++) kept.push(new MyClass());\nconsole.log('hello');");
  writeFileSync(join(folder, "package.json"), "{}");
  program("clean.mjs", "const object = new MyClass();\nrelease(object);");
  program("fails.mjs", "kept.push(new MyClass());\nprocess.exit(5);");
  program("dropped.mjs", "for (let i = 0; i < 3; i++) new MyClass();");
  program(
    "parent.mjs",
    "import { spawnSync } from 'node:child_process';\nspawnSync(process.execPath, ['leaky.mjs'], { stdio: 'inherit' });",
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function cli(...given: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...given], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  // The progress line comes on any machine that is slow enough.
  return { code: status, stdout, stderr: stderr.replace(/^wasm-leaks: looking for leaks \.\.\.\n/gm, "") };
}

describe("wasm-leaks run", () => {
  it("exits with 23 for leaks, and reports on stderr after the program's own output", () => {
    const { code, stdout, stderr } = cli("run", "--", "node", "leaky.mjs");
    expect(code).toBe(23);
    expect(stdout).toBe("hello\n");
    expect(stderr).toContain("3 objects leaked at 1 place");
    expect(stderr).toContain("leaky.mjs:6:39");
  });

  it("tracks the lean build too, keeps other codes, and is content with a clean program", () => {
    expect(cli("run", "node", "fails.mjs")).toMatchObject({ code: 5 });
    const { code, stderr } = cli("run", "node", "clean.mjs");
    expect(code).toBe(0);
    expect(stderr).toContain("no leak in");
  });

  it("gathers the processes below", () => {
    const { code, stderr } = cli("run", "--", "node", "parent.mjs");
    expect(code).toBe(23);
    expect(stderr).toContain("3 objects leaked");
  });

  it("writes a report that wasm-leaks report shows in every other format", () => {
    expect(cli("run", "--format", "json", "-o", "leaks.json", "node", "leaky.mjs").code).toBe(23);
    const report = JSON.parse(readFileSync(join(folder, "leaks.json"), "utf8")) as Report;
    expect(report.findings).toMatchObject([{ className: "MyClass", count: 3, leak: true }]);
    expect(cli("report", "leaks.json").stdout).toContain("3 objects leaked");
    expect(cli("report", "leaks.json", "--format", "github").stdout).toMatch(/^::error file=leaky\.mjs,line=6/);
    expect(cli("report", "leaks.json", "-f", "html", "-o", "leaks.html")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(folder, "leaks.html"), "utf8")).toContain("<!doctype html>");
  });

  it("takes a baseline, an ignore list, another code and --allow-gc", () => {
    expect(cli("run", "--exit-code", "7", "node", "leaky.mjs").code).toBe(7);
    expect(cli("run", "--baseline", "known.json", "--update-baseline", "node", "leaky.mjs").code).toBe(0);
    const known = cli("run", "--baseline", "known.json", "node", "leaky.mjs");
    expect(known.code).toBe(0);
    expect(known.stderr).toContain("3 objects known from the baseline");
    writeFileSync(join(folder, "ignore.json"), '[{ "class": "My*", "reason": "they are a test" }]');
    const ignored = cli("run", "--ignore", "ignore.json", "node", "leaky.mjs");
    expect(ignored.code).toBe(0);
    expect(ignored.stderr).toContain("3 MyClass leaky.mjs:6: they are a test");
    expect(cli("run", "node", "dropped.mjs").code).toBe(23);
    expect(cli("run", "--allow-gc", "node", "dropped.mjs").code).toBe(0);
  });

  it.each([
    [["run"], "missing required argument"],
    [["run", "--format", "xml", "node", "x"], "Allowed choices"],
    [["run", "--exit-code", "-1", "node", "x"], "whole number"],
    [["run", "--baseline", "nope.json", "node", "clean.mjs"], "nope.json cannot be read"],
    [["run", "--update-baseline", "node", "clean.mjs"], "--baseline <file>"],
    [["run", "--ignore", "leaky.mjs", "node", "clean.mjs"], "is not JSON"],
    [["run", "no-such-program"], "cannot be started: there is no such program"],
    [
      ["run", "./clean.mjs", "-v"],
      "it is a script. Name the program that runs it: wasm-leaks run -- node ./clean.mjs -v",
    ],
    [["report", "nope.json"], "cannot be read"],
    [["report", "package.json"], "no report of wasm-leaks"],
  ])("says what is wrong with %j, and exits with 2", (given, words) => {
    const { code, stderr } = cli(...given);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it.each([["run"], ["report"]])("has help for %s", (command) => {
    const { code, stdout } = cli(command, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--format <name>");
    expect(stdout).toContain("Exit code:");
  });

  it("says in its help where the report goes without -o, and it goes there", () => {
    expect(cli("run", "--help").stdout.replace(/\s+/g, " ")).toContain(
      "instead of stderr (text) or stdout (other formats)",
    );
    expect(cli("report", "--help").stdout.replace(/\s+/g, " ")).toContain("a file instead of stdout");
    const { stdout, stderr } = cli("run", "--format", "github", "node", "clean.mjs");
    expect([stdout, stderr]).toEqual(["", ""]);
    expect(cli("run", "--format", "github", "node", "leaky.mjs").stdout).toContain("::error file=leaky.mjs");
  });
});
