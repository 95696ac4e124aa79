import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Linter } from "eslint";
import { Steps } from "../../../src/rules/analysis/recognise/steps.ts";
import plugin from "../../../src/index.ts";

/** Follows edges to any node that has a value; gives the answer and counts the steps taken. */
function searcher(edges: readonly (readonly number[])[], values: ReadonlySet<number>) {
  const givenUp: unknown[] = [];
  const steps = new Steps((question) => givenUp.push(question));
  let taken = 0;
  const ask = (node: number): true | undefined =>
    steps.run(node, () => {
      taken++;
      if (values.has(node)) return true;
      return edges[node]?.some((next) => ask(next) === true) === true ? true : undefined;
    });
  return { ask, taken: () => taken, givenUp };
}

function reaches(edges: readonly (readonly number[])[], values: ReadonlySet<number>, from: number): boolean {
  const seen = new Set([from]);
  for (const node of seen) for (const next of edges[node] ?? []) seen.add(next);
  return [...seen].some((node) => values.has(node));
}

const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 });
  return fc.record({
    edges: fc.array(fc.array(node, { maxLength: 4 }), { minLength: size, maxLength: size }),
    values: fc.array(node, { maxLength: 2 }),
    questions: fc.array(node, { minLength: 1, maxLength: 8 }),
  });
});

describe("the steps of a question", () => {
  it("find exactly what can be reached, in whatever order questions come", () => {
    fc.assert(
      fc.property(graph, ({ edges, values, questions }) => {
        const found = new Set(values);
        const { ask } = searcher(edges, found);
        for (const question of questions) expect(ask(question) === true).toBe(reaches(edges, found, question));
      }),
      { numRuns: 500 },
    );
  });

  it("search a tangle in which everything hangs on everything once", () => {
    const all = Array.from({ length: 60 }, (_, i) => i);
    const { ask, taken, givenUp } = searcher(
      all.map(() => all),
      new Set(),
    );
    for (const node of all) expect(ask(node)).toBeUndefined();
    expect(taken()).toBe(60);
    expect(givenUp).toEqual([]);
  });

  it("give up a chain deeper than the call stack allows, and answer the next question all the same", () => {
    const length = 5000;
    const { ask, givenUp } = searcher(
      Array.from({ length }, (_, i) => (i + 1 < length ? [i + 1] : [])),
      new Set([length - 1]),
    );
    expect(ask(0)).toBeUndefined();
    expect(givenUp).toEqual([0]);
    expect(ask(length - 10)).toBe(true);
    expect(ask(0)).toBeUndefined();
    expect(givenUp).toEqual([0]);
  });

  it("say with the setting trace which value is not followed to its end", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    try {
      const chain = Array.from({ length: 1000 }, (_, i) => `const a${i + 1} = a${i};`).reverse();
      const code = [...chain, "const a0 = wasm._malloc(4);", "export const p = a1000; // HEAPU8"].join("\n");
      const settings = { "wasm-leaks": { trace: "none" } };
      const config = {
        plugins: { "wasm-leaks": plugin },
        rules: { "wasm-leaks/no-pointer-escape": "error" },
        settings,
      };
      const messages = new Linter().verify(code, [config] as Linter.Config[], "deep.js");
      expect(messages.every(({ fatal }) => fatal !== true)).toBe(true);
      const lines = said.mock.calls.map(([line]) => String(line));
      expect(lines).toContainEqual(expect.stringMatching(/^deep\.js:\d+ what this holds is not known/));
    } finally {
      said.mockRestore();
    }
  });

  it("that are too many leave the rest of the file judged", () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `const a${i + 1} = a${i};`);
    const code = [
      'import init from "canvaskit-wasm"; const a0 = await init();',
      ...chain,
      "export function far() { new a3000.Paint().setAlphaf(1); }",
      "export function near() { new a0.Paint().setAlphaf(1); }",
    ].join("\n");
    const config = { plugins: { "wasm-leaks": plugin }, rules: { "wasm-leaks/require-release": "error" } };
    const messages = new Linter().verify(code, [config] as Linter.Config[], "long.js");
    expect(messages.map(({ line }) => line)).toEqual([3003]);
  });
});
