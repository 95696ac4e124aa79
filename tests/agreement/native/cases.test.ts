import { describe, expect, it } from "vitest";
import { checkHeap, type CheckOptions } from "../../../src/runtime/heap/scan/check.ts";
import type { HeapCheck } from "../../../src/runtime/heap/scan/result.ts";
import { walkHeap } from "../../../src/runtime/heap/walk/index.ts";
import { CPP, RUST, type Expected } from "./expected.ts";
import { run, type Running } from "./load.ts";

const cpp = ["debug", "release", "lto", "stripped"].map((variant) => `cpp/leaks/built/${variant}.wasm`);
const rust = ["debug", "release", "lto", "stripped"].flatMap((variant) =>
  ["", "-wee"].map((allocator) => `rust/leaks/built/${variant}${allocator}.wasm`),
);

function found(check: HeapCheck): Expected {
  const entries = Object.entries(check.totals).filter(([, { blocks }]) => blocks > 0);
  return Object.fromEntries(entries.map(([verdict, { blocks }]) => [verdict, blocks]));
}

function check({ memory, module }: Running, options: CheckOptions = {}): HeapCheck {
  const result = checkHeap(memory, { module, ...options });
  expect(result.walk.allocators.flatMap(({ doubts }) => doubts)).toEqual([]);
  return result;
}

describe.each([
  ["C++", cpp, CPP],
  ["Rust", rust, RUST],
] as const)("%s cases", (_language, paths, cases) => {
  it.each(paths)("are called what they are in %s", (path) => {
    for (const [name, expected] of Object.entries(cases)) {
      const running = run(path);
      running.call(name);
      running.call("sum_of_globals");
      expect({ [name]: found(check(running)) }).toEqual({ [name]: expected });
    }
  });

  it.each(paths)("are called the same after all the others in %s", (path) => {
    const running = run(path);
    for (const [name, expected] of Object.entries(cases)) {
      const before = check(running);
      running.call(name);
      const after = check(running);
      const delta = (verdict: keyof typeof expected): number =>
        after.totals[verdict].blocks - before.totals[verdict].blocks;
      // Globals are set once; everything lost must add up.
      for (const verdict of ["definitely lost", "cycle", "indirectly lost"] as const) {
        expect({ name, verdict, blocks: delta(verdict) }).toEqual({ name, verdict, blocks: expected[verdict] ?? 0 });
      }
    }
  });
});

describe("pointers that JavaScript holds", () => {
  it.each(cpp)("keep an owner and its children in %s", (path) => {
    const running = run(path);
    const owner = running.call("make_owner");
    expect(found(check(running))).toEqual({ "definitely lost": 1, "indirectly lost": 2 });
    expect(found(check(running, { held: [owner] }))).toEqual({ "held by JS": 3 });
    running.call("delete_owner", owner);
    expect(found(check(running, { held: [owner] }))).toEqual({});
  });

  it.each(cpp)("keep a block they point into the middle of in %s", (path) => {
    const running = run(path);
    const pointer = running.call("make_interior");
    expect(found(check(running, { held: [pointer] }))).toEqual({ "held by JS": 1 });
    expect(found(check(running, { held: [pointer + 400] }))).toEqual({ "definitely lost": 1 });
  });

  it.each(rust)("keep a box and what Rc::into_raw gave in %s", (path) => {
    const running = run(path);
    const box = running.call("hand_out");
    const counted = running.call("hand_out_rc");
    expect(found(check(running, { held: [box, counted] }))).toEqual({ "held by JS": 3 });
    expect(found(check(running, { held: [counted] }))).toEqual({ "definitely lost": 1, "held by JS": 2 });
    running.call("take_back", box);
    expect(found(check(running, { held: [counted] }))).toEqual({ "held by JS": 2 });
  });

  it.each([...cpp, ...rust])("need not be named when the baseline has their blocks in %s", (path) => {
    const running = run(path);
    running.call(path.startsWith("cpp") ? "make_owner" : "hand_out");
    const baseline = walkHeap(running.memory);
    expect(check(running, { baseline }).leaks).toEqual([]);
    running.call(path.startsWith("cpp") ? "missing_delete" : "into_raw");
    expect(check(running, { baseline }).leaks).toHaveLength(1);
    expect(check(running, { baseline: check(running) }).leaks).toEqual([]);
  });
});

describe("recursion over frames of 100,000 bytes", () => {
  it.each(rust)("overflows the stack and not the heap in %s", (path) => {
    expect(() => run(path).call("recurse_on_stack", 20)).toThrow(/memory access out of bounds/u);
    const running = run(path);
    expect(running.call("recurse_in_boxes", 20)).toBe(210);
    expect(found(check(running))).toEqual({});
  });
});
