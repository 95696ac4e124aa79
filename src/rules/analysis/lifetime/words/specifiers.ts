import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import { sourcesOf, specifierOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

/**
 * The file takes the module itself for the package's main class, which only its older versions are:
 * `import Parser from "web-tree-sitter"`, `new (require("web-tree-sitter"))()`.
 */
export function takesModuleForClass(source: SourceFile, of: PackageFacts): boolean {
  if (of.main === undefined) return false;
  const hasDefault = source
    .nodes("ImportDeclaration")
    .some(({ specifiers, source: from }) => packageOf(from.value) === of && specifiers.some(isDefault));
  return hasDefault || source.nodes("NewExpression").some(({ callee }) => isWhole(source, unwrap(callee), of));
}

function isDefault(specifier: TSESTree.ImportClause): boolean {
  if (specifier.type === "ImportDefaultSpecifier") return true;
  return (
    specifier.type === "ImportSpecifier" &&
    specifier.imported.type === "Identifier" &&
    specifier.imported.name === "default"
  );
}

function isWhole(source: SourceFile, callee: TSESTree.Node, of: PackageFacts): boolean {
  const variable = callee.type === "Identifier" ? source.variableOf(callee) : undefined;
  return (
    variable !== undefined &&
    sourcesOf(variable).some((origin) => {
      const from = origin.path.length === 0 ? specifierOf(origin) : undefined;
      return from !== undefined && packageOf(from) === of;
    })
  );
}
