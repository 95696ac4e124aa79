import type { TSESTree } from "@typescript-eslint/utils";
import { isKnownSpecifier, packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import { libraryOf } from "../../../../resources/libraries.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

/** The package whose vocabulary a member of an unknown object has, by a name that only one library has. */
export function libraryMember(
  source: SourceFile,
  name: string,
  object: TSESTree.Node | undefined,
): PackageFacts | undefined {
  const library = libraryOf(name, source.code.text);
  if (library === undefined) return undefined;
  const from = object === undefined ? undefined : importedFrom(source, object);
  const isOther =
    from !== undefined && (library.imports === undefined ? isJavaScript(from) : !library.imports.test(from));
  return isOther ? undefined : packageOf(library.package);
}

/** A package that the catalog does not have and that does not sound like one of wasm: a port, or something else. */
function isJavaScript(from: string): boolean {
  return (
    !/^[./@~#]/.test(from) &&
    !isKnownSpecifier(from) &&
    !/wasm|emscripten|occ?t?\b|opencascade|physx|ammo|bullet/i.test(from)
  );
}

/** The module that the first name of `a.b.c` is imported from. */
function importedFrom(source: SourceFile, object: TSESTree.Node): string | undefined {
  let at = unwrap(object);
  while (at.type === "MemberExpression") at = unwrap(at.object);
  const variable = at.type === "Identifier" ? source.variableOf(at) : undefined;
  for (const origin of variable === undefined ? [] : sourcesOf(variable))
    if (origin.kind === "import") return origin.from;
  return undefined;
}
