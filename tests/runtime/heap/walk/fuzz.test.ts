import initSqlJs from "sql.js";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import { withMemory } from "../memories.ts";

describe("walker on memory that is no heap", () => {
  it("takes random bytes without a crash, a hang or a confirmed heap", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
        const walk = walkHeap(bytes);
        expect(walk.confirmed).toBe(false);
        expect(walk.linearBytes).toBe(bytes.length - (bytes.length % 4));
      }),
      { numRuns: 300 },
    );
  });

  it("refuses what is no memory", () => {
    expect(() => walkHeap({} as never)).toThrow(TypeError);
    expect(() => walkHeap(null as never)).toThrow("Expected a WebAssembly.Memory");
  });

  it("survives a heap with random words changed, and says when it no longer adds up", async () => {
    const { result: SQL, memory } = await withMemory(() => initSqlJs());
    const database = new SQL.Database();
    database.run("create table t (a, b)");
    for (let i = 0; i < 50; i++) database.run("insert into t values (?, ?)", [i, "x".repeat(i * 9)]);
    const walk = walkHeap(memory);
    const segment = walk.allocators[0]?.segments[0];
    if (!segment) throw new Error("no segment");
    const used = (walk.live.addresses.at(-1) ?? 0) + (walk.live.sizes.at(-1) ?? 0) + 64;
    const copy = new Uint8Array(memory.buffer.slice(0, used));
    const words = new Uint32Array(copy.buffer);
    const word = fc.oneof(
      fc.nat(used / 4 - 1),
      // The state and the headers decide everything, so most changes go there.
      fc.constantFrom(...walk.live.addresses).map((address) => address / 4 - 1),
      fc
        .integer({ min: -150, max: 150 })
        .map((offset) => (walk.allocators[0]?.bookkeeping[0]?.start ?? 0) / 4 + offset),
    );
    const value = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(used), fc.nat(64));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, value), { minLength: 1, maxLength: 8 }), (changes) => {
        const old = changes.map(([at]) => words[at] ?? 0);
        for (const [at, to] of changes) words[at] = to;
        const mutated = walkHeap(new Uint8Array(copy.buffer, 0, copy.length));
        for (const { live, free, doubts, confirmed } of mutated.allocators) {
          expect(confirmed).toBe(doubts.length === 0);
          expect(live.length + free.length).toBeLessThan(used / 8);
        }
        for (let i = changes.length - 1; i >= 0; i--) words[changes[i]?.[0] ?? 0] = old[i] ?? 0;
      }),
      { numRuns: 300 },
    );
    database.close();
  });
});
