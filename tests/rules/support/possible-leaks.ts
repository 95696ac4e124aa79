import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect } from "vitest";
import plugin from "../../../src/index.ts";

const linter = new Linter({ configType: "flat" });
const config: Linter.Config = {
  files: ["**/*.ts"],
  plugins: { "wasm-leaks": plugin },
  languageOptions: { parser, sourceType: "module" },
  rules: { "wasm-leaks/require-release": ["error", { report: "possible" }] },
};

/** The messages of `require-release` on some TypeScript, with what is only possible. */
export function possibleLeaks(code: string): string[] {
  const messages = linter.verify(code, [config], { filename: "file.ts" });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.map(({ message }) => message);
}
