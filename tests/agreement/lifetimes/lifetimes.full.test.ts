import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareProgram } from "./compare.ts";
import { generate } from "./generate.ts";
import { seed } from "./seed.ts";

const decisions = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 140 });

describe("the lifetime analysis against many programs that run", () => {
  it("agrees on leaks, double releases and late uses", () => {
    fc.assert(
      fc.property(decisions, (stream) => {
        const program = generate(stream);
        expect(compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 2500, seed },
    );
  });
});
