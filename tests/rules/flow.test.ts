import { createRequire } from "node:module";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";

// The package has no types of its own.
const flowParser = createRequire(import.meta.url)("hermes-eslint") as Linter.Parser;

// Flow's parsers have nodes of their own for types and casts.

function lint(code: string): string[] {
  const messages = new Linter().verify(code, [
    {
      languageOptions: { parser: flowParser },
      plugins: plugin.configs.strict.plugins,
      rules: plugin.configs.strict.rules,
    },
  ] as never);
  return messages.map(({ line, ruleId, messageId, message }) => `${line} ${ruleId} ${messageId ?? message}`);
}

describe("code with the types of Flow", () => {
  it("is read through casts, as expressions and as arguments", () => {
    const code = `// @flow
import cv, { type Mat } from "@techstark/opencv-js";
export function lost(size: number): void {
  const mat: Mat = (new cv.Mat(size, size, 0): any);
  if (size > 9) throw new Error("size");
  ((mat: any): Mat).delete();
}
export function cast(size: number): void {
  const mat = new cv.Mat(size, size, 0) as Mat;
  mat.setTo([0]);
}
`;
    expect(lint(code)).toEqual(["4 wasm-leaks/require-release path", "9 wasm-leaks/require-release never"]);
  });

  it("has no report where everything is released", () => {
    const code = `// @flow strict-local
import cv, { type Mat } from "@techstark/opencv-js";
type Props = {| +size: number, +show?: (Mat) => void |};
opaque type Handle = Mat;
export function drawn({ size, show }: Props): ?number {
  const mat = new cv.Mat(size, size, 0);
  try {
    show?.((mat: any));
    return (mat.rows: number);
  } finally {
    (mat: Mat).delete();
  }
}
`;
    expect(lint(code)).toEqual([]);
  });
});
