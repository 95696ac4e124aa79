import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

const first = Number(process.env["FUZZ_SEED"] ?? 0);

it(`100,000 damaged modules: no crash, no change of behaviour, FUZZ_SEED=${String(first)}`, () => {
  for (let round = 0; round < 10; round++) {
    const { rewritten, valid } = fuzz(10_000, first + 1_000_003 * (round + 1));
    expect(rewritten).toBeGreaterThan(800);
    expect(valid).toBeGreaterThan(300);
  }
});
