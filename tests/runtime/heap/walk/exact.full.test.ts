import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { checkHeap } from "../../../../src/runtime/heap/scan/check.ts";
import { pointersIn } from "../../../../src/runtime/heap/scan/held.ts";
import { expectExact, hooked } from "./independent.ts";

const packages = createRequire(new URL("../../../real-packages/package.json", import.meta.url));

async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(packages.resolve(name)).href)) as T;
}

interface Manifold {
  translate(by: readonly number[]): Manifold;
  getMesh(): unknown;
  delete(): void;
}

interface ManifoldModule {
  readonly Manifold: { cube(size: readonly number[]): Manifold; union(all: readonly Manifold[]): Manifold };
  setup(): void;
}

it("walks manifold exactly as hooks count it, and reports nothing while the solids are held", async () => {
  const { default: create } = await load<{ default: () => Promise<ManifoldModule> }>("manifold-3d/manifold.js");
  const { result: program, instance } = await hooked(create);
  program.setup();
  const baseline = expectExact(instance);
  const held: Manifold[] = [];
  for (let i = 0; i < 50; i++) {
    const cube = program.Manifold.cube([1, 1, 1]);
    held.push(cube, cube.translate([i / 2, 0, 0]));
  }
  const union = program.Manifold.union(held);
  union.getMesh();
  held.push(union);
  expect(expectExact(instance).live.length).toBeGreaterThan(1000);
  const options = { module: instance.module, baseline };
  expect(checkHeap(instance.memory, { ...options, held: pointersIn(held) }).leaks).toEqual([]);
  expect(checkHeap(instance.memory, options).leaks.length).toBeGreaterThanOrEqual(held.length - 15);
  for (const solid of held.splice(0)) solid.delete();
  expectExact(instance);
  expect(checkHeap(instance.memory, options).leaks).toEqual([]);
});

interface ResvgModule {
  initWasm(bytes: Uint8Array): Promise<void>;
  readonly Resvg: new (svg: string) => { render(): { asPng(): Uint8Array; free(): void }; free(): void };
}

it("walks resvg, with wasm-bindgen's own glue, exactly as hooks count it", async () => {
  const resvg = packages("@resvg/resvg-wasm") as ResvgModule;
  const wasm = packages.resolve("@resvg/resvg-wasm").replace(/index\.js$/u, "index_bg.wasm");
  const { instance } = await hooked(() => resvg.initWasm(new Uint8Array(readFileSync(wasm))));
  const image = new resvg.Resvg(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><g><rect width="20" height="9" fill="red"/></g></svg>',
  );
  expectExact(instance);
  const rendered = image.render();
  rendered.asPng();
  expectExact(instance);
  const { module, memory } = instance;
  expect(checkHeap(memory, { module, held: pointersIn([image, rendered]) }).leaks).toEqual([]);
  // Forgotten, each of the two is one loss with all it owns.
  expect(checkHeap(memory, { module }).leaks).toHaveLength(2);
  rendered.free();
  image.free();
  expectExact(instance);
  expect(checkHeap(memory, { module }).leaks).toEqual([]);
});

interface Automerge {
  from(value: { list: string[] }): object;
  change(document: object, edit: (value: { list: string[] }) => void): object;
}

it("walks automerge, with thousands of blocks, exactly as hooks count it", async () => {
  const { result: automerge, instance } = await hooked(() => load<Automerge>("@automerge/automerge"));
  const documents = Array.from({ length: 80 }, () => automerge.from({ list: [] }));
  for (let round = 0; round < 30; round++) {
    documents.forEach((document, index) => {
      documents[index] = automerge.change(document, ({ list }) =>
        list.push(`item ${String(round)} of ${String(index)}`),
      );
    });
  }
  const walk = expectExact(instance);
  expect(walk.live.length).toBeGreaterThan(5000);
  const { module, memory } = instance;
  const { leaks, totals } = checkHeap(memory, { module });
  // To the heap alone the documents are lost as a whole; JavaScript holds their handles.
  expect(leaks.reduce((sum, { blocks }) => sum + blocks, 0)).toBeGreaterThan(walk.live.length * 0.99);
  expect(totals["still reachable"].blocks + totals["possibly lost"].blocks).toBeLessThan(walk.live.length * 0.01);
  expect(documents).toHaveLength(80);
});
