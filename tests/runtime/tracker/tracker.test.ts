import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOWHERE, State, type Handle } from "../../../src/runtime/tracker/records.ts";
import { Tracker } from "../../../src/runtime/tracker/tracker.ts";

function tracker(options = {}): { tracker: Tracker; type: number; tick: (ms: number) => void } {
  let now = 1000;
  const made = new Tracker({ now: () => now, ...options });
  const type = made.defineClass({ name: "Paint", how: "embind", releases: ["delete"] });
  return { tracker: made, type, tick: (ms) => void (now += ms) };
}

describe("states", () => {
  it("lets the first end of a record stand", () => {
    const { tracker: t, type } = tracker();
    const handle = t.created(type, 64, 0, 0, 100);
    expect([t.records.live, t.records.liveBytes]).toEqual([1, 100]);
    expect(t.released(handle)).toBe(true);
    expect(t.collected(handle)).toBe(false);
    expect(t.released(handle)).toBe(false);
    expect(t.state(handle)).toBe(State.released);
    expect([t.records.live, t.records.liveBytes]).toEqual([0, 0]);
    expect(t.totals).toEqual({ created: 1, released: 1, collected: 0, failed: 0 });
  });

  it("keeps a pending release open", () => {
    const { tracker: t, type } = tracker();
    const handle = t.created(type, 64, 0);
    t.pending(handle);
    expect(t.records.live).toBe(1);
    t.released(handle);
    expect(t.records.live).toBe(0);
  });

  it("counts misuse by kind, class and place", () => {
    const { tracker: t, type, tick } = tracker();
    const stack = t.stacks.intern("    at f (/app/a.ts:1:1)");
    for (let i = 0; i < 3; i++) {
      tick(10);
      t.collected(t.created(type, 64, stack, 0, 8));
    }
    t.failed(t.created(type, 64, stack), new RangeError("memory access out of bounds"));
    const [first, second] = [...t.misuses()];
    expect(first).toMatchObject({ kind: "freed-by-gc", count: 3, bytes: 24, first: 10, last: 30 });
    expect(second).toMatchObject({ kind: "failed", message: "RangeError: memory access out of bounds" });
  });

  it("does nothing at all when off", () => {
    const { tracker: t, type } = tracker({ level: "off" });
    expect(t.wantsStack(type)).toBe(false);
    expect(t.released(t.created(type, 64, 0))).toBe(false);
    expect(t.records.live).toBe(0);
  });
});

describe("stacks", () => {
  it("are taken of the first of each class, then of one in sixteen", () => {
    const { tracker: t, type } = tracker({ fullStacks: 10 });
    const taken: number[] = [];
    for (let i = 0; i < 64; i++) {
      if (t.wantsStack(type)) taken.push(i);
      t.created(type, 64, 0);
    }
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 32, 48]);
    expect(t.countsOf(type)).toMatchObject({ created: 64, stacks: 13 });
  });
});

describe("records", () => {
  it("agree with a plain model, whatever happens in whatever order", () => {
    const step = fc.record({
      act: fc.constantFrom("create", "create", "release", "collect", "again"),
      pick: fc.nat(),
      pointer: fc.integer({ min: 1, max: 40 }).map((n) => n * 8),
      bytes: fc.nat({ max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const { tracker: t, type } = tracker();
        const open = new Map<Handle, { pointer: number; bytes: number }>();
        const ended: Handle[] = [];
        for (const { act, pick, pointer, bytes } of steps) {
          const chosen = [...open.keys()][pick % (open.size || 1)];
          if (act === "create") {
            const handle = t.created(type, pointer, 0, 0, bytes);
            expect(open.has(handle) || ended.includes(handle)).toBe(false);
            open.set(handle, { pointer, bytes });
          } else if (act === "again") {
            const old = ended[pick % (ended.length || 1)];
            if (old !== undefined) expect(t.released(old)).toBe(false);
          } else if (chosen !== undefined) {
            expect(act === "release" ? t.released(chosen) : t.collected(chosen)).toBe(true);
            open.delete(chosen);
            ended.push(chosen);
          }
        }
        const { records } = t;
        expect([...records.open()].map((slot) => records.handle(slot)).sort()).toEqual([...open.keys()].sort());
        expect(records.liveBytes).toBe([...open.values()].reduce((sum, one) => sum + one.bytes, 0));
        for (const address of new Set([...open.values()].map((one) => one.pointer))) {
          const expected = [...open].filter(([, one]) => one.pointer === address).map(([handle]) => handle);
          expect([...records.at(address)].map((slot) => records.handle(slot)).sort()).toEqual(expected.sort());
        }
      }),
      { numRuns: 100 },
    );
  });

  it("find the newest of a group at an address, while the table grows and rows come and go", () => {
    const step = fc.record({
      group: fc.integer({ min: 0, max: 2 }),
      pointer: fc.integer({ min: 0, max: 60 }).map((n) => n * 8),
      release: fc.boolean(),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const { tracker: t, type } = tracker();
        // Enough of them that buckets are split.
        for (let i = 0; i < 3000; i++) t.created(type, 100_000 + 8 * i, 0, 1);
        const open: { handle: Handle; key: string }[] = [];
        for (const { group, pointer, release, pick } of steps) {
          if (release && open.length > 0) {
            const [gone] = open.splice(pick % open.length, 1);
            t.released(gone?.handle ?? 0);
          } else {
            const joins = pick % 5 === 0;
            const handle = t.created(type, pointer, 0, joins ? NOWHERE : group);
            if (joins) t.records.setGroup(t.records.slot(handle), group);
            open.push({ handle, key: `${group} ${pointer}` });
          }
        }
        for (let group = 0; group < 3; group++)
          for (let pointer = 0; pointer <= 480; pointer += 8) {
            const expected =
              pointer === 0 ? 0 : (open.findLast(({ key }) => key === `${group} ${pointer}`)?.handle ?? 0);
            const slot = t.records.newestOf(group, pointer);
            expect(slot === 0 ? 0 : t.records.handle(slot)).toBe(expected);
          }
        expect(t.records.handle(t.records.newestOf(1, 100_000 + 8 * 2999))).toBe(t.records.handle(3000));
      }),
      { numRuns: 40 },
    );
  });

  it("cost the same whether or not they share an address that nobody looks for", () => {
    const { tracker: t, type } = tracker();
    const handles = Array.from({ length: 50_000 }, () => t.created(type, 64, 0, NOWHERE));
    expect(t.records.newestOf(NOWHERE, 64)).toBe(0);
    // Oldest first: with one chain of all this would take the square of their number.
    expect(handles.every((handle) => t.released(handle))).toBe(true);
    expect(t.records.live).toBe(0);
  });

  it("use rows again but never a handle, and remember the last few thousand ends", () => {
    const { tracker: t, type } = tracker();
    const first = t.created(type, 8, 0);
    t.released(first);
    for (let i = 0; i < 4000; i++) t.released(t.created(type, 8, 0));
    expect(t.state(first)).toBe(State.released);
    for (let i = 0; i < 4000; i++) t.released(t.created(type, 8, 0));
    expect(t.state(first)).toBe(State.free);
    expect(t.released(first)).toBe(false);
  });

  it("hold a million live objects in less than 150 bytes each", () => {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc") as () => void;
    const { tracker: t, type } = tracker();
    gc();
    const before = process.memoryUsage();
    for (let i = 1; i <= 1_000_000; i++) t.created(type, i * 16, 0, 0, 16);
    gc();
    const after = process.memoryUsage();
    const each = (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1_000_000;
    expect(t.records.live).toBe(1_000_000);
    expect([...t.records.at(16 * 500_000)]).toHaveLength(1);
    expect(each).toBeLessThan(150);
  });
});

describe("timeline", () => {
  it("has the end of a burst at its time, and the first thousand events one by one", () => {
    const { tracker: t, type, tick } = tracker({ tick: 64 });
    tick(100);
    for (let i = 0; i < 20; i++) {
      t.created(type, 8, 0);
      if (i % 5 === 4) tick(1);
    }
    tick(500);
    expect(t.timeline()).toEqual([
      { time: 100, live: 1, bytes: 0 },
      { time: 103, live: 20, bytes: 0 },
      { time: 604, live: 20, bytes: 0 },
    ]);
    expect(t.records.time(t.records.slot(t.created(type, 8, 0)))).toBe(604);
    t.created(type, 8, 0);
    expect(t.timeline().map(({ time }) => time)).toEqual([100, 103, 604]);
  });

  it("thins out instead of growing, and ends with the present", () => {
    const { tracker: t, type, tick } = tracker();
    for (let i = 0; i < 5000; i++) {
      tick(11);
      t.created(type, 8, 0, 0, 2);
    }
    const moments = t.timeline();
    expect(moments.length).toBeLessThanOrEqual(513);
    expect(moments.length).toBeGreaterThan(200);
    expect(moments.at(-1)).toEqual({ time: 55_000, live: 5000, bytes: 10_000 });
  });
});
