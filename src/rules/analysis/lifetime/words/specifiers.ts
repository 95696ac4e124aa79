import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import { sourcesOf, type Source } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

/** The module that a value comes from: by `import`, `require` or `import()`. */
export function specifierOf(origin: Source): string | undefined {
  if (origin.kind === "import") return origin.from;
  return origin.kind === "expression" ? requiredSpecifier(unwrap(origin.node)) : undefined;
}

export function requiredSpecifier(expression: TSESTree.Node): string | undefined {
  let from: TSESTree.Node | undefined;
  if (expression.type === "ImportExpression") from = expression.source;
  else if (
    expression.type === "CallExpression" &&
    expression.callee.type === "Identifier" &&
    expression.callee.name === "require"
  ) {
    [from] = expression.arguments;
  }
  return from?.type === "Literal" && typeof from.value === "string" ? from.value : undefined;
}

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
