import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { keyName, memberName, unwrap } from "../syntax.ts";
import { isCommonJsExport } from "../visibility.ts";
import { neighbourOf } from "./files.ts";

/** What a file exports under a name: an expression, a function, a class, or the name that declares it. */
export interface Exported {
  readonly source: SourceFile;
  readonly node: TSESTree.Node;
}

const maxDepth = 5;

/** What the file that a specifier names exports under a name, through the files that only pass it on. */
export function exportOf(source: SourceFile, specifier: string, name: string, depth = 0): Exported | undefined {
  const file = depth > maxDepth ? undefined : neighbourOf(source, specifier);
  return file === undefined ? undefined : exportIn(file, name, depth);
}

function exportIn(source: SourceFile, name: string, depth: number): Exported | undefined {
  const passing: string[] = [];
  for (const statement of source.statements) {
    switch (statement.type) {
      case "ExportNamedDeclaration": {
        const found = named(source, statement, name, depth);
        if (found !== undefined) return found;
        break;
      }
      case "ExportAllDeclaration":
        if (statement.exported === null && name !== "default") passing.push(statement.source.value);
        break;
      case "ExportDefaultDeclaration":
        if (name === "default") return local(source, statement.declaration, depth);
        break;
      default:
    }
  }
  for (const from of passing) {
    const found = exportOf(source, from, name, depth + 1);
    if (found !== undefined) return found;
  }
  return ofCommonJs(source, name, depth);
}

function named(
  source: SourceFile,
  { declaration, specifiers, source: from }: TSESTree.ExportNamedDeclaration,
  name: string,
  depth: number,
): Exported | undefined {
  switch (declaration?.type) {
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
      return declaration.id?.name === name ? { source, node: declaration } : undefined;
    case "VariableDeclaration": {
      const found = declaration.declarations.find(({ id }) => id.type === "Identifier" && id.name === name);
      return found && { source, node: found.id };
    }
    default:
  }
  for (const specifier of specifiers) {
    if (textOf(specifier.exported) !== name) continue;
    return from === null
      ? local(source, specifier.local, depth)
      : exportOf(source, from.value, textOf(specifier.local), depth + 1);
  }
  return undefined;
}

function textOf(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === "Identifier" ? name.name : name.value;
}

/** What a name stands for inside the file, or in the one that it is imported from. */
function local(source: SourceFile, node: TSESTree.Node, depth: number): Exported | undefined {
  const expression = unwrap(node);
  if (expression.type !== "Identifier") return { source, node: expression };
  const definition = source.variableOf(expression)?.defs[0];
  if (definition === undefined) return undefined;
  if (definition.type !== "ImportBinding") return { source, node: declared(definition.node, definition.name) };
  const { node: specifier, parent } = definition;
  if (parent?.type !== "ImportDeclaration" || specifier.type === "ImportNamespaceSpecifier") return undefined;
  if (specifier.type === "TSImportEqualsDeclaration") return undefined;
  const wanted = specifier.type === "ImportSpecifier" ? textOf(specifier.imported) : "default";
  return exportOf(source, parent.source.value, wanted, depth + 1);
}

function declared(node: TSESTree.Node, name: TSESTree.Node): TSESTree.Node {
  return /^(?:FunctionDeclaration|ClassDeclaration|TSTypeAliasDeclaration|TSInterfaceDeclaration)$/.test(node.type)
    ? node
    : name;
}

/** `exports.parse = parse`, `module.exports = { parse }`, `module.exports = Parser` */
function ofCommonJs(source: SourceFile, name: string, depth: number): Exported | undefined {
  if (!source.mentions("exports")) return undefined;
  for (const { left, right } of source.nodes("AssignmentExpression")) {
    if (left.type !== "MemberExpression" || !isCommonJsExport(left)) continue;
    const value = unwrap(right);
    const isWhole = left.object.type === "Identifier" && left.object.name === "module";
    if (!isWhole) {
      if (memberName(left) === name) return local(source, value, depth);
    } else if (value.type === "ObjectExpression") {
      const property = value.properties.find((each) => each.type === "Property" && keyName(each) === name);
      if (property?.type === "Property") return local(source, property.value, depth);
    } else if (name === "default") return local(source, value, depth);
  }
  return undefined;
}
