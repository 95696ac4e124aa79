import { setFlagsFromString } from "node:v8";
import { afterEach, describe, expect, it } from "vitest";
import { heap, instrument } from "../../../src/runtime/heap/controls.ts";
import { readModule } from "../../../src/runtime/heap/module/index.ts";
import { webAssembly } from "../../../src/runtime/heap/webassembly.ts";
import { checkHeap } from "../../../src/runtime/heap/scan/check.ts";
import type { HeapCheck } from "../../../src/runtime/heap/scan/result.ts";
import { nativeBytes, type Exports } from "../../runtime/heap/native.ts";

function totals(check: HeapCheck): Record<string, number> {
  const entries = Object.entries(check.totals).filter(([, { blocks }]) => blocks > 0);
  return Object.fromEntries(entries.map(([verdict, { blocks }]) => [verdict, blocks]));
}

describe("memory64", () => {
  it("has its dlmalloc walked and its leaks told apart, with 64-bit pointers", () => {
    const bytes = nativeBytes("cpp/wide/built/wide.wasm");
    // Off by default in Node 20 and 22.
    if (!webAssembly.validate(bytes)) setFlagsFromString("--experimental-wasm-memory64");
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes));
    const module = readModule(bytes);
    const call = exports as Record<string, () => bigint | undefined>;
    const memory = exports["memory"] as { buffer: ArrayBuffer };
    call["churn"]?.();
    call["keep"]?.();
    call["lose"]?.();
    call["churn"]?.();
    const handed = Number(call["hand_out"]?.());
    const check = checkHeap(memory, { module, held: [handed] });
    expect(check.walk.allocators).toMatchObject([{ kind: "dlmalloc", wordSize: 8, confirmed: true, doubts: [] }]);
    expect(totals(check)).toEqual({
      "still reachable": 5,
      "held by JS": 1,
      "definitely lost": 1,
      "indirectly lost": 9,
    });
    expect(checkHeap(memory, { module }).leaks).toHaveLength(2);
  });
});

describe("an allocator nobody knows", () => {
  let uninstall: (() => void) | undefined;
  afterEach(() => uninstall?.());

  it("has its leaks found once its functions are named to the hooks", () => {
    const installation = instrument({
      allocator: { acquire: ["pages_take"], release: ["pages_give"] },
      onNotice: () => undefined,
    });
    uninstall = () => {
      installation.uninstall();
    };
    const made = new webAssembly.Instance(new webAssembly.Module(nativeBytes("cpp/pages/built/pages.wasm")));
    const call = made.exports as Exports;
    call["healthy"]?.();
    expect(heap.walk(made.exports).live.length).toBe(0);
    call["keep"]?.();
    call["lose"]?.();
    call["healthy"]?.();
    const check = heap.check(made.exports);
    expect(check.walk.allocators).toMatchObject([{ kind: "ledger", confirmed: false }]);
    expect(totals(check)).toEqual({ "still reachable": 5, "definitely lost": 1, "indirectly lost": 9 });
    expect(check.leaks[0]?.site).toContain("lose");
  });
});
