import type { SourceFile } from "../../source-file.ts";
import { memberName } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import { boundTo } from "./vectors.ts";

/**
 * `const made = Solid.from(m); target._native = made._native;`: a class of JavaScript's, of which another object gets what it
 * holds. Its own `free()` would take that away.
 */
export function isMovedOut(source: SourceFile, node: CallNode): boolean {
  const name = boundTo(node);
  const variable = name === undefined ? undefined : source.variableOf(name);
  return (
    variable?.references.some(({ identifier }) => {
      const member = identifier.parent;
      if (member?.type !== "MemberExpression" || member.object !== identifier) return false;
      const field = memberName(member);
      const { parent } = member;
      if (field === undefined || !/^[_#]/.test(field) || parent.type !== "AssignmentExpression") return false;
      const { left, right } = parent;
      return right === member && left.type === "MemberExpression" && memberName(left) === field;
    }) === true
  );
}
