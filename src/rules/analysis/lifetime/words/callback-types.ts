import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import type { FunctionNode } from "../../syntax.ts";
import { functionBehind } from "./members.ts";

/**
 * `withConnection<T>(use: (connection: Connection) => T)` and `withConnection((connection) => …)`: what the function of the
 * file says that it gives a callback.
 */
export function typeGiven(source: SourceFile, fn: FunctionNode, index: number): TSESTree.TypeNode | undefined {
  const call = fn.parent;
  if (call.type !== "CallExpression") return undefined;
  const at = call.arguments.indexOf(fn as TSESTree.CallExpressionArgument);
  const param = at < 0 ? undefined : functionBehind(source, call.callee)?.params[at];
  const declared = param?.type === "Identifier" ? param.typeAnnotation?.typeAnnotation : undefined;
  const type = declared === undefined ? undefined : functionType(source, declared);
  const given = type?.params[index];
  return given?.type === "Identifier" ? given.typeAnnotation?.typeAnnotation : undefined;
}

function functionType(source: SourceFile, type: TSESTree.TypeNode): TSESTree.TSFunctionType | undefined {
  if (type.type === "TSFunctionType") return type;
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return undefined;
  const { name } = type.typeName;
  const alias = source.nodes("TSTypeAliasDeclaration").find(({ id }) => id.name === name)?.typeAnnotation;
  return alias?.type === "TSFunctionType" ? alias : undefined;
}
