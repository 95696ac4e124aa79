import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, keyName, type FunctionNode } from "./syntax.ts";

/** A closure as a message names it: `the method 'draw'`, `the arrow function`. */
export function describeClosure(node: TSESTree.Node): string {
  if (node.type === "StaticBlock") return "the static block";
  if (node.type === "PropertyDefinition" || node.type === "AccessorProperty")
    return `the field '${keyName(node) ?? "…"}'`;
  if (!isFunction(node)) return "the code";
  if (node.id) return `the function '${node.id.name}'`;
  return describeByPlace(node) ?? (node.type === "ArrowFunctionExpression" ? "the arrow function" : "the function");
}

function describeByPlace(node: FunctionNode): string | undefined {
  const parent: TSESTree.Node = node.parent;
  if (parent.type === "MethodDefinition") {
    if (parent.kind === "constructor") return "the constructor";
    return `the ${parent.kind === "method" ? "method" : `${parent.kind}ter`} '${keyName(parent) ?? "…"}'`;
  }
  if (parent.type === "Property" && parent.value === node) {
    const kind = parent.kind !== "init" ? `${parent.kind}ter` : parent.method ? "method" : "function";
    return `the ${kind} '${keyName(parent) ?? "…"}'`;
  }
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier")
    return `the function '${parent.id.name}'`;
  return parent.type === "AssignmentPattern" ? "the function in a parameter's default" : undefined;
}

/** The line a node starts on, as editors count. */
export function lineOf(node: TSESTree.Node): string {
  return String(node.loc.start.line);
}
