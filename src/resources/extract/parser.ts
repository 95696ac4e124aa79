import type * as Parser from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";

/** Turns source text into a syntax tree. */
export type Parse = (text: string, file: string) => TSESTree.Program;

/**
 * The parser of typescript-eslint, loaded when asked for: people who only lint JavaScript do not have it.
 *
 * @throws Error that names the package to install.
 */
export async function loadParser(): Promise<Parse> {
  let parser: typeof Parser;
  try {
    parser = await import("@typescript-eslint/parser");
  } catch (cause) {
    throw new Error(
      "Reading a package's declarations needs @typescript-eslint/parser. Install it: npm install --save-dev @typescript-eslint/parser typescript",
      { cause },
    );
  }
  return (text, file) =>
    parser.parse(text, {
      filePath: file,
      sourceType: "module",
      loc: false,
      range: true,
      comment: false,
      jsDocParsingMode: "none",
    });
}
