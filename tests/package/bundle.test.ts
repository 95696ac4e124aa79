import path from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite, type Rolldown } from "vite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { root } from "./install.ts";

const entry = path.join(root, "demo/src/main.browser.ts");
const ours = (file: string): string | undefined => /(?:^|[\\/])dist[\\/](.*)$/u.exec(file)?.[1]?.replaceAll("\\", "/");

/** Every file of the lean runtime; anything else of ours in a production bundle is the tracker. */
const lean = /^runtime\/(?:api|check|counted|index|lean|owned|pin)\.js$/u;

describe("a production bundle", () => {
  // Vite takes the conditions from NODE_ENV, which the test runner has set.
  beforeEach(() => {
    vi.stubEnv("NODE_ENV", "production");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("made by Vite holds the lean runtime and no byte of the tracker", async () => {
    const output = (await vite({
      root: path.join(root, "demo"),
      logLevel: "silent",
      build: { write: false, target: "esnext", minify: false },
    })) as Rolldown.RolldownOutput;
    const chunks = output.output.filter((file) => file.type === "chunk");
    const modules = chunks.flatMap((chunk) => chunk.moduleIds.map(ours).filter((file) => file !== undefined));
    expect(modules).not.toHaveLength(0);
    expect(modules.filter((file) => !lean.test(file))).toEqual([]);
    for (const { code } of chunks) expect(code).not.toMatch(/never-freed|freed-by-gc/u);
  });

  it("made by esbuild, which sets no condition, holds the lean runtime and no byte of the tracker", async () => {
    const { metafile, outputFiles } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      write: false,
      metafile: true,
      outdir: "out",
      absWorkingDir: root,
      define: { "import.meta.url": '"http://localhost/"' },
    });
    const modules = Object.keys(metafile.inputs)
      .map(ours)
      .filter((file) => file !== undefined);
    expect(modules).not.toHaveLength(0);
    expect(modules.filter((file) => !lean.test(file))).toEqual([]);
    for (const { text } of outputFiles) expect(text).not.toMatch(/never-freed|freed-by-gc/u);
  });

  it("made with the development condition holds the tracker, so that the check above can fail", async () => {
    const { metafile } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      write: false,
      metafile: true,
      outdir: "out",
      absWorkingDir: root,
      conditions: ["development"],
      define: { "import.meta.url": '"http://localhost/"' },
      external: ["node:*"],
    });
    const modules = Object.keys(metafile.inputs)
      .map(ours)
      .filter((file) => file !== undefined);
    expect(modules).toContain("runtime/development.js");
  });
});
