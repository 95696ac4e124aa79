import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHeap } from "../../../../src/runtime/heap/scan/check.ts";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import { run } from "../../../agreement/native/load.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

describe(`walker and scan, 100,000 inputs, FUZZ_SEED=${String(seed)}`, () => {
  it("take 20,000 random memories", () => {
    const bytes = fc.uint8Array({ maxLength: 2048, size: "max" });
    fc.assert(
      fc.property(bytes, (memory) => {
        const check = checkHeap(memory);
        expect(check.walk.confirmed).toBe(false);
        expect(check.leaks).toEqual([]);
      }),
      { seed, numRuns: 20_000 },
    );
  });

  const modules = [
    "cpp/leaks/built/release.wasm",
    "rust/leaks/built/release.wasm",
    "rust/leaks/built/release-wee.wasm",
    "assemblyscript/leaks/built/incremental.wasm",
  ];
  it.each(modules)("take 20,000 mutations of the heap of %s", (path) => {
    const { memory, module, call } = run(path);
    for (const name of path.startsWith("assemblyscript") ? ["keep", "makeGarbage", "loseRaw"] : []) call(name);
    if (!path.startsWith("assemblyscript")) {
      call("noise_start", 3, 40);
      call("noise_work", 300);
      call("noise_leak", 3);
    }
    const { allocators, live } = walkHeap(memory);
    expect(allocators[0]?.confirmed).toBe(true);
    const records = allocators[0]?.bookkeeping ?? [];
    const used =
      Math.max((live.addresses.at(-1) ?? 0) + (live.sizes.at(-1) ?? 0), ...records.map(({ end }) => end)) + 64;
    // The stack below the statics is empty; without it each of the many walks is short.
    const low = Math.min(...live.addresses, ...records.map(({ start }) => start)) - 256;
    const words = new Uint32Array(memory.buffer.slice(0, used + ((4 - (used % 4)) % 4)));
    const place = fc.oneof(
      fc.integer({ min: low >> 2, max: words.length - 1 }),
      fc.constantFrom(...live.addresses).chain((address) => fc.integer({ min: address / 4 - 4, max: address / 4 + 4 })),
      ...records.map(({ start, end }) => fc.integer({ min: (start >> 2) - 12, max: (end >> 2) + 12 })),
    );
    const value = fc.oneof(
      fc.nat(used),
      fc.nat(64),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.constantFrom(...live.addresses),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 6 }), (changes) => {
        const old = changes.map(([at]) => words[at] ?? 0);
        for (const [at, to] of changes) words[at] = to;
        const check = checkHeap(words.buffer, { module });
        for (const { confirmed, doubts } of check.walk.allocators) expect(confirmed).toBe(doubts.length === 0);
        expect(check.walk.live.length).toBeLessThan(words.length / 2);
        for (let i = changes.length - 1; i >= 0; i--) words[changes[i]?.[0] ?? 0] = old[i] ?? 0;
      }),
      { seed, numRuns: 20_000 },
    );
  });
});
