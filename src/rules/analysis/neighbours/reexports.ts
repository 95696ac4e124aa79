import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { exportOf } from "./exports.ts";
import { neighbourOf } from "./files.ts";

/** What a file takes from another: its namespace where the path is empty. */
export interface Origin {
  readonly source: SourceFile;
  readonly from: string;
  readonly path: readonly string[];
}

const maxDepth = 5;

/**
 * Where something comes from that a file of the project only passes on: `export * as CML from "cardano"`, `export { Parser }
 * from "web-tree-sitter"`, `import init, { Engine } from "./pkg/engine.js"; export { Engine };`. `undefined` for what the file
 * makes itself, and for files that cannot be read.
 */
export function reexported(
  source: SourceFile,
  specifier: string,
  [name, ...rest]: readonly string[],
  depth = 0,
): Origin | undefined {
  const file = depth > maxDepth || name === undefined ? undefined : neighbourOf(source, specifier);
  if (file === undefined || name === undefined) return undefined;
  const wholes: string[] = [];
  for (const statement of file.statements) {
    if (statement.type === "ExportAllDeclaration") {
      if (statement.exported === null) wholes.push(statement.source.value);
      else if (textOf(statement.exported) === name) return through(file, statement.source.value, rest, depth);
    } else if (statement.type === "ExportNamedDeclaration") {
      const found = statement.specifiers.find((each) => textOf(each.exported) === name);
      if (found === undefined) continue;
      if (statement.source !== null)
        return through(file, statement.source.value, [textOf(found.local), ...rest], depth);
      return found.local.type === "Identifier" ? ofImport(file, found.local, rest, depth) : undefined;
    } else if (statement.type === "ExportDefaultDeclaration" && name === "default") {
      const { declaration } = statement;
      return declaration.type === "Identifier" ? ofImport(file, declaration, rest, depth) : undefined;
    }
  }
  // Which of several packages has the name, nobody can tell, nor whether one has what the file has itself.
  const [whole, other] = exportOf(source, specifier, name) === undefined ? wholes : [];
  return whole === undefined || other !== undefined ? undefined : through(file, whole, [name, ...rest], depth);
}

function through(source: SourceFile, from: string, path: readonly string[], depth: number): Origin | undefined {
  if (neighbourOf(source, from) === undefined) return { source, from, path };
  return reexported(source, from, path, depth + 1);
}

/** `import { Engine } from "./pkg"`, of which the file exports the name. */
function ofImport(
  source: SourceFile,
  name: TSESTree.Identifier,
  rest: readonly string[],
  depth: number,
): Origin | undefined {
  const definition = source.variableOf(name)?.defs[0];
  if (definition?.type !== "ImportBinding" || definition.parent?.type !== "ImportDeclaration") return undefined;
  const { node } = definition;
  const from = definition.parent.source.value;
  if (node.type === "ImportNamespaceSpecifier") return through(source, from, rest, depth);
  const imported = node.type === "ImportSpecifier" ? textOf(node.imported) : "default";
  return through(source, from, [imported, ...rest], depth);
}

function textOf(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === "Identifier" ? name.name : name.value;
}
