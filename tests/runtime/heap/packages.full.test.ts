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
  it("runs its quick start unchanged, with no unknown release", async () => {
    await expectUnchanged(name, root);
  });

  it("has nothing to report with every check on", async () => {
    await expectNoFalseAlarm(name, root);
  });
});

// Emscripten copies the program's path into the module's environment, so its length decides where later blocks lie:
// with every other length, binaryen's aligned arenas have first bytes that are used again.
it.each([0, 8, 16, 24])("keeps the account of aligned blocks with a path longer by %i", async (longer) => {
  await expectUnchanged("assemblyscript", root, longer);
});
