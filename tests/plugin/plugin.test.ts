import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import { defineConfig } from "eslint/config";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";

const packageJson = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  name: string;
  version: string;
};

describe("the plugin object", () => {
  it("carries the name and version of the package", () => {
    expect(plugin.meta).toEqual({ name: packageJson.name, version: packageJson.version, namespace: "wasm-leaks" });
  });

  it("goes into defineConfig without a cast", async () => {
    const config = defineConfig([
      { files: ["**/*.js"], plugins: { leaks: plugin }, extends: ["leaks/recommended"] },
      plugin.configs.strict,
    ]);
    const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: config });
    const [result] = await eslint.lintText("export const one = 1;\n", { filePath: "one.js" });
    expect(result?.messages).toEqual([]);
  });

  it("switches every recommended rule on as an error", () => {
    const recommended = Object.entries(plugin.rules)
      .filter(([, rule]) => (rule as { meta?: { docs?: { recommended?: unknown } } }).meta?.docs?.recommended === true)
      .map(([name]) => [`wasm-leaks/${name}`, "error"]);
    expect(plugin.configs.recommended.rules).toEqual(Object.fromEntries(recommended));
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toEqual(
      Object.keys(plugin.rules).map((name) => `wasm-leaks/${name}`),
    );
  });
});
