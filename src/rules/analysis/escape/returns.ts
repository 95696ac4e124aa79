import type { TSESTree } from "@typescript-eslint/utils";
import { brandOfResult } from "../recognise/brands.ts";
import { isParameter, sourcesOf } from "../sources.ts";
import {
  classOfThis,
  enclosingFunction,
  isFunction,
  isInside,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type FunctionNode,
} from "../syntax.ts";
import { isExported, isPrivateField, publicMethod } from "../visibility.ts";
import { pointerIn, type Escape, type EscapeContext } from "./index.ts";
import { isSharedWithCaller } from "./shared.ts";

// Names by which an export says that what it returns stays its own.
const borrowed = /get|ptr|pointer|view|data|address|offset|buffer/i;
const freesByOffset = /(?:free|release|dealloc)\w*\([^()]*\.byteOffset/i;

/** A pointer that a public method, a getter or an exported function returns. */
export function returnEscape(context: EscapeContext, returned: TSESTree.Expression): Escape | undefined {
  const fn = enclosingFunction(returned);
  if (!isFunction(fn) || brandOfResult(context.file, fn) !== undefined) return undefined;
  const method = publicMethod(context.file, fn);
  const isPublic = method !== undefined || isExported(context.file, fn);
  if (!isPublic) return undefined;
  const through = method ? (keyName(method) ?? "…") : (fn.id?.name ?? nameOf(fn));
  const viewed = viewEscape(context, returned, fn, through);
  if (viewed !== undefined) return viewed;
  const pointer = pointerIn(context, returned);
  if (pointer === undefined) return undefined;
  const { node, origin } = pointer;
  const field = ownField(context, node) ?? ownField(context, returned);
  if (field !== undefined) {
    if (method === undefined || isWrittenIn(context, field, fn)) return undefined;
    if (origin.of === "memory" && isChecked(fn)) return undefined;
    const how = method.kind === "get" ? "getter" : "method";
    // A public field is reported where it is filled; its getter adds nothing.
    const owner = classOfThis(thisOwner(field.object));
    if (owner && !isPrivateField(context.file, owner.node, memberName(field) ?? "")) return undefined;
    return { node, how, through, origin, certain: origin.of === "object" };
  }
  // A parameter is the caller's, and so is what becomes of it: a helper is judged by what it does itself.
  if (context.releases.has(node) || context.owners.has(node) || isParameter(context.file, node)) return undefined;
  if (isSharedWithCaller(context, returned)) return undefined;
  return { node, how: "return", through, origin, certain: origin.of === "object" && origin.how !== "configured" };
}

/** `new Uint8Array(memory.buffer, pointer, n)` and `HEAPU8.subarray(pointer, …)` are the pointer in other clothes. */
function viewEscape(
  context: EscapeContext,
  returned: TSESTree.Expression,
  fn: FunctionNode,
  through: string,
): Escape | undefined {
  const { values, releases, owners } = context;
  const view = values.of(returned);
  if (view?.kind !== "view" || !isInside(view.node, fn)) return undefined;
  const offset = view.node.type === "NewExpression" ? view.node.arguments[1] : view.node.arguments[0];
  if (offset === undefined || releases.has(offset) || owners.has(offset) || isParameter(context.file, offset))
    return undefined;
  // `free(view.byteOffset)`: whoever has the view has the address as well.
  if (context.file.matches(freesByOffset)) return undefined;
  const value = values.of(offset);
  if (value?.kind === "pointer") return { node: returned, how: "view", through, origin: value, certain: true };
  if (value?.kind !== "export-result" || borrowed.test(value.name)) return undefined;
  return { node: returned, how: "view", through, origin: value, certain: false };
}

/** The field of `this` that an expression reads, on the spot or through a local. */
function ownField(context: EscapeContext, expression: TSESTree.Node): TSESTree.MemberExpression | undefined {
  const node = unwrap(expression);
  if (node.type === "Identifier") {
    const variable = context.file.variableOf(node);
    const [source, ...others] = variable ? sourcesOf(variable) : [];
    if (source?.kind !== "expression" || others.length > 0 || source.path.length > 0) return undefined;
    const value = unwrap(source.node);
    return value.type === "MemberExpression" ? ownField(context, value) : undefined;
  }
  // `return (this.pointer = malloc(n))`
  if (node.type === "AssignmentExpression") return ownField(context, node.left);
  return node.type === "MemberExpression" && unwrap(node.object).type === "ThisExpression" ? node : undefined;
}

/** A method that also empties the field gives the pointer away on purpose. */
function isWrittenIn({ file }: EscapeContext, field: TSESTree.MemberExpression, fn: FunctionNode): boolean {
  const name = memberName(field);
  return file.nodes("AssignmentExpression").some(({ left }) => {
    return left.type === "MemberExpression" && isInside(left, fn) && memberName(left) === name;
  });
}

/** `if (!this.isValid) throw new Error("freed");` before the address is given: it is shown on purpose, as long as it is there. */
function isChecked({ body }: FunctionNode): boolean {
  return (
    body.type === "BlockStatement" &&
    body.body.some((statement) => {
      if (statement.type !== "IfStatement" || !readsThis(statement.test)) return false;
      const { consequent } = statement;
      const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent;
      return last?.type === "ThrowStatement";
    })
  );
}

function readsThis(test: TSESTree.Node): boolean {
  const node = unwrap(test);
  if (node.type === "UnaryExpression") return readsThis(node.argument);
  if (node.type === "BinaryExpression" || node.type === "LogicalExpression")
    return readsThis(node.left) || readsThis(node.right);
  return node.type === "MemberExpression" && unwrap(node.object).type === "ThisExpression";
}

function nameOf(fn: FunctionNode): string {
  const { parent } = fn;
  return parent.type === "VariableDeclarator" && parent.id.type === "Identifier"
    ? parent.id.name
    : "the default export";
}
