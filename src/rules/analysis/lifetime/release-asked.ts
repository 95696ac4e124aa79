import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, stringValue, unwrap } from "../syntax.ts";
import type { Resources } from "./resources.ts";
import { LIVE, NONE, type State } from "./state.ts";
import type { Value } from "./value.ts";

interface ReleaseAsked {
  readonly object: TSESTree.Node;
  readonly name: string;
  readonly whenThere: boolean;
}

/** `typeof h.delete === "function"`, `h.delete !== undefined`, `h.delete`, `"delete" in h`: whether there is anything to call. */
export function releaseAsked(node: TSESTree.Node): ReleaseAsked | undefined {
  if (node.type === "BinaryExpression") {
    if (node.operator === "in") {
      const name = stringValue(node.left);
      return name === undefined ? undefined : { object: node.right, name, whenThere: true };
    }
    if (!/^[!=]==?$/.test(node.operator)) return undefined;
    const isEqual = node.operator.startsWith("=");
    const left = unwrap(node.left);
    const isTyped = left.type === "UnaryExpression" && left.operator === "typeof";
    const kind = isTyped ? stringValue(node.right) : undefined;
    const isNothing = node.right.type === "Identifier" && node.right.name === "undefined";
    if (kind !== "function" && kind !== "undefined" && !(isNothing && !isTyped)) return undefined;
    const asked = memberAsked(isTyped ? left.argument : left);
    return asked && { ...asked, whenThere: isEqual === (kind === "function") };
  }
  return memberAsked(node);
}

function memberAsked(node: TSESTree.Node): ReleaseAsked | undefined {
  const member = unwrap(node);
  const name = member.type === "MemberExpression" ? memberName(member) : undefined;
  return name === undefined || member.type !== "MemberExpression"
    ? undefined
    : { object: member.object, name, whenThere: true };
}

/** What has no release has nothing to release: the code takes it for an object of JavaScript's there. */
export function refineReleasable(resources: Resources, state: State, value: Value, asked: ReleaseAsked): void {
  if (value.derived) return;
  for (const id of value.ids) {
    const acquisition = resources.get(id)?.acquisition;
    const bits = state.bits(id);
    if (acquisition?.kind !== "handle" || acquisition.release !== `.${asked.name}()` || (bits & LIVE) === 0) continue;
    state.setBits(id, (bits & ~LIVE) | NONE);
  }
}
