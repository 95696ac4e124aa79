import { expect, it } from "vitest";
import { leaked, runProgram, THING } from "./run-program.ts";

it("a million objects in one synchronous loop: counted whole, and the check says that it is at work", async () => {
  const ended = await runProgram(`${THING}for (let i = 0; i < 1_000_000; i++) kept.push(new Thing(8 * i + 8));`);
  expect(ended.code, ended.stderr).toBe(23);
  expect(leaked(ended.report, "Thing"), ended.stderr).toBe(1_000_000);
  expect(ended.progressed).toBe(true);
});
