import { describe, expect, it } from "vitest";
import { diffWalks, steadyGrowth } from "../../../../src/runtime/heap/walk/diff.ts";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import { ledgerWalk } from "../../../../src/runtime/heap/walk/ledger.ts";
import { confirmedLiveBlock } from "../../../../src/runtime/heap/walk/live-block.ts";
import { scrubFree } from "../../../../src/runtime/heap/walk/scrub.ts";
import { run } from "../../../agreement/native/load.ts";

describe("confirmedLiveBlock", () => {
  it("knows a live block, also a little behind its start, and its end", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    const box = call("hand_out");
    const counted = call("hand_out_rc");
    const walk = walkHeap(memory);
    expect(confirmedLiveBlock(walk, box)).toEqual({ verdict: "live", address: box, size: 68, confirmed: true });
    // `Rc::into_raw` points behind the two counters.
    expect(confirmedLiveBlock(walk, counted)).toMatchObject({ verdict: "live", address: counted - 8 });
    expect(confirmedLiveBlock(walk, box + 20)).toEqual({ verdict: "unknown" });
    call("take_back", box);
    expect(confirmedLiveBlock(walkHeap(memory), box)).toEqual({ verdict: "not a block" });
  });

  it("acquits nothing outside the heap or in a heap that does not add up", () => {
    const { memory, call } = run("cpp/leaks/built/release.wasm");
    const owner = call("make_owner");
    call("delete_owner", owner);
    const walk = walkHeap(memory);
    expect(confirmedLiveBlock(walk, owner)).toEqual({ verdict: "not a block" });
    expect(confirmedLiveBlock(walk, 64)).toEqual({ verdict: "unknown" });
    expect(confirmedLiveBlock(walk, 2 ** 31)).toEqual({ verdict: "unknown" });
    const doubtful = { ...walk, allocators: walk.allocators.map((allocator) => ({ ...allocator, confirmed: false })) };
    expect(confirmedLiveBlock(doubtful, owner)).toEqual({ verdict: "unknown" });
  });

  it("takes blocks from hooks where a heap cannot be read, and convicts by them only", () => {
    const walk = walkHeap(new Uint8Array(4096), {
      known: [
        ledgerWalk([
          { address: 256, size: 16 },
          { address: 128, size: 8 },
        ]),
      ],
    });
    expect([...walk.live.addresses]).toEqual([128, 256]);
    expect(confirmedLiveBlock(walk, 256)).toEqual({ verdict: "live", address: 256, size: 16, confirmed: false });
    expect(confirmedLiveBlock(walk, 200)).toEqual({ verdict: "unknown" });
  });
});

describe("diff and growth", () => {
  it("show what appeared, what went, and which sizes changed", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    const box = call("hand_out");
    const before = walkHeap(memory);
    call("take_back", box);
    call("forget_vec");
    const diff = diffWalks(before, walkHeap(memory));
    expect([...diff.gone.addresses]).toEqual([box]);
    expect(diff.appeared.length).toBe(4);
    expect(diff.liveBlocks).toBe(3);
    expect(diff.sizes.map(({ blocks }) => blocks).reduce((a, b) => a + b)).toBe(3);
    expect(diff.linearBytes).toBe(0);
  });

  it("find the size that grows every round behind a reachable root", () => {
    const { memory, call } = run("cpp/leaks/built/release.wasm");
    const walks = [walkHeap(memory)];
    for (let round = 0; round < 4; round++) {
      call("vector_behind_global");
      call("healthy_containers");
      walks.push(walkHeap(memory));
    }
    const [growing] = steadyGrowth(walks);
    // Eight nodes of 24 bytes a round; the vector's own memory moves and is another size each time.
    expect(growing).toEqual({ size: 28, blocks: 32, bytes: 896 });
    expect(() => steadyGrowth(walks.slice(0, 2))).toThrow(RangeError);
  });
});

describe("scrub", () => {
  it.each(["cpp/leaks/built/release.wasm", "rust/leaks/built/release.wasm", "rust/leaks/built/release-wee.wasm"])(
    "zeroes what is free and leaves %s working",
    (path) => {
      const { memory, call } = run(path);
      const other = run(path);
      let scrubbed = 0;
      for (const { call: each } of [other, { call }]) each("noise_start", 9, 200);
      for (let step = 0; step < 40; step++) {
        const walk = walkHeap(memory);
        scrubbed += scrubFree(memory, walk);
        expect(scrubFree(memory, walkHeap(memory))).toBe(0);
        expect(walkHeap(memory)).toEqual(walk);
        expect(call("noise_work", 50)).toBe(other.call("noise_work", 50));
      }
      expect(scrubbed).toBeGreaterThan(0);
      expect(walkHeap(memory).live).toEqual(walkHeap(other.memory).live);
    },
  );
});
