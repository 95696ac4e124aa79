import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateClass } from "./classes.ts";
import { compareProgram, disagreements } from "./compare.ts";
import { generate } from "./generate.ts";
import { seed } from "./seed.ts";
import { shapes } from "./shapes/index.ts";

const decisions = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 110 });

describe("the lifetime analysis against programs that run", () => {
  it("agrees on leaks, double releases and late uses", async () => {
    await fc.assert(
      fc.asyncProperty(decisions, async (stream) => {
        const program = generate(stream);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 300, seed },
    );
  });

  it.each(Object.keys(shapes))("agrees on programs with %s", async (name) => {
    const shape = shapes[name];
    await fc.assert(
      fc.asyncProperty(decisions, async (stream) => {
        const program = generate(stream, shape === undefined ? [] : [shape]);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 25, seed },
    );
  });

  it("agrees on classes that hold what they own in fields", async () => {
    await fc.assert(
      fc.asyncProperty(decisions, async (stream) => {
        const program = generateClass(stream);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 50, seed },
    );
  });

  it.each([
    [
      "an allocation beyond the first four that fails",
      [5205, 0, 3047, 0, 0, 3532, 0, 0, 0, 0, 0, 8330, 0, 133, 0, 0, 9095, 0, 0, 0, 0, 0, 2716, 0, 1973, 5193, 0, 0],
    ],
    [
      "a leak behind joined paths",
      [
        0, 880, 0, 0, 239, 4819, 0, 9083, 0, 3469, 0, 0, 0, 0, 4939, 0, 5768, 3604, 0, 597, 2098, 0, 3609, 442, 0, 1730,
        0, 6432, 0, 0, 5662, 4331, 0, 4649, 4748,
      ],
    ],
    [
      "a throw behind joined paths",
      [
        0, 8601, 0, 0, 3054, 9190, 0, 5476, 6353, 2616, 9785, 5535, 0, 2144, 9487, 0, 3092, 5318, 0, 4147, 644, 2551, 0,
        0, 0, 0, 5346, 701, 0, 0, 7185, 0, 448, 0, 0, 3619, 7115,
      ],
    ],
    [
      "null.delete() and two loops with one bound",
      [
        0, 0, 5373, 9573, 0, 0, 0, 0, 0, 4122, 4095, 8744, 1415, 0, 6904, 2571, 4719, 0, 0, 0, 0, 3097, 0, 4629, 1902,
        7631, 0, 8339, 0, 5450, 6690, 0, 0, 0, 0, 3933, 0, 478,
      ],
    ],
    [
      "a double release behind joined paths",
      [
        0, 0, 8937, 0, 0, 6593, 8010, 7639, 0, 0, 2171, 9380, 7838, 0, 0, 0, 0, 5500, 2054, 9450, 8720, 0, 2857, 8674,
        0, 0, 1668,
      ],
    ],
    [
      "a second one",
      [
        0, 6521, 0, 0, 3, 0, 0, 0, 1217, 0, 0, 3838, 7185, 8255, 2552, 4456, 0, 0, 9460, 0, 9426, 5965, 10, 0, 9997,
        205, 0, 0, 7370, 0, 0, 0, 0, 5652, 0, 0, 0, 0, 5179, 6277, 0, 8264, 0, 0, 9235,
      ],
    ],
    [
      "two objects that one variable held, both forgotten",
      [
        271, 0, 1695, 0, 0, 7767, 0, 0, 0, 0, 0, 1362, 0, 6729, 0, 0, 0, 0, 6309, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ],
    ],
    [
      "a method of null, after which nothing runs",
      [
        0, 0, 0, 0, 0, 0, 2301, 1111, 0, 690, 2058, 8457, 4203, 1615, 0, 0, 7035, 0, 6328, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0,
      ],
    ],
    [
      "a late use of what an earlier round made",
      [
        0, 0, 5113, 7209, 0, 2770, 29, 5651, 0, 2195, 0, 0, 0, 0, 9608, 862, 4742, 0, 1051, 1983, 6331, 3877, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
      ],
    ],
  ])("agrees where it once did not: %s", async (_, stream) => {
    const program = generate(stream as number[]);
    expect(await compareProgram(program), program.source).toEqual([]);
  });

  it("has the limit that elements of a container are one thing", async () => {
    const found = await disagreements(
      generate([
        0, 3765, 0, 0, 4438, 0, 5660, 0, 0, 0, 1797, 0, 0, 8542, 0, 6544, 0, 0, 3989, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0,
      ]),
    );
    expect(found).toMatchObject([{ what: "missed", kind: "double-release", line: 28 }]);
  });
});
