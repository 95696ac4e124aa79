import { describe, expect, it } from "vitest";
import { situations } from "./situations.ts";
import { leaked, runProgram, THING } from "./run-program.ts";

describe.concurrent("every way a program ends", () => {
  for (const [name, end, code] of situations) {
    it(`${name}: code ${String(code)}`, async () => {
      const ended = await runProgram(`${THING}kept.push(new Thing());\n${end}`);
      expect(ended.code, ended.stderr).toBe(code);
      if (code === 0) {
        expect(ended.stderr).toBe("");
        return;
      }
      expect(leaked(ended.report, "Thing"), ended.stderr).toBe(name === "late work in beforeExit" ? 2 : 1);
      expect(ended.stderr.match(/^wasm-leaks \d+ objects? leaked/gm), ended.stderr).toHaveLength(1);
    });
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const) {
    it.runIf(process.platform !== "win32")(`${signal} that nobody handles`, async () => {
      const ended = await runProgram(
        `${THING}kept.push(new Thing()); setInterval(() => {}, 1000); console.log("ready");`,
        {
          whenReady: (child) => child.kill(signal),
        },
      );
      expect(ended.signal).toBe(signal);
      expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1);
    });
  }

  it.runIf(process.platform !== "win32")("a signal that the application handles is the application's", async () => {
    const ended = await runProgram(
      `${THING}kept.push(new Thing()); const timer = setInterval(() => {}, 1000);
       process.once("SIGTERM", () => { console.log("mine"); clearInterval(timer); }); console.log("ready");`,
      { whenReady: (child) => child.kill("SIGTERM") },
    );
    expect([ended.code, ended.signal]).toEqual([23, null]);
    expect(ended.stdout).toBe("ready\nmine\n");
    expect(leaked(ended.report, "Thing")).toBe(1);
  });
});

describe.concurrent("settings", () => {
  it("takes another exit code", async () => {
    const ended = await runProgram(`${THING}kept.push(new Thing());`, { env: { WASM_LEAKS_EXIT_CODE: "42" } });
    expect(ended.code).toBe(42);
  });

  it("0 never changes the code", async () => {
    const ended = await runProgram(`${THING}kept.push(new Thing());`, { env: { WASM_LEAKS_EXIT_CODE: "0" } });
    expect(ended.code).toBe(0);
    expect(leaked(ended.report, "Thing")).toBe(1);
  });

  it("says what is wrong with a setting, and goes on", async () => {
    const ended = await runProgram(`${THING}kept.push(new Thing());`, {
      env: { WASM_LEAKS_EXIT_CODE: "many", WASM_LEAKS_STACKS: "some" },
    });
    expect(ended.code).toBe(23);
    expect(ended.stderr).toContain(
      'WASM_LEAKS_EXIT_CODE is "many"; it must be a whole number from 0 to 255. Using 23.',
    );
    expect(ended.stderr).toContain(
      'WASM_LEAKS_STACKS is "some"; it must be "full", "sample" or "off". Using "sample".',
    );
  });

  it("is silent on demand", async () => {
    const ended = await runProgram(`${THING}kept.push(new Thing());`, { env: { WASM_LEAKS_QUIET: "1" } });
    expect([ended.code, ended.stderr]).toEqual([23, ""]);
  });

  it("says when the report cannot be written", async () => {
    const ended = await runProgram(`${THING}kept.push(new Thing());`, {
      env: { WASM_LEAKS_OUTPUT: "/nowhere/at/all.json" },
    });
    expect(ended.code).toBe(23);
    expect(ended.stderr).toContain("Check WASM_LEAKS_OUTPUT");
  });
});
