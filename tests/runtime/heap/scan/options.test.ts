import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkHeap } from "../../../../src/runtime/heap/scan/check.ts";
import type { checkHeapInWorker } from "../../../../src/runtime/heap/scan/check-in-worker.ts";
import { pointersIn } from "../../../../src/runtime/heap/scan/held.ts";
import { run } from "../../../agreement/native/load.ts";

describe("suppressions", () => {
  const leaking = (): ReturnType<typeof run> => {
    const running = run("rust/leaks/built/release.wasm");
    for (const name of ["rc_cycle", "forget_string", "into_raw"]) running.call(name);
    return running;
  };

  it("leave out what all their conditions fit, and count it", () => {
    const { memory, module } = leaking();
    const all = checkHeap(memory, { module });
    expect(all.leaks).toHaveLength(3);
    const without = checkHeap(memory, { module, suppressions: [{ reason: "known", verdict: "cycle" }] });
    expect(without.leaks.map(({ verdict }) => verdict)).toEqual(["definitely lost", "definitely lost"]);
    expect(without.suppressed).toBe(1);
    const sized = checkHeap(memory, {
      module,
      suppressions: [{ reason: "small", verdict: "definitely lost", size: [0, 60] }],
    });
    expect(sized.leaks).toHaveLength(2);
    expect(checkHeap(memory, { module, suppressions: [{ reason: "nothing said" }] }).leaks).toHaveLength(3);
  });

  it("know allocation sites where hooks name them", () => {
    const { memory, module } = leaking();
    const siteOf = (address: number): string | undefined =>
      address % 16 === 0 ? "parse at demo.rs" : "draw at demo.rs";
    const options = { module, siteOf };
    const { leaks } = checkHeap(memory, options);
    expect(leaks.every(({ site }) => site?.endsWith("demo.rs"))).toBe(true);
    const pattern = /demo\.rs$/gu;
    for (let i = 0; i < 2; i++) {
      expect(checkHeap(memory, { ...options, suppressions: [{ reason: "all", site: pattern }] }).leaks).toEqual([]);
    }
    const kept = checkHeap(memory, { ...options, suppressions: [{ reason: "parser", site: "parse" }] }).leaks;
    expect(kept.some(({ site }) => site?.startsWith("parse"))).toBe(false);
  });
});

describe("repeated checks", () => {
  it("give the same result and change nothing", () => {
    const { memory, module, call } = run("cpp/leaks/built/release.wasm");
    call("shared_cycle_payload");
    call("lost_list");
    const bytes = new Uint8Array(memory.buffer).slice();
    const first = checkHeap(memory, { module });
    const second = checkHeap(memory, { module });
    expect(second.leaks).toEqual(first.leaks);
    expect(second.totals).toEqual(first.totals);
    expect(new Uint8Array(memory.buffer)).toEqual(bytes);
    expect(first.leaks).toMatchObject([
      { verdict: "definitely lost", blocks: 10, members: 1 },
      { verdict: "cycle", blocks: 4, members: 2 },
    ]);
  });

  it("work without the module, and invent nothing", () => {
    const { memory, call } = run("rust/leaks/built/release.wasm");
    call("lazy_global");
    expect(checkHeap(memory).leaks).toEqual([]);
  });
});

describe("a check in a worker", () => {
  it("finds what the check in place finds", async () => {
    // Workers run the built file; the type is that of the source.
    const built = new URL("../../../../dist/runtime/heap/scan/check-in-worker.js", import.meta.url);
    expect(existsSync(built)).toBe(true);
    const { checkHeapInWorker: inWorker } = (await import(built.href)) as {
      checkHeapInWorker: typeof checkHeapInWorker;
    };
    const { memory, module, call } = run("rust/leaks/built/release.wasm");
    call("rc_cycle");
    const held = call("hand_out");
    const pending = inWorker(memory, { module, held: [held] });
    call("forget_vec");
    const check = await pending;
    expect(check.leaks).toMatchObject([{ verdict: "cycle", blocks: 4 }]);
    expect(check.totals["held by JS"].blocks).toBe(1);
    expect(check.verdictOf(held)).toBe("held by JS");
    expect(check.verdictOf(held + 4)).toBeUndefined();
  });
});

describe("pointersIn", () => {
  it("reads numbers from fields three levels deep, without running getters", () => {
    const cyclic: Record<string, unknown> = {
      ptr: 1024,
      inner: { list: [2048, -16], deep: { deeper: { hidden: 4096 } } },
    };
    cyclic["self"] = cyclic;
    Object.defineProperty(cyclic, "trap", { get: () => expect.unreachable("a getter ran"), enumerable: true });
    expect(pointersIn([cyclic, 8, 0, 1.5, "64", 3n, null, new Uint32Array([77])])).toEqual([
      1024, 2048, 0xfffffff0, 8, 3,
    ]);
  });
});
