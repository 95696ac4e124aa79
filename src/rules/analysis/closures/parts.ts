import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { keyName, unwrap } from "../syntax.ts";
import type { Retention } from "./retention.ts";

/** The value of a property of an object literal, or of an element of an array literal. */
export function partOf(node: TSESTree.Node, name: string | undefined): TSESTree.Node | undefined {
  if (node.type === "ObjectExpression") {
    const property = node.properties.find((entry) => entry.type === "Property" && keyName(entry) === name);
    return property?.type === "Property" ? property.value : undefined;
  }
  const element = node.type === "ArrayExpression" ? node.elements[name === "*" ? 0 : Number(name)] : undefined;
  return element?.type === "SpreadElement" ? undefined : (element ?? undefined);
}

export function isGlobalNamed(file: SourceFile, expression: TSESTree.Node, names: Iterable<string>): boolean {
  const node = unwrap(expression);
  return node.type === "Identifier" && new Set(names).has(node.name) && file.variableOf(node) === undefined;
}

/** What a whole keeps alive through one of its parts. */
export function held(parts: readonly (Retention | undefined)[]): Retention | undefined {
  const found = parts.find((part) => part !== undefined);
  return found?.how === "is" ? { ...found, how: "holds" } : found;
}
