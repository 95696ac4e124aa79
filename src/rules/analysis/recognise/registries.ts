import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { memberName, unwrap } from "../syntax.ts";
import { writtenType } from "../written-types.ts";
import { returnedBy } from "./returns.ts";
import type { Values } from "./values.ts";

/** The `new FinalizationRegistry(…)` an expression stands for, also where it is made when first asked for, or only if there is one. */
export function registryOf(
  file: SourceFile,
  values: Values,
  expression: TSESTree.Node,
  depth = 0,
): TSESTree.NewExpression | undefined {
  if (depth > 4) return undefined;
  const node = unwrap(expression);
  const follow = (next: TSESTree.Node): TSESTree.NewExpression | undefined => registryOf(file, values, next, depth + 1);
  switch (node.type) {
    case "NewExpression":
      return isRegistryClass(file, node.callee) ? node : undefined;
    case "LogicalExpression":
      return follow(node.left) ?? follow(node.right);
    case "ConditionalExpression":
      return follow(node.consequent) ?? follow(node.alternate);
    case "AssignmentExpression":
      return follow(node.right);
    case "CallExpression": {
      const fn = values.calledFunction(node);
      return fn === undefined ? undefined : first(returnedBy(file, fn), follow);
    }
    default:
  }
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const key = node.type === "MemberExpression" ? values.places.keyOf(node) : undefined;
  const sources = variable ? sourcesOf(variable) : key === undefined ? [] : values.places.writesTo(key);
  const written = sources.flatMap((source) =>
    source.kind === "expression" && source.path.length === 0 ? [source.node] : [],
  );
  return first(written, follow);
}

function first<T>(nodes: readonly TSESTree.Node[], find: (node: TSESTree.Node) => T | undefined): T | undefined {
  for (const node of nodes) {
    const found = find(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `FinalizationRegistry`, `globalThis.FinalizationRegistry`, or a class of the file that extends it. */
function isRegistryClass(file: SourceFile, callee: TSESTree.Node, depth = 0): boolean {
  const node = unwrap(callee);
  if (node.type === "MemberExpression") return memberName(node) === "FinalizationRegistry";
  if (node.type !== "Identifier" || depth > 3) return false;
  if (node.name === "FinalizationRegistry") return true;
  const parent = classNamed(file, node)?.superClass;
  return parent != null && isRegistryClass(file, parent, depth + 1);
}

/** `constructor(pointer, registry?: FinalizationRegistry<number>)`: what the file has written that it is. */
export function isTypedRegistry(file: SourceFile, expression: TSESTree.Node): boolean {
  if (!file.mentions("FinalizationRegistry")) return false;
  const type = writtenType(file, expression);
  return type !== undefined && isRegistryType(type);
}

function isRegistryType(type: TSESTree.TypeNode): boolean {
  if (type.type === "TSUnionType") return type.types.some(isRegistryType);
  return (
    type.type === "TSTypeReference" &&
    type.typeName.type === "Identifier" &&
    type.typeName.name === "FinalizationRegistry"
  );
}
