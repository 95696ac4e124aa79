import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

it("3,000 damaged modules: no crash, no change of behaviour", () => {
  const { rewritten, valid } = fuzz(3_000, 20_261_121);
  expect(rewritten).toBeGreaterThan(250);
  expect(valid).toBeGreaterThan(100);
});
