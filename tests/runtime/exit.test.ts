import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasm-leaks-exit-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program against the built development runtime. */
function run(body: string, env: NodeJS.ProcessEnv = {}): { code: number | null; stdout: string; stderr: string } {
  const file = join(folder, "main.mjs");
  const head = [
    `import { manage, release } from ${JSON.stringify(new URL("dist/runtime/development.js", root).href)};`,
    `import { loadMyClass } from ${JSON.stringify(new URL("native/cpp/my-class/load.js", root).href)};`,
    "const exports = loadMyClass();",
    "class MyClass { constructor() { manage(exports._MyClass__constructor(1), this, exports._MyClass__destructor); } }",
  ];
  writeFileSync(file, `${head.join("\n")}\n${body}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...env },
  });
  return { code: status, stdout, stderr };
}

describe("exit report in Node", () => {
  it("says what leaked, where it was made and what to write, and keeps the exit code", () => {
    const { code, stdout, stderr } = run("globalThis.kept = new MyClass();\nconsole.log('done');");
    expect(code).toBe(0);
    expect(stdout).toBe("done\n");
    expect(stderr).toContain("1 object leaked at 1 place");
    expect(stderr).toContain("main.mjs:5:19");
    expect(stderr).toContain("5 | globalThis.kept = new MyClass();");
    expect(stderr).toContain("fix:");
    expect(stderr).toContain("docs/rules/require-release.md");
  });

  it("is silent when there is nothing to say", () => {
    expect(run("const object = new MyClass(); release(object);")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("reports at process.exit and after an error, without a collection, and keeps the code", () => {
    const exited = run("globalThis.kept = new MyClass(); process.exit(3);");
    expect(exited.code).toBe(3);
    expect(exited.stderr).toContain("1 MyClass was never released");
    const thrown = run("globalThis.kept = new MyClass(); throw new Error('boom');");
    expect(thrown.code).toBe(1);
    expect(thrown.stderr).toContain("1 MyClass was never released");
  });

  it("lets the program work on in beforeExit", () => {
    const { stdout, stderr } = run(
      "let turns = 0; process.on('beforeExit', () => { if (turns++ < 3) setTimeout(() => console.log(turns), 1); }); new MyClass();",
    );
    expect(stdout).toBe("1\n2\n3\n");
    expect(stderr.match(/freed-by-gc/g)).toHaveLength(1);
  });

  it("tracks through a frozen globalThis", () => {
    const { code, stderr } = run("Object.freeze(globalThis); new MyClass();");
    expect(code).toBe(0);
    expect(stderr).toContain("freed-by-gc");
  });

  it("reads its options from WASM_LEAKS, and ignores what is not JSON", () => {
    expect(run("new MyClass();", { WASM_LEAKS: '{"level":"off"}' }).stderr).toBe("");
    const { code, stderr } = run("new MyClass();", { WASM_LEAKS: "{" });
    expect(code).toBe(0);
    expect(stderr).toContain("WASM_LEAKS is not JSON");
    expect(stderr).toContain("freed-by-gc");
  });

  it("works when globalThis was frozen first", () => {
    const file = join(folder, "frozen.mjs");
    const url = new URL("dist/runtime/", root).href;
    writeFileSync(
      file,
      `Object.freeze(globalThis);
       const { manage } = await import("${url}index.js");
       const { session } = await import("${url}session.js");
       const freed = [];
       manage(16, {}, (p) => freed.push(p));
       const { totals } = await session().checkLeaks();
       console.log(freed.length, totals.created);`,
    );
    const { status, stdout } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, "1 0\n"]);
  });
});
