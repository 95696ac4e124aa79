import { describe, expect, it } from "vitest";
import { DEV, leaked, runProgram, THING } from "./run-program.ts";

describe.concurrent("faults", () => {
  it("the whole report arrives over a pipe the application has used", async () => {
    const lines = 7000;
    const ended = await runProgram(
      `${THING}process.stderr.write("x".repeat(200_000) + "\\n");\n${"kept.push(new Thing());\n".repeat(lines)}process.exit(0);`,
      { env: { WASM_LEAKS_MOST: "100000", WASM_LEAKS_STACKS: "full" } },
    );
    expect(ended.code).toBe(23);
    expect(ended.stderr.length).toBeGreaterThan(2_000_000);
    expect(ended.stderr.match(/^never-freed/gm)).toHaveLength(lines);
    expect(ended.stderr.includes(`app.mjs:${String(lines + 9)}`)).toBe(true);
    expect(leaked(ended.report, "Thing")).toBe(lines);
  });

  it("a registry replaced by somebody else after us", async () => {
    const ended = await runProgram(`
      const Ours = FinalizationRegistry;
      globalThis.FinalizationRegistry = class extends Ours { constructor(done) { super(done); this.mine = true; } };
      ${THING}
      console.log(registry.mine, registry instanceof Ours);
      kept.push(new Thing());`);
    expect(ended.stdout).toBe("true true\n");
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
  });

  it("an application that freezes globals after us", async () => {
    const ended = await runProgram(`${THING}
      for (const frozen of [globalThis, Object, Object.prototype, FinalizationRegistry.prototype]) Object.freeze(frozen);
      kept.push(new Thing());
      console.log("alive");`);
    expect(ended.stdout).toBe("alive\n");
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
    expect(ended.code).toBe(23);
  });

  it("an application that froze globals before it loads the development runtime", async () => {
    const ended = await runProgram(
      `Object.freeze(globalThis);
       const { checkLeaks, manage } = await import(${JSON.stringify(DEV)});
       globalThis.console.log((manage(4096, {}, () => {}), (await checkLeaks()).findings.map(({ kind }) => kind).join()));`,
      { register: false },
    );
    expect([ended.code, ended.stdout], ended.stderr).toEqual([0, "freed-by-gc\n"]);
    expect(ended.stderr).toContain("1 object leaked");
  });

  it("--frozen-intrinsics: says which hooks are missing, and the program runs as always", async () => {
    const ended = await runProgram(`console.log("alive");`, { args: ["--frozen-intrinsics"] });
    expect(ended.stdout).toBe("alive\n");
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain("without --frozen-intrinsics");
  });

  it("a finalizer that throws in the last collection does not change how the program ends", async () => {
    const ended = await runProgram(`
      const registry = new FinalizationRegistry(() => { throw new Error("broken deleter"); });
      class Thing { constructor() { registry.register(this, 4096, this); } free() { registry.unregister(this); } }
      (() => { new Thing(); })();
      setTimeout(() => {}, 1);`);
    expect(ended.code, ended.stderr).toBe(23);
    expect(ended.report?.findings.map(({ kind, detail }) => [kind, detail])).toContainEqual([
      "failed",
      "Error: broken deleter",
    ]);
  });

  it("a release that releases others, and itself again", async () => {
    const ended = await runProgram(`
      const registry = new FinalizationRegistry(() => {});
      class Thing {
        constructor() { registry.register(this, 4096, this); this.others = []; }
        free() { registry.unregister(this); for (const other of this.others.splice(0)) other.free(); }
      }
      const [a, b] = [new Thing(), new Thing()];
      a.others.push(b, a);
      b.others.push(a);
      a.free();
      console.log("ended");`);
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([0, "ended\n", ""]);
  });

  it("an application that formats its own stacks", async () => {
    const ended = await runProgram(`${THING}
      Error.prepareStackTrace = (_error, sites) => sites;
      kept.push(new Thing());`);
    expect(ended.code, ended.stderr).toBe(23);
    expect(ended.report?.findings[0]?.site?.file).toBe("app.mjs");
  });

  it("100,000 objects in one synchronous loop: counted whole", async () => {
    const ended = await runProgram(`${THING}for (let i = 0; i < 100_000; i++) kept.push(new Thing(8 * i + 8));`);
    expect(leaked(ended.report, "Thing"), ended.stderr).toBe(100_000);
  });
});
