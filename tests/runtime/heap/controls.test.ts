import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HeapLimitError, UnexpectedAllocationError } from "../../../src/runtime/heap/assertions.ts";
import { heap, instrument } from "../../../src/runtime/heap/controls.ts";
import type { Installation } from "../../../src/runtime/heap/install.ts";
import { flameStacks, topRows } from "../../../src/runtime/heap/tables.ts";
import { webAssembly } from "../../../src/runtime/heap/webassembly.ts";
import { nativeBytes, type Exports } from "./native.ts";
import { wat } from "./wat.ts";

let installation: Installation;
beforeEach(() => {
  installation = instrument({ onNotice: () => undefined });
});
afterEach(() => {
  installation.uninstall();
});

function load(path = "cpp/leaks/built/release.wasm"): (name: string, ...values: number[]) => number {
  const made = new webAssembly.Instance(new webAssembly.Module(nativeBytes(path)), {});
  const exports = made.exports as Exports;
  exports["_initialize"]?.();
  return (name, ...values) => exports[name]?.(...values) ?? 0;
}

describe("heap", () => {
  it("walk and hooks agree on the live blocks", () => {
    const call = load();
    for (const name of ["lost_list", "shared_cycle_payload", "vector_behind_global", "healthy_containers"])
      call(name, 6);
    const [instance] = heap.instances();
    const walked = heap.walk();
    const recorded = instance?.recorder.ledger.live().map((block) => block.address);
    expect([...walked.live.addresses]).toEqual(recorded);
    expect(recorded?.length).toBeGreaterThan(10);
  });

  it("lets counted blocks stand in for a heap that cannot be read", () => {
    const bytes =
      wat(`(module (memory (export "memory") 1) (data (i32.const 512) "statics.") (global $next (mut i32) (i32.const 1024))
      (func $malloc (export "malloc") (param i32) (result i32)
        (global.get $next) (global.set $next (i32.add (global.get $next) (i32.const 48))))
      (func (export "free") (param i32))
      (func (export "lose") (drop (call $malloc (i32.const 40))))
      (func (export "keep") (i32.store (i32.const 512) (call $malloc (i32.const 40)))))`);
    const made = new webAssembly.Instance(new webAssembly.Module(bytes), {}).exports as Exports;
    made["lose"]?.();
    made["keep"]?.();
    expect([...heap.walk(made).live.addresses]).toEqual([1024, 1072]);
    const { leaks } = heap.check(made);
    expect(leaks.map((leak) => [leak.address, leak.verdict])).toEqual([[1024, "definitely lost"]]);
    expect(JSON.stringify(leaks)).toMatch(/malloc < lose/);
  });

  it("tells lost blocks from held ones", () => {
    const call = load();
    const before = heap.check();
    call("lost_list", 5);
    const check = heap.check(undefined, { baseline: before });
    expect(check.leaks).toHaveLength(1);
    expect(JSON.stringify(check.leaks)).toMatch(/malloc < .*lost_list/);
  });

  it("shows growth by place between two snapshots", () => {
    const call = load();
    call("vector_behind_global", 2);
    const before = heap.snapshot();
    call("vector_behind_global", 2);
    call("healthy_containers", 2);
    const change = heap.diff(before, heap.snapshot());
    expect(change.kept).toHaveLength(change.blocks);
    expect(change.bytes).toBe(change.kept.reduce((sum, block) => sum + block.size, 0));
    const names = change.growth.flatMap((growth) => growth.frames.map((frame) => frame.name));
    expect(names).toContain("vector_behind_global");
    expect(names).toContain("malloc");
  });

  it("builds tables and weighted stacks", () => {
    const call = load();
    call("lost_list", 20);
    for (let i = 0; i < 30; i++) call("healthy_delete", 3);
    const report = heap.report();
    expect(report.allocator).toEqual({ kind: "dlmalloc", found: "name", coverage: "inner" });
    expect(report.rows.reduce((sum, row) => sum + row.acquired, 0)).toBe(report.totals.acquired);
    expect(report.rows.reduce((sum, row) => sum + row.peakBytes, 0)).toBe(report.totals.peakBytes);
    const [worst] = topRows(report, "leaked");
    expect(worst?.frames.map((frame) => frame.name)).toContain("lost_list");
    expect(topRows(report, "temporary").length).toBeGreaterThan(0);
    const flame = flameStacks(report, "leaked");
    expect(flame.reduce((sum, stack) => sum + stack.weight, 0)).toBe(report.totals.liveBytes);
    expect(flame[0]?.frames.at(-1)?.name).toMatch(/malloc/);
    expect(report.timeline.at(-1)).toMatchObject({
      liveBytes: report.totals.liveBytes,
      memoryBytes: expect.any(Number),
    });
  });

  it("says which module to name when there are several, and when there is none", () => {
    load();
    const call = load("rust/leaks/built/lto.wasm");
    call("forget_string", 1);
    expect(heap.snapshot().blocks).toHaveLength(1);
    const [first] = heap.instances();
    expect(heap.snapshot(first).blocks).toHaveLength(0);
    expect(heap.snapshot(first?.exports).instance).toBe(first);
    installation.uninstall();
    expect(() => heap.snapshot()).toThrow(/call instrument\(\) before/);
  });
});

describe("expectNoAllocations", () => {
  it("passes a quiet function and gives back its result", async () => {
    const call = load();
    expect(heap.expectNoAllocations(() => call("sum_of_globals"))).toBe(call("sum_of_globals"));
    await expect(heap.expectNoAllocations(() => Promise.resolve(7))).resolves.toBe(7);
  });

  it("names the place that allocated, also when the block was freed at once", () => {
    const call = load();
    call("healthy_delete", 3);
    try {
      heap.expectNoAllocations(() => call("healthy_delete", 3));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnexpectedAllocationError);
      expect((error as Error).message).toMatch(/expected no allocation .*healthy_delete/s);
    }
    expect(heap.instances()[0]?.recorder.stacks.mode).toBe("cached");
  });

  it("waits for promises and lets other errors through", async () => {
    const call = load();
    await expect(
      heap.expectNoAllocations(async () => {
        await Promise.resolve();
        call("missing_delete", 1);
      }),
    ).rejects.toThrow(UnexpectedAllocationError);
    expect(() =>
      heap.expectNoAllocations(() => {
        throw new RangeError("mine");
      }),
    ).toThrow(RangeError);
  });
});

describe("expectLimits", () => {
  it("holds peak and growth apart", () => {
    const call = load();
    heap.expectLimits({ growthBytes: 0, growthBlocks: 0 }, () => call("healthy_containers", 50));
    expect(() => heap.expectLimits({ peakBytes: 16 }, () => call("healthy_containers", 50))).toThrow(
      /peak of live bytes/,
    );
    expect(() => heap.expectLimits({ growthBlocks: 3 }, () => call("lost_list", 10))).toThrow(HeapLimitError);
    expect(() => heap.expectLimits({ growthBytes: 3 }, () => call("lost_list", 10))).toThrow(/lost_list/);
    heap.expectLimits({ memoryBytes: 0 }, () => call("missing_delete", 1));
  });
});

describe("assertions on Rust", () => {
  it.each(["release", "lto"])(
    "tell a path that allocates from one that does not, and hold limits, in %s",
    (variant) => {
      const call = load(`rust/leaks/built/${variant}.wasm`);
      expect(heap.expectNoAllocations(() => call("recurse_on_stack", 2))).toBe(3);
      expect(() => heap.expectNoAllocations(() => call("recurse_in_boxes", 2))).toThrow(/recurse_in_boxes/);
      expect(() => heap.expectNoAllocations(() => call("healthy_rc"))).toThrow(UnexpectedAllocationError);
      heap.expectLimits({ growthBlocks: 0, peakBytes: 300_100 }, () => call("recurse_in_boxes", 2));
      expect(() => heap.expectLimits({ peakBytes: 200_000 }, () => call("recurse_in_boxes", 2))).toThrow(/peak/);
      expect(() => heap.expectLimits({ growthBlocks: 3 }, () => call("rc_cycle"))).toThrow(HeapLimitError);
    },
  );
});
