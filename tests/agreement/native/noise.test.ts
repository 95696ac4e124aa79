import { expect, it } from "vitest";
import { noise } from "./noise.ts";

it.each(["cpp/leaks/built/release.wasm", "rust/leaks/built/release.wasm", "rust/leaks/built/stripped-wee.wasm"])(
  "finds at least 99 of 100 of leaks among random work in %s, and invents none",
  (path) => {
    const { planted, found, invented, unconfirmed } = noise(path, 6);
    expect(planted).toBeGreaterThan(100);
    expect(found / planted).toBeGreaterThanOrEqual(0.99);
    expect({ invented, unconfirmed }).toEqual({ invented: 0, unconfirmed: 0 });
  },
);
