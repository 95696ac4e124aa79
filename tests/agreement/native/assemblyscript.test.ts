import { describe, expect, it } from "vitest";
import { checkHeap, type CheckOptions } from "../../../src/runtime/heap/scan/check.ts";
import { run, type Running } from "./load.ts";

function totals({ memory, module }: Running, options: CheckOptions = {}): Record<string, number> {
  const check = checkHeap(memory, { module, ...options });
  const entries = Object.entries(check.totals).filter(([, { blocks }]) => blocks > 0);
  return Object.fromEntries(entries.map(([verdict, { blocks }]) => [verdict, blocks]));
}

describe.each(["incremental", "incremental-debug", "minimal"])("AssemblyScript, runtime %s", (runtime) => {
  const load = (): Running => run(`assemblyscript/leaks/built/${runtime}.wasm`);

  it("calls unreachable objects garbage before the collector ran", () => {
    const running = load();
    running.call("makeGarbage");
    const check = checkHeap(running.memory, { module: running.module });
    expect(check.walk.confirmed).toBe(true);
    expect(check.leaks).toEqual([]);
    expect(check.totals.garbage.blocks).toBeGreaterThanOrEqual(10);
    running.call("__collect");
    expect(totals(running)).toEqual({});
  });

  it("reports what was pinned and never unpinned, unless JavaScript still holds it", () => {
    const running = load();
    const list = running.call("makeList");
    running.call("__pin", list);
    running.call("__collect");
    // Three items and the texts of two.
    expect(totals(running)).toEqual({ "pinned": 1, "indirectly lost": 4 });
    const { leaks } = checkHeap(running.memory, { module: running.module });
    expect(leaks).toMatchObject([{ verdict: "pinned", blocks: 5, members: 1 }]);
    expect(totals(running, { held: [list] })).toEqual({ "held by JS": 5 });
    running.call("__unpin", list);
    running.call("__collect");
    expect(totals(running)).toEqual({});
  });

  it("counts what the collector leaves as in use, for a global variable may hold it", () => {
    const running = load();
    running.call("keep");
    running.call("__collect");
    expect(totals(running, { swept: true })).toEqual({ "still reachable": 9 });
    running.call("drop");
    running.call("__collect");
    running.call("__collect");
    expect(totals(running, { swept: true })).toEqual({});
  });

  it("reports memory taken outside the collector and forgotten", () => {
    const running = load();
    running.call("loseRaw");
    expect(totals(running)).toEqual({ "definitely lost": 1 });
  });
});

describe("AssemblyScript, runtime stub", () => {
  it("is walked from behind the module's data, unconfirmed, and nothing in it is called lost", () => {
    const running = run("assemblyscript/leaks/built/stub.wasm");
    const list = running.call("makeList");
    const { walk, leaks } = checkHeap(running.memory, { module: running.module });
    expect(walk.allocators.map(({ kind }) => kind)).toEqual(["assemblyscript-stub"]);
    expect(walk.confirmed).toBe(false);
    expect(leaks).toEqual([]);
    expect(totals(running, { held: [list] })["held by JS"]).toBe(5);
  });
});
