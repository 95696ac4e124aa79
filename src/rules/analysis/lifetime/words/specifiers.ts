import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import { installedVersion, isAtLeast, isFromFolder, isOwnPackage } from "../../installed.ts";
import { Remembered } from "../../remembered.ts";
import { requiredSpecifier, sourcesOf, specifierOf, type Source } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

// `require("x")`, `await import("x")`, `typeof import("x")`
const laterImport = /\b(?:require|import)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]+)["'`]/g;
const named = new WeakMap<SourceFile, ReadonlySet<string>>();

/** Every module that a file names, by its text: what it imports, and what it only has the type of. */
export function namedSpecifiers(source: SourceFile): ReadonlySet<string> {
  let found = named.get(source);
  if (found === undefined) {
    const { text } = source.code;
    const first = source.statements.flatMap((statement) =>
      statement.type === "ImportDeclaration" ? [statement.source.value] : [],
    );
    const later = [...text.matchAll(laterImport)].flatMap(([, from]) => from ?? []);
    named.set(source, (found = new Set([...first, ...later])));
  }
  return found;
}

/** The package of the catalog that an import of the file gives, unless the version installed is one of plain JavaScript. */
export function packageFor(source: SourceFile, specifier: string): PackageFacts | undefined {
  const of = packageOf(specifier);
  if (of?.since === undefined) return of;
  const version = installedVersion(source.filename, of.name);
  return version === undefined || isAtLeast(version, of.since) ? of : undefined;
}

const builds = new Remembered<SourceFile, PackageFacts, boolean>();
// `../pkg/engine_wasm`, `../../pkg-nodejs/engine_wasm`: where wasm-pack puts what it makes.
const ownBuild = /^\.{1,2}\/(?:.*\/)?pkg(?:[-_]\w+)?\//;

/**
 * The project builds the package itself: it is the package's own repository, or takes the package from a folder. The
 * catalog tells what a published version does, and the sources may be ahead of it.
 */
export function isOwnBuild(source: SourceFile, of: PackageFacts): boolean {
  const { filename } = source;
  return builds.get(
    source,
    of,
    () =>
      isOwnPackage(filename, of.name) ||
      isFromFolder(filename, of.name) ||
      importedSpecifiers(source).some((from) => ownBuild.test(from) && packageOf(from) === of),
  );
}

/** The modules that a file imports, in whatever way. */
export function importedSpecifiers(source: SourceFile): readonly string[] {
  const found = source.statements.flatMap((statement) =>
    statement.type === "ImportDeclaration" ? [statement.source.value] : [],
  );
  for (const type of ["ImportExpression", "CallExpression"] as const) {
    for (const node of source.nodes(type)) {
      const from = requiredSpecifier(node);
      if (from !== undefined) found.push(from);
    }
  }
  return found;
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

/** `const parser = new LezerParser(inner)` of a class that the project wrote: whatever the variable is called. */
export function isOwnObject(source: SourceFile, origin: Source): boolean {
  const made = origin.kind === "expression" && origin.path.length === 0 ? unwrap(origin.node) : undefined;
  // `let cv = {};` is filled later.
  if (made?.type === "ObjectExpression" && made.properties.length > 0)
    return made.properties.every(({ type }) => type === "Property");
  const callee = made?.type === "NewExpression" ? unwrap(made.callee) : undefined;
  if (callee?.type !== "Identifier" || callee.name === "Parser") return false;
  const [from] = source.variableOf(callee)?.defs ?? [];
  if (from?.type === "ClassName") return true;
  return (
    from?.type === "ImportBinding" && from.parent.type === "ImportDeclaration" && /^\./.test(from.parent.source.value)
  );
}
