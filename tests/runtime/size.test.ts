import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    // Reached by a dynamic import under Node alone.
    external: ["node:worker_threads"],
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

describe("what users ship", () => {
  it("is at most 1 KB, minified and compressed, and holds nothing of the tracker", async () => {
    const code = await bundle("src/runtime/index.ts");
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(1024);
    expect(code).not.toMatch(/stackTraceLimit|never-freed|node:/);
  });

  it("bundles the tracker for browsers without a dependency", async () => {
    const code = await bundle("src/runtime/dev.ts");
    expect(code).toContain("never-freed");
    expect(code).not.toContain("originalPositionFor=");
    expect(code).not.toMatch(/^import[ {*"]|from ?"node:/m);
  });
});
