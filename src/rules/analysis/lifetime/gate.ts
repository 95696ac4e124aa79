import { concernsWasm } from "../recognise/gate.ts";
import type { SourceFile } from "../source-file.ts";

// A destructor call, or a package of the catalog: plain literals, so that other files cost nothing.
const signs = [".delete()", ".free()", ".deleteLater()", ".freeRecursive()"] as const;

/** Whether a file may acquire or release native memory at all. */
export function mayOwn(source: SourceFile): boolean {
  const { text } = source.code;
  return concernsWasm(source) || signs.some((sign) => text.includes(sign));
}
