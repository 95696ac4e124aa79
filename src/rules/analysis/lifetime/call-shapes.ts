import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import type { CallNode } from "./vocabulary.ts";

/** The call's result is what the function returns. */
export function isReturned(node: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case "ReturnStatement":
        return true;
      case "ArrowFunctionExpression":
        return at.body === child;
      case "ConditionalExpression":
        if (at.test === child) return false;
        break;
      case "AwaitExpression":
      case "LogicalExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "ChainExpression":
      case "Property":
      case "ObjectExpression":
      case "ArrayExpression":
        break;
      default:
        return false;
    }
  }
  return false;
}

const endings = /^(?:abort|exit)$/;

/** `process.exit()`, `Deno.exit()`, `abort()`: nothing after it runs. */
export function neverReturns(node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return callee.name === "abort" && node.arguments.length <= 1;
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  const { name } = callee.object;
  return (name === "process" || name === "Deno") && endings.test(memberName(callee) ?? "");
}

const harmlessObjects = new Set(["console", "Math", "Number", "performance", "Date", "Array"]);

/** Calls that do not throw in practice: an exception edge there would only make noise. */
export function isHarmless(node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier")
    return callee.name === "Number" || callee.name === "String" || callee.name === "Boolean";
  if (callee.type !== "MemberExpression") return false;
  const object = unwrap(callee.object);
  if (object.type === "Identifier" && harmlessObjects.has(object.name)) return true;
  // Whatever happens before `finally`, its own closure has run when anybody learns of it.
  return /^(?:push|performance|finally)$/.test(memberName(callee) ?? "");
}
