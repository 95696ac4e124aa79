import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import { exportOf, type Exported } from "../neighbours/exports.ts";
import { recognitionOf } from "../recognise/index.ts";
import { Remembered } from "../remembered.ts";
import { sourcesOf, type Source } from "../sources.ts";
import type { SourceFile } from "../source-file.ts";
import { isClass, isMethod, isNullish, keyName, unwrap, type ClassNode, type FunctionNode } from "../syntax.ts";
import { writtenType } from "../written-types.ts";

/** A class of the project, and the file that it stands in. */
export interface OwnClass {
  readonly source: SourceFile;
  readonly node: ClassNode;
  /** As the file at hand names the other one; `undefined` for a class of its own. */
  readonly from: string | undefined;
}

/** Classes that extend each other, and names that stand for each other, are followed so far. */
const maxDepth = 4;

const known = new Remembered<SourceFile, TSESTree.Node, OwnClass | undefined>();

/**
 * The class of the project, of this file or of another, that an object is made of: `new Pool()`, what is declared to be a
 * `Pool`, what a variable or a field gets and nothing else, what another file exports.
 */
export function classOfObject(source: SourceFile, object: TSESTree.Node): OwnClass | undefined {
  const node = unwrap(object);
  return known.get(source, node, () => find(source, node, 0));
}

function find(source: SourceFile, node: TSESTree.Node, depth: number): OwnClass | undefined {
  if (depth > maxDepth) return undefined;
  switch (node.type) {
    case "NewExpression":
      return classBehind(source, unwrap(node.callee));
    case "Identifier": {
      const variable = source.variableOf(node);
      const isImport = variable?.defs[0]?.type === "ImportBinding";
      if (isImport) return exported(source, node, depth);
      return ofType(source, node) ?? madeBy(source, variable === undefined ? [] : sourcesOf(variable), depth);
    }
    case "MemberExpression": {
      const { places } = recognitionOf(source).values;
      const key = places.keyOf(node);
      return ofType(source, node) ?? madeBy(source, key === undefined ? [] : places.writesTo(key), depth);
    }
    default:
      return undefined;
  }
}

/** The one class that everything is made of which a variable or a field gets. */
function madeBy(source: SourceFile, origins: readonly Source[], depth: number): OwnClass | undefined {
  let found: OwnClass | undefined;
  for (const origin of origins) {
    if (origin.kind !== "expression" || origin.path.length > 0) return undefined;
    const value = unwrap(origin.node);
    if (isNullish(value)) continue;
    const made = value.type === "AssignmentExpression" ? unwrap(value.right) : value;
    const own = find(source, made, depth + 1);
    if (own === undefined || (found !== undefined && found.node !== own.node)) return undefined;
    found = own;
  }
  return found;
}

/** `export const shared = new Pool()` */
function exported(source: SourceFile, name: TSESTree.Node, depth: number): OwnClass | undefined {
  const found = exportedBehind(source, name);
  if (found === undefined || isClass(found.node)) return undefined;
  const of = find(found.source, unwrap(found.node), depth + 1);
  return of && { ...of, from: found.from };
}

function exportedBehind(source: SourceFile, name: TSESTree.Node): (Exported & { readonly from: string }) | undefined {
  const { from = "", path = [] } = recognitionOf(source).imports.of(name) ?? {};
  const [first, ...rest] = path;
  const found = first === undefined || rest.length > 0 ? undefined : exportOf(source, from, first);
  return found && { ...found, from };
}

/** The class that a name stands for. */
export function classBehind(source: SourceFile, name: TSESTree.Node): OwnClass | undefined {
  if (name.type !== "Identifier" && name.type !== "MemberExpression") return undefined;
  const own = name.type === "Identifier" ? classNamed(source, name) : undefined;
  if (own !== undefined) return { source, node: own, from: undefined };
  const found = exportedBehind(source, name);
  if (found === undefined) return undefined;
  const node = found.node.type === "Identifier" ? classNamed(found.source, found.node) : found.node;
  return isClass(node) ? { source: found.source, node, from: found.from } : undefined;
}

/** `private readonly pool: Pool`, `pool?: Pool`, `let pool: Pool | undefined` */
function ofType(source: SourceFile, node: TSESTree.Node): OwnClass | undefined {
  const type = writtenType(source, node);
  const parts = type?.type === "TSUnionType" ? type.types : type === undefined ? [] : [type];
  const classes = parts.filter((each) => !/^TS(?:Null|Undefined)Keyword$/.test(each.type));
  const [only, other] = classes;
  // oxlint writes `null` for no arguments.
  const isPlain = only?.type === "TSTypeReference" && (only.typeArguments?.params.length ?? 0) === 0;
  if (!isPlain || other !== undefined) return undefined;
  return only.typeName.type === "Identifier" ? classBehind(source, only.typeName) : undefined;
}

/** The method of a class, or of one that it extends, that runs under a name. */
export function methodOf(
  of: OwnClass,
  name: string,
  isStatic: boolean,
  depth = 0,
): { readonly source: SourceFile; readonly fn: FunctionNode } | undefined {
  const { source, node } = of;
  const own = node.body.body.filter(isMethod).find((each) => each.static === isStatic && keyName(each) === name);
  if (own !== undefined) return { source, fn: own.value };
  if (depth > maxDepth || node.superClass === null) return undefined;
  const parent = classBehind(source, unwrap(node.superClass));
  return parent && methodOf(parent, name, isStatic, depth + 1);
}
