import { describe, expect, it } from "vitest";
import { isFirst, REGISTER } from "../../../src/integrations/register/preload.ts";

describe("isFirst: nothing can have been loaded before the tracker", () => {
  it.each([
    [["--import", "wasm-leaks/register"], ""],
    [["--import=wasm-leaks/register", "--import", "tsx"], ""],
    [["--import", "./setup.mjs"], `--max-old-space-size=99 --import=${REGISTER}`],
    [["--require", "wasm-leaks/register", "--require", "ts-node/register"], undefined],
    [[], `--import=${new URL("heap.js", REGISTER.replace("register.ts", "register/")).href} --import=${REGISTER}`],
  ])("is true for %j and NODE_OPTIONS %j", (execArgv, nodeOptions) => {
    expect(isFirst(execArgv, nodeOptions)).toBe(true);
  });

  it.each([
    [[], ""],
    [["--import", "./setup.mjs", "--import", "wasm-leaks/register"], ""],
    [["--import", "wasm-leaks/register", "-r", "./setup.cjs"], ""],
    [["--import", "wasm-leaks/register"], "--import ./setup.mjs"],
  ])("is false for %j and NODE_OPTIONS %j", (execArgv, nodeOptions) => {
    expect(isFirst(execArgv, nodeOptions)).toBe(false);
  });
});
