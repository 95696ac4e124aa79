import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { unwrap } from "../syntax.ts";
import { comparison } from "./comparisons.ts";

interface Flag {
  readonly condition: TSESTree.Node;
  /** What the condition asks. */
  readonly asked: TSESTree.Node;
}

/** Longer chains of flags are nobody's, and would be followed by recursion. */
const maxDepth = 8;

/** `const owned = given === undefined;`, both of which stay as they are: the condition that the name stands for. */
export function flagOf(source: SourceFile, node: TSESTree.Node): TSESTree.Node | undefined {
  const flag = declaredFlag(source, node);
  let at = flag;
  for (let depth = 0; at !== undefined; depth++) {
    if (depth === maxDepth) return undefined;
    at = declaredFlag(source, at.asked);
  }
  return flag?.condition;
}

function declaredFlag(source: SourceFile, node: TSESTree.Node): Flag | undefined {
  if (node.type !== "Identifier") return undefined;
  const declarator = source.variableOf(node)?.defs[0]?.node;
  if (declarator?.type !== "VariableDeclarator" || declarator.init === null || declarator.id.type !== "Identifier")
    return undefined;
  if (declarator.parent.kind !== "const") return undefined;
  const condition = unwrap(declarator.init);
  const isNegated = condition.type === "UnaryExpression" && condition.operator === "!";
  const operand = isNegated ? condition.argument : comparison(condition)?.operand;
  const asked = operand && unwrap(operand);
  const variable = asked?.type === "Identifier" ? source.variableOf(asked) : undefined;
  const isConstant = variable?.references.every((reference) => !reference.isWrite() || reference.init === true);
  return asked !== undefined && isConstant === true ? { condition, asked } : undefined;
}
