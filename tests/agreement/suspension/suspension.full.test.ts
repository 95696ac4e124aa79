import { expect, it } from "vitest";
import { compareSuspensions } from "./agree.ts";
import { generateSuspensions } from "./generate.ts";

const start = Number(process.env["WASM_LEAKS_SEED"] ?? Date.now() % 2 ** 31);

it(`no-pointer-across-await misses nothing on 1,200 programs from seed ${start}`, () => {
  const programs = Array.from({ length: 1200 }, (_, i) => generateSuspensions(start + i));
  const { missed, temporaries, freedTemporaries } = compareSuspensions(programs);
  expect(missed).toEqual([]);
  expect(freedTemporaries).toBeGreaterThan(temporaries / 4);
});
