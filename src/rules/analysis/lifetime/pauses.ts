import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, lastName, unwrap } from "../syntax.ts";

/** What runs a function once, later on. */
export const timers = /^(?:setTimeout|setImmediate|queueMicrotask|requestAnimationFrame|requestIdleCallback|nextTick)$/;

/** `await new Promise((resolve) => setTimeout(resolve, 0))`: nobody can reject it. */
export function isPause(awaited: TSESTree.Node): boolean {
  const made = unwrap(awaited);
  if (made.type !== "NewExpression" || lastName(made.callee) !== "Promise") return false;
  const [executor] = made.arguments;
  if (!isFunction(executor) || executor.params.length > 1) return false;
  const { body } = executor;
  const [only, other] = body.type === "BlockStatement" ? body.body : [];
  const does = only?.type === "ExpressionStatement" && other === undefined ? only.expression : body;
  return does.type === "CallExpression" && timers.test(lastName(does.callee) ?? "");
}
