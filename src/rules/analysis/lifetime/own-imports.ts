import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";

/** A name that a file of the project exports: `import store from "./store.js"`, by whatever alias the project goes by. */
export function isOwnImport(source: SourceFile, node: TSESTree.Node): boolean {
  const definition = node.type === "Identifier" ? source.variableOf(node)?.defs[0] : undefined;
  const from = definition?.type === "ImportBinding" ? definition.parent : undefined;
  return from?.type === "ImportDeclaration" && /^[.@~#]\/|^\.\.?\//.test(from.source.value);
}
