import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conventions } from "../../../src/resources/conventions.ts";
import { anyPattern, fillPattern, namePattern } from "../../../src/rules/analysis/recognise/names.ts";

const patterns = [
  ...conventions.flatMap(({ acquire, release }) => [acquire, ...release]),
  "lib.make(*)",
  "$open",
  "a*b*c",
];

describe("anyPattern", () => {
  it("accepts a name exactly where one of the patterns does", () => {
    const any = anyPattern(patterns);
    const single = patterns.map(namePattern);
    const part = fc.constantFrom("", "_", "X", "image", "Image", "lib.make(x)", "$open", "a1b2c", "9", "#", "é");
    const filled = fc.tuple(fc.constantFrom(...patterns), part).map(([pattern, text]) => fillPattern(pattern, text));
    const name = fc.tuple(fc.oneof(filled, part), part).map((parts) => parts.join(""));
    fc.assert(
      fc.property(name, (text) => {
        expect(any(text)).toBe(single.some((match) => match(text) !== undefined));
      }),
      { numRuns: 2000 },
    );
  });
});
