import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type ClassFacts, type PackageFacts } from "../../../../resources/catalog.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { packageOfGlobal } from "./globals.ts";

/** The package or class of a package that a written type names: `CanvasKit`, `Paint | null`, `Promise<RustSdk.Device>`. */
export function classInType(source: SourceFile, type: TSESTree.TypeNode): ClassFacts | PackageFacts | undefined {
  switch (type.type) {
    case "TSUnionType":
      for (const each of type.types) {
        const found = classInType(source, each);
        if (found !== undefined) return found;
      }
      return undefined;
    case "TSTypeReference": {
      const { typeName } = type;
      if (typeName.type === "Identifier") {
        if (typeName.name === "Promise" || typeName.name === "Readonly" || typeName.name === "NonNullable") {
          const [inner] = type.typeArguments?.params ?? [];
          return inner === undefined ? undefined : classInType(source, inner);
        }
        return ofName(source, typeName, []);
      }
      if (typeName.type !== "TSQualifiedName") return undefined;
      let at: TSESTree.EntityName = typeName;
      while (at.type === "TSQualifiedName") at = at.left;
      return at.type === "Identifier" ? ofName(source, at, namesOf(typeName).slice(1)) : undefined;
    }
    case "TSImportType": {
      // Parsers differ in where they put the name of the module.
      const { source: name, argument } = type as Partial<TSESTree.TSImportType>;
      const from = name ?? (argument?.type === "TSLiteralType" ? argument.literal : argument);
      const of = from?.type === "Literal" && typeof from.value === "string" ? packageOf(from.value) : undefined;
      const qualifier = type.qualifier ? namesOf(type.qualifier) : [];
      const last = qualifier.at(-1);
      return last === undefined || of === undefined ? undefined : of.class(last);
    }
    default:
      return undefined;
  }
}

/** `a.b.C` from the left. */
function namesOf(name: TSESTree.EntityName): string[] {
  const names: string[] = [];
  let at = name;
  while (at.type === "TSQualifiedName") {
    names.unshift(at.right.name);
    at = at.left;
  }
  return at.type === "Identifier" ? [at.name, ...names] : names;
}

function ofName(
  source: SourceFile,
  name: TSESTree.Identifier,
  path: readonly string[],
): ClassFacts | PackageFacts | undefined {
  const variable = source.variableOf(name);
  for (const origin of variable === undefined ? [] : sourcesOf(variable)) {
    if (origin.kind !== "import") continue;
    const of = packageOf(origin.from);
    if (of === undefined) continue;
    const full = [...origin.path, ...path].filter((each) => each !== "default");
    // No namespace is a type: a package imported whole under the name of one of its classes exports that class.
    const last = full.at(-1) ?? (path.length === 0 ? name.name : undefined);
    const found = last === undefined ? undefined : of.class(last);
    return found ?? of;
  }
  const global = packageOfGlobal(source, name.name);
  const last = path.at(-1);
  return global?.kind !== "namespace" || last === undefined ? undefined : global.of.class(last);
}
