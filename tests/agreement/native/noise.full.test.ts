import { expect, it } from "vitest";
import { noise } from "./noise.ts";

const variants = ["debug", "release", "lto", "stripped"];

it.each([
  ...variants.map((variant) => `cpp/leaks/built/${variant}.wasm`),
  ...variants.map((variant) => `rust/leaks/built/${variant}.wasm`),
  ...variants.map((variant) => `rust/leaks/built/${variant}-wee.wasm`),
])("finds at least 99 of 100 of leaks in sixty runs of %s, and invents none", (path) => {
  const { planted, found, invented, unconfirmed } = noise(path, 60);
  expect(planted).toBeGreaterThan(1000);
  expect(found / planted).toBeGreaterThanOrEqual(0.99);
  expect({ invented, unconfirmed }).toEqual({ invented: 0, unconfirmed: 0 });
});
