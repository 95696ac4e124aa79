// The committed catalog is what the packages publish, corrections included.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packages that the development dependencies install anyway, and small ones of every binding style. */
const packages = [
  ...["canvaskit-wasm", "web-tree-sitter", "sql.js", "yoga-layout", "@dimforge/rapier2d-compat"],
  ...["draco3d", "libsodium-wrappers", "harfbuzzjs", "tiktoken", "vscode-oniguruma"],
];

describe("npm run catalog -- --check", () => {
  it("finds the committed data unchanged", () => {
    const output = execFileSync(process.execPath, ["scripts/catalog/main.js", "--check", ...packages], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(output).toBe("");
  });
});
