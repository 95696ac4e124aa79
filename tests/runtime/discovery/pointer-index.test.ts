import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PointerIndex } from "../../../src/runtime/discovery/pointer-index.ts";

const SEED = 20_261_121;

describe("PointerIndex", () => {
  it(`does what a Map does (seed ${String(SEED)})`, () => {
    const operation = fc.record({ set: fc.boolean(), pointer: fc.integer({ min: 1, max: 400 }).map((n) => n * 8) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 2000 }), (operations) => {
        const index = new PointerIndex();
        const map = new Map<number, number>();
        for (const [at, { set, pointer }] of operations.entries()) {
          if (set) {
            index.set(pointer, at + 1);
            map.set(pointer, at + 1);
          } else {
            index.delete(pointer);
            map.delete(pointer);
          }
        }
        for (let pointer = 8; pointer <= 3200; pointer += 8) expect(index.get(pointer)).toBe(map.get(pointer) ?? 0);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it("knows nothing of address 0", () => {
    const index = new PointerIndex();
    index.set(0, 5);
    expect(index.get(0)).toBe(0);
  });
});
