import type { TSESTree } from "@typescript-eslint/utils";
import { isKnownSpecifier, packageOf, type PackageFacts } from "../../../../resources/catalog.ts";
import { libraryOf } from "../../../../resources/libraries.ts";
import { requiredSpecifier, sourcesOf, type Source } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { unwrap } from "../../syntax.ts";

/** The package whose vocabulary a member of an unknown object has, by a name that only one library has. */
export function libraryMember(
  source: SourceFile,
  name: string,
  object: TSESTree.Node | undefined,
): PackageFacts | undefined {
  const library = libraryOf(name, (pattern) => source.matches(pattern));
  if (library === undefined) return undefined;
  const from = object === undefined ? undefined : requiredSpecifier(unwrap(object));
  if (from !== undefined && library.imports?.test(from) === false) return undefined;
  for (const origin of object === undefined ? [] : rootOf(source, object)) {
    const isOwn = origin.kind === "expression" && /^(?:ObjectExpression|Class)/.test(unwrap(origin.node).type);
    const isOther =
      origin.kind === "import" &&
      (library.imports === undefined ? isJavaScript(origin.from) : !library.imports.test(origin.from));
    if (isOwn || isOther) return undefined;
  }
  return packageOf(library.package);
}

/** A package that the catalog does not have and that does not sound like one of wasm: a port, or something else. */
function isJavaScript(from: string): boolean {
  return (
    !/^[./@~#]/.test(from) &&
    !isKnownSpecifier(from) &&
    !/wasm|emscripten|occ?t?\b|opencascade|physx|ammo|bullet/i.test(from)
  );
}

/** Where the first name of `a.b.c` comes from. */
function rootOf(source: SourceFile, object: TSESTree.Node): readonly Source[] {
  let at = unwrap(object);
  while (at.type === "MemberExpression") at = unwrap(at.object);
  const variable = at.type === "Identifier" ? source.variableOf(at) : undefined;
  return variable === undefined ? [] : sourcesOf(variable);
}
