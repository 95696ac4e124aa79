import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/runtime/report/model.ts";
import { root } from "../package/install.ts";

interface Output {
  lint: { file: string; line: number; rule: string; text: string }[];
  run: Report;
}

const demo = (...args: string[]): string =>
  execFileSync(process.execPath, ["demo/run.js", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "", NO_COLOR: "1", FORCE_COLOR: undefined },
  });

describe("npm run demo", () => {
  let output: Output;
  beforeAll(() => {
    output = JSON.parse(demo("--json")) as Output;
  });

  it("finds each kind of mistake in the source", () => {
    expect(new Set(output.lint.map(({ rule }) => rule))).toEqual(new Set(["no-deleter-capture", "no-pointer-escape"]));
    expect(output.lint.map(({ file, text }) => `${file}: ${text.trim()}`)).toEqual(
      expect.arrayContaining([
        "demo/src/picture.ts: manage(pointer, this, () => exports._Image__destructor(pointer));",
        "demo/src/cache.ts: masks.set(file, mask);",
      ]),
    );
  });

  it("says nothing about the class that does it right", () => {
    expect(output.lint.filter(({ file }) => file.endsWith("counter.ts"))).toEqual([]);
    expect(output.run.findings.filter(({ className }) => className === "Counter")).toEqual([]);
  });

  it("finds each kind of mistake in the running program, at the line of the TypeScript source", () => {
    const found = output.run.findings.map(({ kind, className, site }) => `${kind} ${className} ${site?.file ?? ""}`);
    expect(new Set(found)).toEqual(
      new Set([
        "retained Picture demo/src/gallery.ts",
        "never-freed Thumbnail demo/src/cache.ts",
        "never-freed _Image__constructor demo/src/cache.ts",
        "freed-by-gc Thumbnail demo/src/cache.ts",
        "freed-by-gc Detail demo/src/gallery.ts",
        "double-release Thumbnail demo/src/gallery.ts",
        "duplicate Thumbnail demo/src/gallery.ts",
      ]),
    );
    expect(output.run.findings.find(({ kind }) => kind === "retained")?.count).toBe(5);
  });

  it("prints for people: the finding, where, and what to write", () => {
    const text = demo();
    expect(text).toContain("demo/src/gallery.ts");
    expect(text).toMatch(/fix:/u);
    expect(demo("--help")).toContain("--json");
  });
});
