import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { heap, instrument } from "../../../src/runtime/heap/controls.ts";
import type { Installation } from "../../../src/runtime/heap/install.ts";
import type { HeapCheck } from "../../../src/runtime/heap/scan/result.ts";

interface Freed {
  free(): void;
}

interface Bound {
  readonly Picture: new (
    name: string,
    pixels: number,
  ) => Freed & { name(): string; pixels(): number; consume(): number };
  readonly Pair: new (cycle: boolean) => Freed & { sum(): number };
  call_each(count: number, callback: (this: unknown, value: number) => void): void;
  forgotten_closure(): (() => number) & { original: object };
  forget_string(length: number): void;
}

const glue = fileURLToPath(new URL("../../../native/wasm-bindgen/leaks/built/bound.cjs", import.meta.url));
const require = createRequire(import.meta.url);

let installation: Installation;
let bound: Bound;

/** A fresh instance for every case, through the glue that wasm-bindgen made. */
beforeEach(() => {
  installation = instrument({ onNotice: () => undefined });
  delete require.cache[glue];
  bound = require(glue) as Bound;
});
afterEach(() => {
  installation.uninstall();
});

function found({ totals }: HeapCheck): Record<string, number> {
  const entries = Object.entries(totals).filter(([, { blocks }]) => blocks > 0);
  return Object.fromEntries(entries.map(([verdict, { blocks }]) => [verdict, blocks]));
}

/** Verdicts on what `work` left behind: the glue keeps blocks of its own from the first use on. */
function left(work: () => unknown): Record<string, number> {
  const instance = installation.instances.at(-1);
  const before = found(heap.check(instance));
  work();
  const after = found(heap.check(instance));
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const).filter(([, blocks]) => blocks !== 0),
  );
}

describe("Rust behind wasm-bindgen's glue", () => {
  it("leaves nothing behind when wrappers are freed or consumed, and callbacks come back", () => {
    expect(
      left(() => {
        const picture = new bound.Picture("a picture with a name", 40);
        expect([picture.name(), picture.pixels()]).toEqual(["a picture with a name", 40]);
        picture.free();
        expect(new bound.Picture("", 12).consume()).toBe(12);
        const pair = new bound.Pair(false);
        expect(pair.sum()).toBe(70);
        pair.free();
        let sum = 0;
        bound.call_each(4, (value) => (sum += value));
        expect(sum).toBe(6);
      }),
    ).toEqual({});
  });

  it("knows a wrapper and what it owns by whether JavaScript holds it", () => {
    const kept: unknown[] = [];
    expect(left(() => kept.push(new bound.Picture("kept", 40)))).toEqual({
      "definitely lost": 1,
      "indirectly lost": 2,
    });
    const instance = installation.instances.at(-1);
    expect(found(heap.check(instance, { held: kept }))).toMatchObject({ "held by JS": 3 });
    const [leak] = heap.check(instance).leaks;
    expect(leak?.site).toMatch(/picture_new/);
  });

  it("finds the cycle that a freed wrapper leaves", () => {
    const lost = left(() => {
      new bound.Pair(true).free();
    });
    expect(lost).toEqual({ "cycle": 2, "indirectly lost": 2 });
  });

  it("finds what was forgotten, and closures that nobody drops", () => {
    expect(left(() => bound.forget_string(100))).toEqual({ "definitely lost": 1 });
    const closures: ReturnType<Bound["forgotten_closure"]>[] = [];
    expect(left(() => closures.push(bound.forgotten_closure()))).toEqual({
      "definitely lost": 1,
      "indirectly lost": 1,
    });
    const instance = installation.instances.at(-1);
    expect(closures[0]?.()).toBe(16);
    expect(found(heap.check(instance, { held: closures.map(({ original }) => original) }))).toMatchObject({
      "held by JS": 2,
    });
  });
});
