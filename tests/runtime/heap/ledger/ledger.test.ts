import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ledger } from "../../../../src/runtime/heap/ledger/ledger.ts";
import { StackStatistics } from "../../../../src/runtime/heap/ledger/stack-statistics.ts";
import { StackStore } from "../../../../src/runtime/heap/ledger/stack-store.ts";

const event = fc.record({
  what: fc.constantFrom("acquire" as const, "release" as const, "resize" as const),
  place: fc.nat(40),
  to: fc.nat(40),
  size: fc.integer({ min: 1, max: 24 }),
  stack: fc.nat(5),
});

describe("Ledger", () => {
  it("agrees with a Map of blocks, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), fc.constantFrom(8, 16, 65_536), (events, spacing) => {
        const ledger = new Ledger(() => 0);
        const model = new Map<number, { size: number; stack: number }>();
        let peak = 0;
        let peakStacks = new Map<number, number>();
        const bytes = (): number => [...model.values()].reduce((sum, block) => sum + block.size, 0);
        for (const { what, place, to, size, stack } of events) {
          const address = 1024 + place * spacing;
          const target = 1024 + to * spacing;
          // Sizes stay below the spacing: blocks of an allocator do not overlap.
          const fits = Math.min(size, spacing);
          if (what === "acquire" && !model.has(address)) {
            ledger.acquire(address, fits, stack);
            model.set(address, { size: fits, stack });
          } else if (what === "release" && model.has(address)) {
            expect(ledger.release(address)).toMatchObject({ address, ...model.get(address) });
            model.delete(address);
          } else if (what === "resize" && model.has(address) && (address === target || !model.has(target))) {
            ledger.resize(address, target, fits, stack);
            model.delete(address);
            model.set(target, { size: fits, stack });
          }
          if (bytes() > peak) {
            peak = bytes();
            peakStacks = new Map();
            for (const block of model.values())
              peakStacks.set(block.stack, (peakStacks.get(block.stack) ?? 0) + block.size);
          }
        }
        const expected = [...model]
          .map(([address, block]) => ({ address, ...block }))
          .sort((a, b) => a.address - b.address);
        expect(ledger.live().map(({ address, size, stack }) => ({ address, size, stack }))).toEqual(expected);
        expect(ledger.totals()).toMatchObject({ live: model.size, liveBytes: bytes(), peakBytes: peak, vanished: 0 });
        for (let stack = 0; stack < 6; stack++)
          expect(ledger.stackTotals(stack).peakBytes).toBe(peakStacks.get(stack) ?? 0);
      }),
      { numRuns: 200 },
    );
  });

  it("counts temporary allocations: released before anything else was acquired", () => {
    const ledger = new Ledger(() => 0);
    ledger.acquire(1024, 8, 1);
    ledger.release(1024);
    ledger.acquire(1024, 8, 1);
    ledger.acquire(2048, 8, 2);
    ledger.release(1024);
    expect(ledger.totals().temporary).toBe(1);
    expect(ledger.stackTotals(1).temporary).toBe(1);
  });

  it("gives an aligned pointer to the block it lies in, and counts what it never saw", () => {
    const ledger = new Ledger(() => 0);
    ledger.acquire(1024, 188, 1);
    expect(ledger.release(1056)).toMatchObject({ address: 1024, size: 188 });
    expect(ledger.release(4096)).toBeUndefined();
    expect(ledger.totals()).toMatchObject({ live: 0, liveBytes: 0, unknownReleases: 1 });
  });

  it("moves a block whose first bytes were given back and used again to its aligned address", () => {
    const ledger = new Ledger(
      () => 0,
      () => 0,
      (from, to) => (from <= 1056 && 1056 < to ? 1056 : undefined),
    );
    ledger.acquire(1024, 188, 1);
    ledger.acquire(1024, 4, 2);
    expect(ledger.live().map(({ address, size, stack }) => [address, size, stack])).toEqual([
      [1024, 4, 2],
      [1056, 156, 1],
    ]);
    expect(ledger.release(1056)).toMatchObject({ stack: 1, sequence: 1 });
    expect(ledger.release(1024)).toMatchObject({ stack: 2 });
    expect(ledger.totals()).toMatchObject({ live: 0, liveBytes: 0, unknownReleases: 0, vanished: 0 });
  });

  it("finds an aligned block although another one lies before it in the bytes that were given back", () => {
    const ledger = new Ledger(() => 0);
    ledger.acquire(1024, 188, 1);
    ledger.acquire(1032, 4, 2);
    expect(ledger.release(1056)).toMatchObject({ address: 1024 });
    expect(ledger.totals()).toMatchObject({ live: 1, liveBytes: 4, unknownReleases: 0 });
  });

  it("drops a block that lies where a new one begins when nothing of it is left", () => {
    const ledger = new Ledger(() => 0);
    ledger.acquire(1024, 188, 1);
    ledger.acquire(1024, 4, 2);
    expect(ledger.totals()).toMatchObject({ live: 1, liveBytes: 4, vanished: 1 });
  });

  it("reconciles with a walk", () => {
    const ledger = new Ledger(() => 0);
    for (const [address, size] of [
      [1024, 100],
      [2048, 188],
      [4096, 500],
      [8192, 16],
    ] as const)
      ledger.acquire(address, size, 3);
    const changed = ledger.reconcile([
      { address: 8192, size: 20 },
      { address: 2080, size: 156 },
      { address: 4096, size: 252 },
    ]);
    expect(changed).toEqual({ dropped: 1, moved: 1, resized: 1 });
    expect(ledger.live().map(({ address, size }) => [address, size])).toEqual([
      [2080, 156],
      [4096, 252],
      [8192, 16],
    ]);
    expect(ledger.totals()).toMatchObject({ live: 3, liveBytes: 424, vanished: 1 });
  });

  it("keeps a bounded timeline that covers the whole run", () => {
    const ledger = new Ledger(
      () => 0,
      () => 65_536,
    );
    for (let i = 0; i < 100_000; i++) ledger.acquire(1024 + i * 16, 16, 0);
    expect(ledger.timeline.length).toBeLessThanOrEqual(256);
    expect(ledger.timeline[0]?.events).toBe(1);
    expect(ledger.timeline.at(-1)?.events).toBeGreaterThan(90_000);
    expect(ledger.timeline[0]?.largest).toBeDefined();
  });

  it.each([16, 96, 384, 4096])("takes at most 29 bytes for a block of %i bytes", (step) => {
    const ledger = new Ledger(() => 0);
    // One more than a power of two: the worst moment, when the table of addresses has just grown.
    const blocks = 2 ** 17 + 1;
    for (let i = 0; i < blocks; i++) ledger.acquire(65_536 + i * step, step - 8, 0);
    expect(ledger.blocks.bytes / blocks).toBeLessThanOrEqual(29);
    for (let i = 0; i < blocks; i++) ledger.release(65_536 + i * step);
    const before = ledger.blocks.bytes;
    for (let i = 0; i < blocks; i++) ledger.acquire(65_536 + i * step, step - 8, 0);
    expect(ledger.blocks.bytes).toBe(before);
  });
});

describe("StackStatistics", () => {
  it("lists the largest stacks", () => {
    const statistics = new StackStatistics();
    for (let stack = 0; stack < 200; stack++) statistics.acquire(stack, stack * 10);
    expect(statistics.largest(2)).toEqual([
      { stack: 199, bytes: 1990 },
      { stack: 198, bytes: 1980 },
    ]);
    expect(statistics.read(5_000)).toMatchObject({ live: 0, liveBytes: 0 });
  });
});

describe("StackStore", () => {
  it("captures once per place in cached mode, always in exact mode, never in none", () => {
    let captured = 0;
    const store = new StackStore("cached", () => `stack ${String(++captured)}`);
    const first = store.stackOf(4096, 24, 0, 1);
    expect(store.stackOf(4096, 24, 0, 1)).toBe(first);
    for (let i = 0; i < 3_000; i++) store.stackOf(4096 + i, 24, 0, 1);
    expect(store.stackOf(4096, 24, 0, 1)).toBe(first);
    expect(captured).toBe(3_000);
    store.mode = "exact";
    store.stackOf(4096, 24, 0, 1);
    expect(captured).toBe(3_001);
    store.mode = "none";
    expect(store.stackOf(1, 1, 1, 1)).toBe(0);
    expect(store.text(first)).toBe("stack 1");
  });

  it("stops taking a stack for each depth and size of a runaway program", () => {
    let captured = 0;
    const store = new StackStore("cached", () => `stack ${String(++captured)}`);
    for (let i = 0; i < 100_000; i++) store.stackOf(i, i, 0, i);
    expect(captured).toBeLessThan(8_100);
  });

  it("keeps equal traces once", () => {
    const store = new StackStore("exact", () => "same");
    expect(store.stackOf(1, 1, 0, 0)).toBe(store.stackOf(2, 2, 0, 0));
    expect(store.size).toBe(2);
  });
});
