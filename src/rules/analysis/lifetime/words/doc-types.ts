import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type ClassFacts, type PackageFacts } from "../../../../resources/catalog.ts";
import type { SourceFile } from "../../source-file.ts";
import { isFunction } from "../../syntax.ts";

/** `@param {import("web-tree-sitter").Parser} parser`, `@type {Parser}`: the class of a package that a doc comment names for a variable. */
export function classInDoc(source: SourceFile, name: TSESTree.Identifier): ClassFacts | PackageFacts | undefined {
  if (!source.mentions("@param") && !source.mentions("@type")) return undefined;
  const { parent } = name;
  const at = parent.type === "AssignmentPattern" ? parent : name;
  if (at.parent?.type === "VariableDeclarator" && at.parent.id === at)
    return ofType(source, /@type\s+\{([^\n]+?)\}/.exec(commentOf(source, at.parent.parent) ?? "")?.[1]);
  const fn = at.parent;
  if (fn === undefined || !isFunction(fn)) return undefined;
  const given = new RegExp(`@param\\s+\\{([^\\n]+?)\\}\\s+\\[?${name.name.replaceAll("$", "\\$")}\\b`);
  return ofType(source, given.exec(commentOf(source, fn) ?? "")?.[1]);
}

function commentOf(source: SourceFile, node: TSESTree.Node): string | undefined {
  let documented = node;
  while (carriers.has(documented.parent?.type ?? "")) documented = documented.parent ?? documented;
  const comment = source.code.getCommentsBefore(documented).at(-1);
  return comment?.type === "Block" && comment.value.startsWith("*") ? comment.value : undefined;
}

const carriers: ReadonlySet<string> = new Set([
  "VariableDeclarator",
  "VariableDeclaration",
  "MethodDefinition",
  "ExportNamedDeclaration",
  "ExportDefaultDeclaration",
]);

// `Parser`, `?Parser`, `Parser | null`, `Promise<Parser>`; lists are no objects of the class.
const written =
  /^[?!(\s]*(?:(?:Promise|Awaited|Readonly)<\s*)?(?:import\(\s*["']([^"']+)["']\s*\)\.?)?([\w$.]*)\s*>?[)\s]*(?:\|\s*(?:null|undefined)\s*)*=?$/;

function ofType(source: SourceFile, type: string | undefined): ClassFacts | PackageFacts | undefined {
  const [, from, names = ""] = written.exec(type?.trim() ?? "") ?? [];
  const path = names.split(".").filter((name) => name !== "");
  if (from !== undefined) return member(packageOf(from), path);
  const [first, ...others] = path;
  if (first === undefined) return undefined;
  const { text } = source.code;
  const word = first.replaceAll("$", "\\$");
  const defined = new RegExp(
    `@typedef\\s+\\{\\s*import\\(\\s*["']([^"']+)["']\\s*\\)\\.?([\\w$.]*)\\s*\\}\\s+${word}\\b`,
  );
  const [, typedefFrom, inside = ""] = text.includes("@typedef") ? (defined.exec(text) ?? []) : [];
  if (typedefFrom !== undefined)
    return member(packageOf(typedefFrom), [...inside.split(".").filter((name) => name !== ""), ...others]);
  const imported = new RegExp(`@import\\s*\\{[^}]*\\b${word}\\b[^}]*\\}\\s*from\\s*["']([^"']+)["']`);
  const importedFrom = text.includes("@import") ? imported.exec(text)?.[1] : undefined;
  return importedFrom === undefined ? ofImport(source, first, others) : member(packageOf(importedFrom), path);
}

function ofImport(source: SourceFile, local: string, others: readonly string[]): ClassFacts | PackageFacts | undefined {
  for (const statement of source.statements) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifier = statement.specifiers.find((each) => each.local.name === local);
    if (specifier === undefined) continue;
    const name = specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier";
    const first = name ? [(specifier.imported as TSESTree.Identifier).name] : others.length === 0 ? [local] : [];
    return member(packageOf(statement.source.value), [...first, ...others]);
  }
  return undefined;
}

/** A name that the package does not have tells nothing. */
function member(of: PackageFacts | undefined, path: readonly string[]): ClassFacts | PackageFacts | undefined {
  const last = path.filter((name) => name !== "default").at(-1);
  return last === undefined ? of : of?.class(last);
}
