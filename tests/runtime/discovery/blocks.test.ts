import { describe, expect, it } from "vitest";
import { HeapBlocks } from "../../../src/runtime/discovery/blocks.ts";
import type { BlockQuestion } from "../../../src/runtime/discovery/blocks.ts";
import type { EngineInstance } from "../../../src/runtime/heap/webassembly.ts";
import { run } from "../../agreement/native/load.ts";

/** A question over instances with these exports. */
function asked(...instances: EngineInstance["exports"][]): BlockQuestion {
  const onInstance: ((instance: EngineInstance) => void)[] = [];
  const blocks = new HeapBlocks({ onInstance });
  for (const exports of instances) for (const tell of onInstance) tell({ exports });
  return blocks.question();
}

describe("the heap as judge of a pointer", () => {
  it("convicts by a block that starts there, acquits where a confirmed heap is free", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    const kept = call("hand_out");
    const freed = call("hand_out");
    call("take_back", freed);
    const isBlock = asked({ memory });
    expect(isBlock(kept)).toBe(true);
    expect(isBlock(freed)).toBe(false);
  });

  it("acquits no pointer into the middle of a block: the object may be a base class, or lie in an array", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    const kept = call("hand_out");
    expect(asked({ memory })(kept + 20)).toBeUndefined();
  });

  it("says nothing of a pointer outside the heap, of 0, and without a memory", () => {
    const { memory } = run("rust/leaks/built/release.wasm");
    expect([asked({ memory })(64), asked({ memory })(0), asked()(4096)]).toEqual([undefined, undefined, undefined]);
  });

  it("acquits only when every memory does", () => {
    const first = run("rust/leaks/built/release.wasm");
    const second = run("cpp/leaks/built/release.wasm");
    const freed = first.call("hand_out");
    first.call("take_back", freed);
    expect(asked({ memory: first.memory })(freed)).toBe(false);
    expect(asked({ memory: first.memory }, { memory: second.memory })(freed)).toBeUndefined();
    // Nobody may look for the memory of an instance that imports it.
    expect(asked({ memory: first.memory }, {})(freed)).toBeUndefined();
  });
});
