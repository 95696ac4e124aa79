import CanvasKitModule, { type CanvasKit as CanvasKitApi } from "canvaskit-wasm";
import initSqlJs from "sql.js";
import { describe, expect, it } from "vitest";
import { walkHeap } from "../../../../src/runtime/heap/walk/index.ts";
import { withMemory } from "../memories.ts";

// The typings describe an ES module; under Node the package is CommonJS and exports the function itself.
const CanvasKitInit = CanvasKitModule as unknown as () => Promise<CanvasKitApi>;

describe("walks of unmodified release builds", () => {
  it("confirms sql.js (Emscripten's dlmalloc) through work and growth", async () => {
    const { result: SQL, memory } = await withMemory(() => initSqlJs());
    const database = new SQL.Database();
    database.run("create table t (a, b)");
    const before = walkHeap(memory);
    for (let i = 0; i < 3000; i++) database.run("insert into t values (?, ?)", [i, "x".repeat(i % 700)]);
    const after = walkHeap(memory);
    expect(before.confirmed).toBe(true);
    expect(after.confirmed).toBe(true);
    expect(after.liveBytes).toBeGreaterThan(before.liveBytes + 500_000);
    database.close();
    const closed = walkHeap(memory);
    expect(closed.confirmed).toBe(true);
    expect(closed.liveBytes).toBeLessThan(before.liveBytes);
    expect(closed.linearBytes).toBe(after.linearBytes);
  });

  it("confirms canvaskit and sees each path come and go", async () => {
    const { result: CanvasKit, memory } = await withMemory(() => CanvasKitInit());
    const before = walkHeap(memory);
    const paths = Array.from({ length: 50 }, () => new CanvasKit.PathBuilder());
    const held = walkHeap(memory);
    for (const path of paths) path.delete();
    const after = walkHeap(memory);
    expect([before, held, after].map(({ confirmed }) => confirmed)).toEqual([true, true, true]);
    expect(held.live.length - before.live.length).toBeGreaterThanOrEqual(50);
    expect(after.live.length).toBeLessThan(held.live.length - 49);
  });

  it("confirms yoga (emmalloc) and sees each node come and go", async () => {
    const { result: Yoga, memory } = await withMemory(async () => (await import("yoga-layout")).default);
    const before = walkHeap(memory);
    expect(before.allocators.map(({ kind }) => kind)).toEqual(["emmalloc"]);
    const nodes = Array.from({ length: 50 }, () => Yoga.Node.create());
    const held = walkHeap(memory);
    for (const node of nodes) node.free();
    const after = walkHeap(memory);
    expect([before, held, after].flatMap(({ allocators }) => allocators.flatMap(({ doubts }) => doubts))).toEqual([]);
    expect(held.live.length - before.live.length).toBeGreaterThanOrEqual(50);
    expect(held.live.length - after.live.length).toBeGreaterThanOrEqual(50);
  });
});
