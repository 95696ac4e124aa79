import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSplit } from "./compare.ts";
import { generate, type Shape } from "./generate.ts";
import { seed } from "./seed.ts";
import { shapes } from "./shapes/index.ts";

const decisions = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 110 });
const programs = 120;

describe("programs whose helpers are in another file", () => {
  it.each([
    ["plain ones", []],
    ["helpers that pass on, free, make and keep", [shapes["helpers"]]],
  ])("are judged as if they were in one, never with certainty: %s", async (_, given) => {
    const used = given.filter((shape): shape is Shape => shape !== undefined);
    let [real, kept] = [0, 0];
    const invented: string[] = [];
    for (const stream of fc.sample(decisions, { numRuns: programs, seed })) {
      const program = generate(stream, used);
      const found = await compareSplit(program);
      expect(found.certain, program.source).toEqual([]);
      real += found.real;
      kept += found.kept;
      if (found.invented.length > 0) invented.push(`${found.invented.join(", ")} in\n${program.source}`);
    }
    // A helper runs in place in one file and is summed up in the other, which may forget what two names of one object share.
    expect(invented.length, invented.join("\n\n")).toBeLessThanOrEqual(programs / 100);
    expect(real).toBeGreaterThan(programs);
    // Lists that are given to another file are its own.
    expect(kept / real).toBeGreaterThan(2 / 3);
  });
});
