import { describe, expect, it } from "vitest";
import { viewDisagreements } from "./agree.ts";
import { generateViews } from "./generate.ts";

const programs = (start: number, count: number): ReturnType<typeof generateViews>[] =>
  Array.from({ length: count }, (_, i) => generateViews(start + i));

describe("no-stale-view agrees with a memory that really grows", () => {
  it("on 250 fixed programs", () => {
    const { disagreements, stale } = viewDisagreements(programs(1, 250));
    expect(disagreements).toEqual([]);
    expect(stale).toBeGreaterThan(20);
  });

  const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
  it(`on 100 programs from seed ${start}`, () => {
    expect(viewDisagreements(programs(start, 100)).disagreements).toEqual([]);
  });
});
