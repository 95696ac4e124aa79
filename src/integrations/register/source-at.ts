import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Frame } from "../../runtime/tracker/frames.ts";

const files = new Map<string, readonly string[] | undefined>();

/** The text of a script from a frame's place to the end of its line; undefined when the file cannot be read. */
export function sourceAt(frame: Frame): string | undefined {
  if (!files.has(frame.file)) files.set(frame.file, readLines(frame.file));
  return files.get(frame.file)?.[frame.line - 1]?.slice(frame.column - 1);
}

function readLines(file: string): readonly string[] | undefined {
  try {
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return undefined;
  }
}
