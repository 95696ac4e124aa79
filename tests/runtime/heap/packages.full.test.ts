import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { expectNoFalseAlarm, expectUnchanged } from "./packages.ts";

const root = fileURLToPath(new URL("../../real-packages/node_modules", import.meta.url));

const PACKAGES = [
  "sql.js",
  "canvaskit-wasm",
  "web-tree-sitter",
  "yoga-layout",
  "manifold-3d",
  "@resvg/resvg-wasm",
  "@automerge/automerge",
  "@dimforge/rapier2d-compat",
  "@dimforge/rapier3d-compat",
  "box2d-wasm",
  "draco3d",
  "harfbuzzjs",
  "jolt-physics",
  "libsodium-wrappers",
  "loro-crdt",
  "quickjs-emscripten",
  "tiktoken",
  "web-ifc",
  "zxing-wasm",
  "assemblyscript",
  "@techstark/opencv-js",
  "z3-solver",
];

describe.each(PACKAGES)("%s", (name) => {
  // The account of asc was once off by three events and right in the next 900 runs; a wrong hook is wrong in every run.
  it("runs its quick start unchanged, with no unknown release", { retry: 1 }, async () => {
    await expectUnchanged(name, root);
  });

  it("has nothing to report with every check on", async () => {
    await expectNoFalseAlarm(name, root);
  });
});
