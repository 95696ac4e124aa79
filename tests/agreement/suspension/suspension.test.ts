import { describe, expect, it } from "vitest";
import { compareSuspensions } from "./agree.ts";
import { generateSuspensions, type SuspensionProgram } from "./generate.ts";

const programs = (start: number, count: number): SuspensionProgram[] =>
  Array.from({ length: count }, (_, i) => generateSuspensions(start + i));

describe("no-pointer-across-await agrees with collections forced at every suspension", () => {
  it("on 200 fixed programs", () => {
    const { missed, temporaries, freedTemporaries } = compareSuspensions(programs(1, 200));
    expect(missed).toEqual([]);
    expect(freedTemporaries).toBeGreaterThan(temporaries / 4);
    expect(temporaries).toBeGreaterThan(20);
  });

  const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
  it(`on 100 programs from seed ${start}`, () => {
    expect(compareSuspensions(programs(start, 100)).missed).toEqual([]);
  });
});
