import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import {
  classOfThis,
  declaredName,
  isInside,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";

const known = new WeakMap<FunctionNode, readonly TSESTree.CallExpression[]>();

/** The calls in this file of a function that has a name, or of a method by `this`. */
export function namedCalls(source: SourceFile, fn: FunctionNode): readonly TSESTree.CallExpression[] {
  let calls = known.get(fn);
  if (calls === undefined) known.set(fn, (calls = find(source, fn)));
  return calls;
}

function find(source: SourceFile, fn: FunctionNode): TSESTree.CallExpression[] {
  const { parent } = fn;
  if (parent.type === "MethodDefinition" || parent.type === "PropertyDefinition") {
    const name = keyName(parent);
    const owner = parent.parent.parent;
    if (name === undefined || name === "constructor") return [];
    return source.nodes("CallExpression").filter((call) => {
      const callee = unwrap(call.callee);
      if (callee.type !== "MemberExpression" || memberName(callee) !== name || !isInside(call, owner)) return false;
      return callee.object.type === "ThisExpression" && classOfThis(thisOwner(callee))?.node === owner;
    });
  }
  const name = declaredName(fn);
  const variable = name?.type === "Identifier" ? source.variableOf(name) : undefined;
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const call = identifier.parent;
    return call?.type === "CallExpression" && call.callee === identifier ? [call] : [];
  });
}

/** The value that an object literal gives a property. */
export function propertyOf(node: TSESTree.Node, name: string): TSESTree.Node | undefined {
  if (node.type !== "ObjectExpression") return undefined;
  const found = node.properties.find((property) => property.type === "Property" && keyName(property) === name);
  return found?.type === "Property" ? found.value : undefined;
}
