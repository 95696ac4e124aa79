import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareProgram, disagreements } from "./compare.ts";
import { generate } from "./generate.ts";
import { seed } from "./seed.ts";

const decisions = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 110 });

describe("the lifetime analysis against programs that run", () => {
  it("agrees on leaks, double releases and late uses", () => {
    fc.assert(
      fc.property(decisions, (stream) => {
        const program = generate(stream);
        expect(compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 300, seed },
    );
  });

  it("has the limit that elements of a container are one thing", () => {
    const found = disagreements(
      generate([
        0, 3765, 0, 0, 4438, 0, 5660, 0, 0, 0, 1797, 0, 0, 8542, 0, 6544, 0, 0, 3989, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0,
      ]),
    );
    expect(found).toMatchObject([{ what: "missed", kind: "double-release", line: 28 }]);
  });
});
