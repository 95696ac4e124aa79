import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type ClassFacts, type PackageFacts } from "../../../../resources/catalog.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { aliasOf, maxDepth } from "../../written-containers.ts";
import { packageOfGlobal } from "./globals.ts";
import { classOfOwnModule } from "./named-receivers.ts";
import { reexported } from "../../neighbours/reexports.ts";
import { neighbourType } from "./neighbour-classes.ts";

/** The package or class of a package that a written type names: `CanvasKit`, `Paint | null`, `Promise<RustSdk.Device>`. */
export function classInType(
  source: SourceFile,
  type: TSESTree.TypeNode,
  depth = 0,
): ClassFacts | PackageFacts | undefined {
  if (depth > maxDepth) return undefined;
  switch (type.type) {
    case "TSUnionType":
      for (const each of type.types) {
        const found = classInType(source, each, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    case "TSTypeReference": {
      const { typeName } = type;
      if (typeName.type === "Identifier") {
        if (carrying.has(typeName.name)) {
          const [inner] = type.typeArguments?.params ?? [];
          return inner === undefined ? undefined : classInType(source, inner, depth + 1);
        }
        if (typeName.name === "InstanceType") return instanceOf(source, type.typeArguments?.params[0]);
        const alias = aliasOf(source, typeName);
        return alias === undefined ? ofName(source, typeName, []) : classInType(source, alias, depth + 1);
      }
      if (typeName.type !== "TSQualifiedName") return undefined;
      let at: TSESTree.EntityName = typeName;
      while (at.type === "TSQualifiedName") at = at.left;
      return at.type === "Identifier" ? ofName(source, at, namesOf(typeName).slice(1)) : undefined;
    }
    case "TSTypeQuery": {
      const { exprName } = type;
      if (exprName.type === "TSImportType") return classInType(source, exprName, depth + 1);
      // `typeof Parser` is the class, not an object of it.
      const found = exprName.type === "Identifier" ? ofName(source, exprName, []) : undefined;
      if (found === undefined || !("construct" in found)) return found;
      return found === found.package.main ? found.package : undefined;
    }
    case "TSImportType": {
      // Parsers differ in where they put the name of the module.
      const given = type as Partial<TSESTree.TSImportType>;
      // Reading the older place warns where there is a newer one.
      const from = given.source ?? literalOf(given.argument);
      const of = from?.type === "Literal" && typeof from.value === "string" ? packageOf(from.value) : undefined;
      const qualifier = type.qualifier ? namesOf(type.qualifier) : [];
      const last = qualifier.at(-1);
      return last === undefined ? of : of?.class(last);
    }
    default:
      return undefined;
  }
}

/** `InstanceType<typeof Parser>` */
function instanceOf(source: SourceFile, type: TSESTree.TypeNode | undefined): ClassFacts | undefined {
  if (type?.type !== "TSTypeQuery" || type.exprName.type === "TSImportType") return undefined;
  const names = type.exprName.type === "ThisExpression" ? [] : namesOf(type.exprName);
  let at = type.exprName;
  while (at.type === "TSQualifiedName") at = at.left;
  const found = at.type === "Identifier" ? ofName(source, at, names.slice(1)) : undefined;
  return found !== undefined && "construct" in found ? found : undefined;
}

// `Awaited<ReturnType<typeof init>>` is what `init()` resolves to.
const carrying: ReadonlySet<string> = new Set(["Promise", "Readonly", "NonNullable", "Awaited", "ReturnType"]);

function literalOf(argument: TSESTree.TypeNode | undefined): TSESTree.Node | undefined {
  return argument?.type === "TSLiteralType" ? argument.literal : argument;
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
    if (of === undefined) {
      const own = classOfOwnModule(origin.from, path.at(-1) ?? origin.path.at(-1) ?? "");
      if (own !== undefined) return own;
      const full = [...origin.path, ...path];
      const passed = reexported(source, origin.from, full);
      const behind = passed && packageOf(passed.from);
      if (passed !== undefined && behind !== undefined) return typeIn(behind, passed.path, undefined);
      const [exported, ...inner] = full;
      const found =
        exported === undefined || inner.length > 0 ? undefined : neighbourType(source, origin.from, exported);
      if (found !== undefined) return found;
      continue;
    }
    return typeIn(of, [...origin.path, ...path], path.length === 0 ? name.name : undefined);
  }
  const global = packageOfGlobal(source, name.name);
  const last = path.at(-1);
  return global?.kind !== "namespace" || last === undefined ? undefined : global.of.class(last);
}

/** No namespace is a type: a package imported whole under the name of one of its classes exports that class. */
function typeIn(of: PackageFacts, path: readonly string[], name: string | undefined): ClassFacts | PackageFacts {
  const full = path.filter((each) => each !== "default");
  const last = full.at(-1) ?? name;
  const found = last === undefined ? undefined : of.class(last);
  return found ?? (full.length === 0 ? of.main : undefined) ?? of;
}
