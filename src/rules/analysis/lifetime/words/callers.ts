import type { TSESTree } from "@typescript-eslint/utils";
import { callsByName } from "../../recognise/callees.ts";
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

const byName = new WeakMap<SourceFile, ReadonlyMap<string, readonly TSESTree.CallExpression[]>>();

/** The calls of `this.name(…)`. */
function ownCalls(source: SourceFile): ReadonlyMap<string, readonly TSESTree.CallExpression[]> {
  const known = byName.get(source);
  if (known !== undefined) return known;
  const calls = new Map<string, TSESTree.CallExpression[]>();
  for (const call of source.nodes("CallExpression")) {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression") continue;
    const name = memberName(callee);
    const list = name === undefined ? undefined : calls.get(name);
    if (list !== undefined) list.push(call);
    else if (name !== undefined) calls.set(name, [call]);
  }
  byName.set(source, calls);
  return calls;
}

function find(source: SourceFile, fn: FunctionNode): TSESTree.CallExpression[] {
  const { parent } = fn;
  if (parent.type === "MethodDefinition" || parent.type === "PropertyDefinition") {
    const name = keyName(parent);
    const owner = parent.parent.parent;
    if (name === undefined || name === "constructor") return [];
    return (ownCalls(source).get(name) ?? []).filter(
      (call) => isInside(call, owner) && classOfThis(thisOwner(call))?.node === owner,
    );
  }
  return callsByName(source, declaredName(fn));
}

/** The value that an object literal gives a property. */
export function propertyOf(node: TSESTree.Node, name: string): TSESTree.Node | undefined {
  if (node.type !== "ObjectExpression") return undefined;
  const found = node.properties.find((property) => property.type === "Property" && keyName(property) === name);
  return found?.type === "Property" ? found.value : undefined;
}
