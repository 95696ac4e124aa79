import { expect, it } from "vitest";
import { compareViews } from "./agree.ts";
import { generateViews } from "./generate.ts";

const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);

it(`no-stale-view agrees with a growing memory on 1,500 programs from seed ${start}`, () => {
  const programs = Array.from({ length: 1500 }, (_, i) => generateViews(start + i));
  const { disagreements, stale, compared } = compareViews(programs);
  expect(disagreements).toEqual([]);
  expect(stale).toBeGreaterThan(350);
  expect(compared).toBeGreaterThan(1350);
});
