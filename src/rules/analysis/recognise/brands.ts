import type { TSESTree } from "@typescript-eslint/utils";
import { pointerBrands } from "../../../resources/conventions.ts";
import type { SourceFile } from "../source-file.ts";
import { isFunction, type FunctionNode } from "../syntax.ts";

const brandNames = new Set(pointerBrands);
const inComment = new RegExp(`\\{\\s*(?:[\\w.]+\\.)?(${pointerBrands.join("|")})\\b`);

/** The brand (`Owned`, `Pointer`) in a written type; `Promise<…>` and unions with null are looked through. */
export function brandOfType(type: TSESTree.TypeNode | null | undefined): string | undefined {
  if (!type) return undefined;
  if (type.type === "TSUnionType") return first(type.types.map(brandOfType));
  if (type.type !== "TSTypeReference") return undefined;
  const { typeName } = type;
  const name =
    typeName.type === "Identifier" ? typeName.name : typeName.type === "TSQualifiedName" ? typeName.right.name : "";
  if (brandNames.has(name)) return name;
  return name === "Promise" || name === "Readonly"
    ? first((type.typeArguments?.params ?? []).map(brandOfType))
    : undefined;
}

/** The brand of what a declaration (variable, parameter, field) holds, by annotation or TSDoc `@type`, `@param`. */
export function brandOfDeclaration(file: SourceFile, name: TSESTree.Node): string | undefined {
  if ("typeAnnotation" in name && name.typeAnnotation?.type === "TSTypeAnnotation") {
    return brandOfType(name.typeAnnotation.typeAnnotation);
  }
  if (!hasTags(file)) return undefined;
  let owner: TSESTree.Node = name;
  while (owner.parent && (owner.parent.type === "AssignmentPattern" || owner.parent.type === "TSParameterProperty")) {
    owner = owner.parent;
  }
  const { parent } = owner;
  if (isFunction(parent) && name.type === "Identifier" && owner !== parent.id) {
    const doc = docOf(file, parent);
    return doc === undefined ? undefined : taggedBrand(doc, `param\\s+`, `\\s*\\[?${name.name}\\b`);
  }
  const declaration =
    name.type === "PropertyDefinition" ? name : parent?.type === "VariableDeclarator" ? parent.parent : undefined;
  const doc = declaration === undefined ? undefined : docOf(file, declaration);
  return doc === undefined ? undefined : taggedBrand(doc, `type\\s+`, "");
}

/** The brand of what a function returns, by annotation or TSDoc `@returns {Owned<T>}`. */
export function brandOfResult(file: SourceFile, fn: FunctionNode): string | undefined {
  // oxlint gives null for what is not written.
  if (fn.returnType) return brandOfType(fn.returnType.typeAnnotation);
  const doc = docOf(file, fn);
  return doc === undefined ? undefined : taggedBrand(doc, `returns?\\s+`, "");
}

function taggedBrand(doc: string, tag: string, after: string): string | undefined {
  const found = new RegExp(`@${tag}(\\{[^}]*\\})${after}`).exec(doc)?.[1];
  return found === undefined ? undefined : inComment.exec(found)?.[1];
}

const tagged = new WeakMap<SourceFile, boolean>();

/** Whether any comment of the file may name a brand: looking for the comment of a node takes long. */
function hasTags(file: SourceFile): boolean {
  let answer = tagged.get(file);
  if (answer === undefined) tagged.set(file, (answer = file.mentions("/**") && inComment.test(file.code.text)));
  return answer;
}

function docOf(file: SourceFile, node: TSESTree.Node): string | undefined {
  if (!hasTags(file)) return undefined;
  let documented = node;
  while (isCarrier(documented.parent)) documented = documented.parent;
  const comment = file.code.getCommentsBefore(documented).at(-1);
  return comment?.type === "Block" && comment.value.startsWith("*") ? comment.value : undefined;
}

function isCarrier(node: TSESTree.Node | undefined): node is TSESTree.Node {
  switch (node?.type) {
    case "VariableDeclarator":
    case "VariableDeclaration":
    case "MethodDefinition":
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return true;
    default:
      return false;
  }
}

function first(brands: (string | undefined)[]): string | undefined {
  return brands.find((brand) => brand !== undefined);
}
