import type { TSESTree } from "@typescript-eslint/utils";
import { isNullish, memberName, unwrap } from "../syntax.ts";
import type { Resource } from "./resources.ts";

export interface Comparison {
  readonly operand: TSESTree.Node;
  /** The test is true for null, undefined or zero. */
  readonly whenNull: boolean;
  readonly equality: boolean;
  readonly withZero: boolean;
  /** The word that `typeof` is compared with. */
  readonly type?: string;
}

/** A comparison with null, undefined or zero, or of a type with what only something has. */
export function comparison(node: TSESTree.Node): Comparison | undefined {
  if (node.type !== "BinaryExpression" || node.left.type === "PrivateIdentifier") return undefined;
  const { operator, left, right } = node;
  const [side, nothing] = isNothing(right) ? [left, right] : [right, left];
  if (!isNothing(nothing)) return ofType(node);
  // `if ((p = malloc(8)) === 0)` asks for what the name holds from here on.
  const inner = unwrap(side);
  const operand = inner.type === "AssignmentExpression" && inner.operator === "=" ? inner.left : side;
  const withZero = isZeroed(nothing);
  switch (operator) {
    case "==":
    case "===":
    case "!=":
    case "!==":
      return { operand, whenNull: operator.startsWith("="), equality: true, withZero };
    case ">":
    case "<=":
      return nothing === right ? { operand, whenNull: operator === "<=", equality: false, withZero } : undefined;
    case "<":
      return nothing === left ? { operand, whenNull: false, equality: false, withZero } : undefined;
    default:
      return undefined;
  }
}

function isNothing(side: TSESTree.Node): boolean {
  return isNullish(side) || isZeroed(side);
}

/** Bindings of C have a constant for it: `NULL`, `Values.Null`. */
function isZeroed(side: TSESTree.Node): boolean {
  if (side.type === "Literal") return side.value === 0;
  if (side.type === "Identifier") return /^_?(?:NULL(?:_?P(?:OIN)?TE?R)?|nullptr|[nN]ullPointer)$/.test(side.name);
  return (
    side.type === "MemberExpression" &&
    /^_?(?:null(?:ptr|Pointer)?|NULL(?:_?P(?:OIN)?TE?R)?|Null(?:Ptr|Pointer)?)$/.test(memberName(side) ?? "")
  );
}

/** `typeof p === "undefined"`, `"number" == typeof p` */
function ofType({ operator, left, right }: TSESTree.BinaryExpression): Comparison | undefined {
  const [asked, word] = left.type === "UnaryExpression" ? [left, right] : [right, left];
  if (asked.type !== "UnaryExpression" || asked.operator !== "typeof" || !/^[=!]==?$/.test(operator)) return undefined;
  if (word.type !== "Literal" || typeof word.value !== "string") return undefined;
  const whenNull = operator.startsWith("=") === (word.value === "undefined");
  return { operand: asked.argument, whenNull, equality: true, withZero: false, type: word.value };
}

/** Whether the comparison tells of a resource if it is there: an address is a number, and no object. */
export function isOfType(resource: Resource | undefined, { type }: Comparison): boolean {
  if (type === undefined || type === "undefined") return true;
  const kind = resource?.acquisition?.kind;
  return (type === "number" && kind === "pointer") || (type === "object" && kind === "handle");
}
