import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { unwrap } from "../syntax.ts";
import { comparison } from "./comparisons.ts";

/** `const owned = given === undefined;`, both of which stay as they are: the condition that the name stands for. */
export function flagOf(source: SourceFile, node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type !== "Identifier") return undefined;
  const declarator = source.variableOf(node)?.defs[0]?.node;
  if (declarator?.type !== "VariableDeclarator" || declarator.init === null || declarator.id.type !== "Identifier")
    return undefined;
  if (declarator.parent.kind !== "const") return undefined;
  const init = unwrap(declarator.init);
  const isNegated = init.type === "UnaryExpression" && init.operator === "!";
  const asked = isNegated ? init.argument : comparison(init)?.operand;
  const operand = asked && unwrap(asked);
  const variable = operand?.type === "Identifier" ? source.variableOf(operand) : undefined;
  const isConstant = variable?.references.every((reference) => !reference.isWrite() || reference.init === true);
  return isConstant === true ? init : undefined;
}
