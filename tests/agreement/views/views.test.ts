import { describe, expect, it } from "vitest";
import { compareViews } from "./agree.ts";
import { generateViews } from "./generate.ts";

const programs = (start: number, count: number): ReturnType<typeof generateViews>[] =>
  Array.from({ length: count }, (_, i) => generateViews(start + i));

describe("no-stale-view agrees with a memory that really grows", () => {
  it("on 150 fixed programs", () => {
    const { disagreements, stale, undecided } = compareViews(programs(1, 150));
    expect(disagreements).toEqual([]);
    expect(stale).toBeGreaterThan(35);
    expect(undecided).toBeLessThan(12);
  });

  const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
  it(`on 60 programs from seed ${start}`, () => {
    expect(compareViews(programs(start, 60)).disagreements).toEqual([]);
  });
});
