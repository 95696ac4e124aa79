import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Records, State } from "../../../src/runtime/tracker/records.ts";

const row = fc.record({
  classId: fc.nat(4),
  stack: fc.oneof(fc.nat(6), fc.constantFrom(256, 512, 768)),
  group: fc.nat(2),
  bytes: fc.nat(100),
  epoch: fc.nat(2),
  time: fc.nat(1000),
  end: fc.constantFrom(undefined, State.released, State.pending, State.collected),
});

describe("sums of open rows", () => {
  it("are what adding up one row after the other gives", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), fc.nat(2), fc.boolean(), (rows, since, byGroup) => {
        const records = new Records();
        const expected = new Map<string, number[]>();
        for (const [at, { classId, stack, group, bytes, epoch, time, end }] of rows.entries()) {
          const handle = records.add(classId, 8 * at + 8, stack, group, bytes, epoch, time);
          if (end !== undefined) records.move(records.slot(handle), end);
          const state = end ?? State.live;
          if ((state !== State.live && state !== State.pending) || epoch < since) continue;
          const key = [classId, stack, state, byGroup ? group : 0].join();
          const [count = 0, all = 0, oldest = Infinity, newest = 0] = expected.get(key) ?? [];
          expected.set(key, [count + 1, all + bytes, Math.min(oldest, time), Math.max(newest, time)]);
        }
        const sums = records.sums(since, byGroup ? (slot) => records.group(slot) : undefined);
        const found = sums.map(
          (sum) =>
            [
              [sum.classId, sum.stack, sum.state, sum.label].join(),
              [sum.count, sum.bytes, sum.oldest, sum.newest],
            ] as const,
        );
        expect(new Map(found)).toEqual(expected);
        for (const { slots, count, classId } of sums) {
          expect(slots).toHaveLength(Math.min(8, count));
          expect(slots.every((slot) => records.classId(slot) === classId)).toBe(true);
        }
      }),
    );
  });
});
