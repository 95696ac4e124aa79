import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import { LIVE, NONE, RELEASED, type State } from "./state.ts";
import type { Value } from "./value.ts";

/** Properties and methods by which a handle tells whether its object is still there: true once it is not, or while it is. */
const ended: ReadonlySet<string> = new Set(["isDeleted", "isDisposed", "disposed", "isDestroyed", "destroyed"]);
const alive: ReadonlySet<string> = new Set(["alive", "isAlive"]);

/** `h.isDeleted()`, `h.alive`: a test of whether the object of a handle is still there. */
export function endAsked(node: TSESTree.Node): { object: TSESTree.Node; whenEnded: boolean } | undefined {
  const member = unwrap(node.type === "CallExpression" && node.arguments.length === 0 ? node.callee : node);
  const name = member.type === "MemberExpression" ? memberName(member) : undefined;
  if (name === undefined || member.type !== "MemberExpression" || !(ended.has(name) || alive.has(name)))
    return undefined;
  return { object: member.object, whenEnded: ended.has(name) };
}

/** What a handle says of itself: its object is there, or there is nothing left to release. */
export function refineEnd(state: State, value: Value, isEnded: boolean): boolean {
  if (value.derived) return true;
  for (const id of value.ids) {
    const bits = state.bits(id);
    if (!isEnded && bits === RELEASED && value.ids.length === 1) return false;
    if (isEnded && (bits & LIVE) !== 0) state.setBits(id, (bits & ~LIVE) | NONE);
    if (!isEnded && (bits & RELEASED) !== 0 && bits !== RELEASED) state.setBits(id, bits & ~RELEASED);
  }
  return true;
}
