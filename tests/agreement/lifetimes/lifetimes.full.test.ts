import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateClass } from "./classes.ts";
import { compareProgram } from "./compare.ts";
import { generate } from "./generate.ts";
import { seed } from "./seed.ts";
import { shapes } from "./shapes/index.ts";

const decisions = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 140 });

const shorter = fc.array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 110 });

describe("the lifetime analysis against many programs that run", () => {
  it("agrees on leaks, double releases and late uses", async () => {
    await fc.assert(
      fc.asyncProperty(decisions, async (stream) => {
        const program = generate(stream);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 2500, seed },
    );
  });

  it("agrees on classes that hold what they own in fields", async () => {
    await fc.assert(
      fc.asyncProperty(shorter, async (stream) => {
        const program = generateClass(stream);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 400, seed },
    );
  });

  it.each(Object.keys(shapes))("agrees on programs with %s", async (name) => {
    const shape = shapes[name];
    await fc.assert(
      fc.asyncProperty(shorter, async (stream) => {
        const program = generate(stream, shape === undefined ? [] : [shape]);
        expect(await compareProgram(program), program.source).toEqual([]);
      }),
      { numRuns: 400, seed },
    );
  });
});
