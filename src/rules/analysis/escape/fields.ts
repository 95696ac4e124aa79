import type { TSESTree } from "@typescript-eslint/utils";
import { classOfThis, keyName, memberName, thisOwner, unwrap, type ClassNode } from "../syntax.ts";
import { hasOwnModule } from "../lifetime/own-module.ts";
import { isPrivateField } from "../visibility.ts";
import type { Escape, EscapeContext } from "./index.ts";

/** Public fields that hold a pointer: one report per field, at the first place that fills it. */
export function fieldEscapes(context: EscapeContext): Escape[] {
  const reported = new Set<string>();
  const found: Escape[] = [];
  const add = (owner: ClassNode, name: string, isStatic: boolean, at: TSESTree.Node, value: TSESTree.Node): void => {
    const key = `${context.values.places.classKey(owner, isStatic)}.${name}`;
    if (reported.has(key) || isPrivateField(context.file, owner, name)) return;
    const escape = fieldEscape(context, owner, name, at, value);
    if (escape === undefined) return;
    reported.add(key);
    found.push(escape);
  };
  for (const { left, right, operator } of context.file.nodes("AssignmentExpression")) {
    const target = left.type === "MemberExpression" ? unwrap(left.object) : undefined;
    const name = left.type === "MemberExpression" ? memberName(left) : undefined;
    if (target?.type !== "ThisExpression" || name === undefined || !["=", "??=", "||="].includes(operator)) continue;
    const owner = classOfThis(thisOwner(target));
    if (owner !== undefined) add(owner.node, name, owner.isStatic, left, right);
  }
  for (const field of context.file.nodes("PropertyDefinition")) {
    const name = keyName(field);
    if (field.value !== null && name !== undefined)
      add(field.parent.parent, name, field.static, field.key, field.value);
  }
  for (const property of context.file.nodes("TSParameterProperty")) {
    const { parameter } = property;
    const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    const method = property.parent.parent;
    if (name.type !== "Identifier" || method?.type !== "MethodDefinition") continue;
    add(method.parent.parent, name.name, false, name, name);
  }
  return found;
}

function fieldEscape(
  context: EscapeContext,
  owner: ClassNode,
  name: string,
  at: TSESTree.Node,
  value: TSESTree.Node,
): Escape | undefined {
  const { file, values } = context;
  const origin = values.pointer(value) ?? parameterByUse(context, value);
  if (origin === undefined) return undefined;
  if (origin.of === "memory" && hasOwnModule(file, owner, at, origin.node)) return undefined;
  // Bytes are looked after or never freed at all; an object's address in the open is the blog's own bug.
  return { node: at, how: "field", through: name, origin, certain: origin.of === "object", field: { owner, name } };
}

/** A parameter that the file registers or hands to a destructor is a pointer, whatever the caller calls it. */
function parameterByUse(
  { values, releases, managed }: EscapeContext,
  value: TSESTree.Node,
): { name: string; node: TSESTree.Node; of: "object" | "memory" } | undefined {
  const node = unwrap(value);
  const key = node.type === "Identifier" && values.of(node) === undefined ? values.places.keyOf(node) : undefined;
  if (node.type !== "Identifier" || key === undefined) return undefined;
  if (managed.has(key)) return { name: node.name, node, of: "object" };
  return releases.hasKey(key) ? { name: node.name, node, of: "memory" } : undefined;
}
