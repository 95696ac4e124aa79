import { describe, expect, it } from "vitest";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import { loadInstrumented, nativeBytes } from "../native.ts";
import { expectExact } from "./independent.ts";
import { run } from "../../../agreement/native/load.ts";

describe("heaps of several segments", () => {
  it.each(["cpp/leaks/built/release.wasm", "rust/leaks/built/release.wasm", "rust/leaks/built/release-wee.wasm"])(
    "are walked whole when somebody else grows the memory of %s in between",
    (path) => {
      const { memory, call } = run(path);
      call("noise_start", 1, 3000);
      const first = walkHeap(memory);
      let linear = first.linearBytes;
      for (let round = 0; round < 3; round++) {
        memory.grow(1);
        call("noise_start", 1, 3000);
        const walk = walkHeap(memory);
        expect(walk.allocators.flatMap(({ doubts }) => doubts)).toEqual([]);
        expect(walk.confirmed).toBe(true);
        expect(walk.live.length).toBeGreaterThanOrEqual(3000);
        expect(walk.linearBytes).toBeGreaterThan(linear);
        linear = walk.linearBytes;
      }
      expect(walkHeap(memory).allocators[0]?.segments.length).toBeGreaterThan(
        first.allocators[0]?.segments.length ?? 0,
      );
    },
  );

  it("add up: live, free and overhead are the segments", () => {
    const { memory, call } = run("cpp/leaks/built/release.wasm");
    call("noise_start", 5, 500);
    call("noise_work", 3000);
    const walk = walkHeap(memory);
    const segments = walk.allocators[0]?.segments.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(walk.liveBytes + walk.freeBytes + walk.overheadBytes).toBe(segments);
    expect(walk.fragmentation).toBeGreaterThan(0);
    expect(walk.fragmentation).toBeLessThan(1);
    expect(walk.linearBytes).toBe(memory.buffer.byteLength);
  });
});

describe("two allocators in one memory", () => {
  it("are both walked, although one started after the first walk, and hooks count the same blocks", () => {
    const { exports, instance } = loadInstrumented(nativeBytes("rust/two/built/two.wasm"), { stacks: "none" });
    const call = (name: string, value: number): number => exports[name]?.(value) ?? 0;
    const liveBlocks = (): number[] => expectExact(instance).allocators.map(({ live }) => live.length);
    expect(walkHeap(instance.memory).allocators).toEqual([]);
    // The C library takes what is behind the statics, so it has to come first.
    const given = Array.from({ length: 30 }, () => call("c_new", 200));
    expect(liveBlocks()).toEqual([30]);
    for (let i = 0; i < 20; i++) call("rust_new", 50);
    expect(liveBlocks()).toEqual([30, 20]);
    for (const address of given.slice(10)) call("c_delete", address);
    call("rust_new", 100_000);
    call("c_new", 200_000);
    expect(liveBlocks()).toEqual([11, 21]);
    expect(instance.recorder.findings).toEqual([]);
  });
});

describe("a walk", () => {
  it("says in words where a heap is corrupt, and confirms nothing then", () => {
    const { memory, call } = run("cpp/leaks/built/release.wasm");
    const owner = call("make_owner");
    // Two words past the end of the block: the header of the next chunk.
    new Uint32Array(memory.buffer)[owner / 4 + 7] = 0xffffffff;
    const walk = walkHeap(memory);
    expect(walk.confirmed).toBe(false);
    expect(walk.allocators[0]?.doubts.join()).toMatch(/the chunk at 0x[0-9a-f]+ .*corrupt/u);
  });

  it("stays as it was when the module goes on", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    call("noise_start", 1, 100);
    const walk = walkHeap(memory);
    const addresses = [...walk.live.addresses];
    call("noise_work", 1000);
    expect([...walk.live.addresses]).toEqual(addresses);
  });

  it("keeps two instances of one module apart", () => {
    const one = run("rust/leaks/built/release.wasm");
    const two = run("rust/leaks/built/release.wasm");
    one.call("forget_vec");
    expect(walkHeap(one.memory).live.length).toBe(4);
    expect(walkHeap(two.memory).live.length).toBe(0);
    two.call("into_raw");
    expect(walkHeap(two.memory).live.length).toBe(1);
  });
});
