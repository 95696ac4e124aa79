import CanvasKitModule, { type CanvasKit as CanvasKitApi } from "canvaskit-wasm";
import initSqlJs from "sql.js";
import { expect, it } from "vitest";
import { checkHeap } from "../../../../src/runtime/heap/scan/check.ts";
import { pointersIn } from "../../../../src/runtime/heap/scan/held.ts";
import { expectExact, hooked } from "./independent.ts";

// The typings describe an ES module; under Node the package is CommonJS and exports the function itself.
const CanvasKitInit = CanvasKitModule as unknown as () => Promise<CanvasKitApi>;

it("walks sql.js exactly as hooks count it, through inserts, growth and deletes", async () => {
  const { result: SQL, instance } = await hooked(() => initSqlJs());
  const database = new SQL.Database();
  database.run("create table t (a, b)");
  expectExact(instance);
  for (let i = 0; i < 2000; i++) database.run("insert into t values (?, ?)", [i, "x".repeat(i % 600)]);
  expect(expectExact(instance).live.length).toBeGreaterThan(200);
  database.run("delete from t where a % 3 = 0");
  expectExact(instance);
  // The first block of the database is held by a number in a JavaScript object.
  const held = pointersIn([database]);
  expect(checkHeap(instance.memory, { module: instance.module, held }).leaks).toEqual([]);
  database.close();
  expectExact(instance);
});

it("walks canvaskit exactly as hooks count it, and finds paths that were dropped, not those held", async () => {
  const { result: CanvasKit, instance } = await hooked(() => CanvasKitInit());
  const baseline = expectExact(instance);
  const paths = Array.from({ length: 50 }, () => new CanvasKit.PathBuilder());
  expectExact(instance);
  const options = { module: instance.module, baseline };
  expect(checkHeap(instance.memory, { ...options, held: pointersIn(paths) }).leaks).toEqual([]);
  expect(checkHeap(instance.memory, options).leaks).toHaveLength(50);
  for (const path of paths.splice(0)) path.delete();
  expectExact(instance);
  expect(checkHeap(instance.memory, options).leaks).toEqual([]);
});
