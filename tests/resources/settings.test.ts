import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageOf } from "../../src/resources/catalog.ts";
import { readSettings } from "../../src/rules/settings.ts";

const data = {
  package: "of-mine",
  version: "1.0.0",
  license: "MIT",
  style: "classes",
  specifiers: ["of-mine", "@mine/fork"],
  kinds: { a: { release: ["close"] } },
  classes: { a: "Session" },
};

describe('settings["wasm-leaks"].catalog', () => {
  it("takes data", () => {
    readSettings({ "wasm-leaks": { catalog: [data] } });
    expect(packageOf("@mine/fork")?.class("Session")?.releaseMethods).toEqual(["close"]);
  });

  it("takes the path of a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "wasm-leaks-"));
    try {
      const file = join(folder, "mine.json");
      writeFileSync(file, JSON.stringify({ ...data, package: "in-a-file", specifiers: ["in-a-file"] }));
      readSettings({ "wasm-leaks": { catalog: [file] } });
      expect(packageOf("in-a-file")?.name).toBe("in-a-file");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([["missing.json"], [{ package: "x" }], [7], [{ ...data, classes: null }]])("refuses %j", (entry) => {
    expect(() => readSettings({ "wasm-leaks": { catalog: [entry] } })).toThrow(/catalog\[0\] must be/);
  });
});
