import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { declaredName, isFunction, keyName, lastName } from "../syntax.ts";

/** The name people know a function by. */
export function functionNameOf(fn: TSESTree.Node): string | undefined {
  if (fn.type === "Program") return "top level";
  if ((fn.type === "FunctionDeclaration" || fn.type === "FunctionExpression") && fn.id !== null) return fn.id.name;
  const { parent } = fn;
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent?.type === "MethodDefinition" || parent?.type === "Property" || parent?.type === "PropertyDefinition") {
    return keyName(parent);
  }
  // `self.onmessage = (event) => …`, `Player.prototype.load = function …`
  if (parent?.type === "AssignmentExpression" && parent.right === fn) return lastName(parent.left);
  return undefined;
}

/** Whether a file uses a function by its name, and everywhere so: `promise.then(end, end)`, `lib.onReady = begin`. */
export function isOnlyUsed(source: SourceFile, fn: TSESTree.Node, so: (use: TSESTree.Node) => boolean): boolean {
  const name = isFunction(fn) ? declaredName(fn) : null;
  const references = name === null ? undefined : source.variableOf(name)?.references;
  const uses = references?.filter(({ init }) => init !== true).map(({ identifier }) => identifier) ?? [];
  return uses.length > 0 && uses.every(so);
}
