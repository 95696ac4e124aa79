import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";

/** Says with the setting `trace` which values are not followed to their end. */
export function givenUp({ settings, filename }: SourceFile): ((question: unknown) => void) | undefined {
  if (settings.trace === undefined) return undefined;
  return (question) => {
    const at = isNode(question) ? question : isVariable(question) ? question.identifiers[0] : undefined;
    const where = at === undefined ? filename : `${filename}:${at.loc.start.line}`;
    console.error(`${where} what this holds is not known: it takes too many steps to follow`);
  };
}

function isNode(key: unknown): key is TSESTree.Node {
  return typeof key === "object" && key !== null && "loc" in key;
}

function isVariable(key: unknown): key is Variable {
  return typeof key === "object" && key !== null && "identifiers" in key;
}
