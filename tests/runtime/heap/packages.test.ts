import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { expectUnchanged } from "./packages.ts";

const root = fileURLToPath(new URL("../../../node_modules", import.meta.url));

describe("quick starts run unchanged, with no unknown release", () => {
  it.concurrent.each([["sql.js"], ["canvaskit-wasm"], ["web-tree-sitter"], ["yoga-layout"]])("%s", async (name) => {
    await expectUnchanged(name, root);
  });
});
