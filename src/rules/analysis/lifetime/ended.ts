import type { TSESTree } from "@typescript-eslint/utils";
import { isZero, memberName, unwrap } from "../syntax.ts";
import { LIVE, NONE, RELEASED, type State } from "./state.ts";
import type { Value } from "./value.ts";

/** Properties and methods by which a handle tells whether its object is still there: true once it is not, or while it is. */
const ended: ReadonlySet<string> = new Set(["isDeleted", "isDisposed", "disposed", "isDestroyed", "destroyed"]);
const alive: ReadonlySet<string> = new Set(["alive", "isAlive"]);

/** The address that an object of wasm-bindgen holds: `free()` sets it to 0. */
const address: ReadonlySet<string> = new Set(["ptr", "__wbg_ptr"]);

interface EndAsked {
  readonly object: TSESTree.Node;
  readonly whenEnded: boolean;
  /** It is the address that was asked for. */
  readonly isAddress?: true;
}

/** `h.isDeleted()`, `h.alive`, `h.ptr !== 0`: a test of whether the object of a handle is still there. */
export function endAsked(node: TSESTree.Node): EndAsked | undefined {
  if (node.type === "BinaryExpression") {
    const asked = isZero(node.right) && /^(?:[!=]==?|>)$/.test(node.operator) ? endAsked(unwrap(node.left)) : undefined;
    return asked?.isAddress === true ? { ...asked, whenEnded: node.operator.startsWith("=") } : undefined;
  }
  const member = unwrap(node.type === "CallExpression" && node.arguments.length === 0 ? node.callee : node);
  const name = member.type === "MemberExpression" ? memberName(member) : undefined;
  if (name === undefined || member.type !== "MemberExpression") return undefined;
  if (address.has(name) && member === unwrap(node)) return { object: member.object, whenEnded: false, isAddress: true };
  if (!ended.has(name) && !alive.has(name)) return undefined;
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
