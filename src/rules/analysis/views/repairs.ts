import type { TSESTree } from "@typescript-eslint/utils";
import type { Recognition } from "../recognise/index.ts";
import { unwrap } from "../syntax.ts";
import type { StaleView } from "./index.ts";

/** The text that makes a stale view anew at its use, when the view covers the whole memory. */
export function freshView({ node, how, made }: StaleView, { file }: Recognition): string | undefined {
  if ((how !== "used" && how !== "suspended") || node.parent?.type === "UpdateExpression") return undefined;
  const value = unwrap(made);
  if (file.text(value) === file.text(node)) return undefined;
  if (isPath(value)) return file.text(value);
  if (value.type !== "NewExpression" || value.arguments.length !== 1) return undefined;
  const [buffer] = value.arguments;
  return buffer && isPath(buffer) && buffer.type === "MemberExpression" ? file.text(value) : undefined;
}

function isPath(node: TSESTree.Node): boolean {
  if (node.type === "Identifier" || node.type === "ThisExpression") return true;
  return node.type === "MemberExpression" && !node.computed && isPath(node.object);
}
