import { describe, expect, it } from "vitest";
import { usingDisagreements } from "./agree.ts";
import { generateUsing } from "./generate.ts";

const programs = (start: number, count: number): ReturnType<typeof generateUsing>[] =>
  Array.from({ length: count }, (_, i) => generateUsing(start + i));

describe("what prefer-using suggests runs as before and releases exactly once", () => {
  it("on 120 fixed programs", () => {
    const { disagreements, taken } = usingDisagreements(programs(1, 120));
    expect(disagreements).toEqual([]);
    expect(taken).toBeGreaterThan(80);
  });

  const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);
  it(`on 50 programs from seed ${start}`, () => {
    expect(usingDisagreements(programs(start, 50)).disagreements).toEqual([]);
  });
});
