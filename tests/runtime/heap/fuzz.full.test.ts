import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

it("100,000 damaged modules: no crash, no change of behaviour", () => {
  for (let round = 0; round < 10; round++) {
    const { rewritten, valid } = fuzz(10_000, 1_000_003 * (round + 1));
    expect(rewritten).toBeGreaterThan(800);
    expect(valid).toBeGreaterThan(300);
  }
});
