import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import { isReturned } from "./call-shapes.ts";
import type { Run } from "./run.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

/**
 * What the call gives leaves the function. Of a closure that runs in place it does so only where somebody takes what the
 * closure gives: `const draw = () => canvas.drawPaint(paint); draw();` drops it.
 */
export function isHandedBack(run: Run, node: TSESTree.Node): boolean {
  let at = node;
  for (let level = run.inlinedCalls.length - 1; level >= 0; level--) {
    if (!isReturned(at)) return false;
    const call = run.inlinedCalls[level];
    if (call === undefined || isDropped(call)) return false;
    // What becomes of the result of a call in the middle of something else is not known.
    if (!isReturned(call)) return true;
    at = call;
  }
  return isReturned(at);
}

function isDropped(call: CallNode): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === "MemberExpression" && memberName(callee) === "forEach") return true;
  let at: TSESTree.Node = call;
  while (at.parent?.type === "ChainExpression" || at.parent?.type === "AwaitExpression") at = at.parent;
  return at.parent?.type === "ExpressionStatement";
}

/** `const v = new m.VectorInt(); return m.sum(v);`: no function of Embind takes over the object that JavaScript has. */
export function isOfSameModule(run: Run, node: CallNode, { ids }: Value): boolean {
  const object = node.type === "CallExpression" ? calledOn(run, node) : undefined;
  return (
    object !== undefined &&
    ids.length > 0 &&
    ids.every((id) => {
      const resource = run.file.resources.get(id);
      return (
        resource?.acquisition?.family === "delete" &&
        resource.site.type === "NewExpression" &&
        calledOn(run, resource.site) === object
      );
    })
  );
}

function calledOn({ file: { source } }: Run, { callee }: CallNode): string | undefined {
  const target = unwrap(callee);
  return target.type === "MemberExpression" ? source.text(unwrap(target.object)) : undefined;
}
