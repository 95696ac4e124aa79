import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "./generate.ts";

/** A program in two files: `helpers.js` with the functions above `run`, and the rest, every statement on its old line. */
export interface SplitProgram {
  readonly code: string;
  readonly filename: string;
  remove(): void;
}

/** Moves the functions that a program has above `run` to a file that it imports. */
export function split({ source }: Program): SplitProgram {
  const lines = source.split("\n");
  const first = lines.findIndex((line) => /^(?:async )?function run\(/.test(line));
  const above = lines.slice(0, first);
  const names = above.flatMap((line) => /^(?:function|const (?=kept)) ?(\w+)/.exec(line)?.[1] ?? []);
  const helpers = above.map((line) => line.replace(/^(?:function|const kept) ?/, (found) => `export ${found}`));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-split-")));
  writeFileSync(join(folder, "helpers.js"), helpers.join("\n"));
  const head = [`import { ${names.join(", ")} } from "./helpers.js";`, ...above.slice(1).map(() => "")];
  return {
    code: [...head, ...lines.slice(first)].join("\n"),
    filename: join(folder, "program.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
