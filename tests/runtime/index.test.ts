import { describe, expect, it } from "vitest";
import type { Runtime } from "../../src/runtime/api.ts";
import * as lean from "../../src/runtime/index.ts";
import { contract } from "./contract.ts";

describe("lean build", () => {
  contract(lean);

  it("is one runtime for all its copies", async () => {
    const pinned = Reflect.get(globalThis, Symbol.for("wasm-leaks.runtime")) as Runtime;
    expect(pinned.manage).toBe(lean.manage);
    const copied: string = "../../src/runtime/index.ts?copy";
    const copy = (await import(copied)) as Runtime;
    expect(copy.manage).toBe(lean.manage);
  });
});
