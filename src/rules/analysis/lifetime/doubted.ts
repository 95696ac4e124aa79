import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import type { Acquisition } from "./vocabulary.ts";

interface Use {
  readonly released: TSESTree.Node;
  readonly acquisition: Acquisition | undefined;
}

/**
 * `try { await item.free(); } catch {} item.draw();`, of an object of which nothing else is known: whoever neither counts on
 * the method nor on its success, and goes on with the object, drops a cache with it.
 */
export function isDoubted({ acquisition, released }: Use): boolean {
  if (acquisition !== undefined || released.type !== "CallExpression" || released.arguments.length > 0) return false;
  const callee = unwrap(released.callee);
  if (callee.type !== "MemberExpression" || memberName(callee) !== "free") return false;
  let at: TSESTree.Node = released;
  while (
    at.parent !== undefined &&
    /^(?:AwaitExpression|ExpressionStatement|IfStatement|ChainExpression)$/.test(at.parent.type)
  )
    at = at.parent;
  const block = at.parent;
  if (block?.type !== "BlockStatement" || block.parent.type !== "TryStatement") return false;
  const { handler } = block.parent;
  return block.body.length === 1 && block === block.parent.block && handler?.body.body.length === 0;
}
