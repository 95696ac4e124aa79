import { FileVocabulary } from "../lifetime/words/index.ts";
import { recognitionOf } from "../recognise/index.ts";
import type { SourceFile } from "../source-file.ts";
import { Disposables } from "./disposables.ts";
import { releasedInFinally } from "./finally.ts";
import { withUsing, type Edit } from "./repairs.ts";
import { scopeCalls } from "./scopes.ts";
import type { TSESTree } from "@typescript-eslint/utils";

/** A place where `using` says what the code spells out. */
export interface UsingCandidate {
  how: "finally" | "scope";
  node: TSESTree.Node;
  name: string;
  /** The release that `using` takes the place of. */
  release: TSESTree.Node;
  edits: Edit[] | undefined;
}

/** Every such place of the file, in source order. */
export function usingCandidates(file: SourceFile, listed: readonly string[]): UsingCandidate[] {
  const { text } = file.code;
  const hasFinally = text.includes("finally");
  if (!hasFinally && !text.includes("Scope")) return [];
  const disposables = new Disposables(recognitionOf(file), listed);
  const found: UsingCandidate[] = scopeCalls(file, disposables).map(({ call, names, edits }) => ({
    how: "scope",
    node: call.callee,
    name: names.join("', '"),
    release: call,
    edits,
  }));
  if (hasFinally) {
    const vocabulary = new FileVocabulary(file);
    for (const each of releasedInFinally({ file, vocabulary, disposables })) {
      const edits = withUsing(file.code, each, vocabulary);
      found.push({ how: "finally", node: each.name, name: each.name.name, release: each.release, edits });
    }
  }
  return found.sort((a, b) => a.node.range[0] - b.node.range[0]);
}
