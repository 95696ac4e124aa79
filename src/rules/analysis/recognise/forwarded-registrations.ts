import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { parameterIn } from "../sources.ts";
import { declaredName, enclosingFunction, isFunction, unwrap, type FunctionNode } from "../syntax.ts";
import { callsByName } from "./callees.ts";
import type { Registration } from "./registrations.ts";

/**
 * `function onCollected(object, free) { registry.register(object, free); }`: each call of the function registers what it is
 * given.
 */
export function forwarded(file: SourceFile, registration: Registration): Registration[] {
  const fn = enclosingFunction(registration.call);
  if (!isFunction(fn)) return [];
  const owner = parameterIn(file, registration.owner, fn);
  const held = owner === undefined ? undefined : heldParameter(file, registration.held, fn);
  if (owner === undefined || held === undefined || owner === held) return [];
  return callsByName(file, fn.id ?? declaredName(fn)).flatMap((call) => {
    const object = call.arguments[owner];
    const kept = call.arguments[held];
    if (object === undefined || kept === undefined) return [];
    if (object.type === "SpreadElement" || kept.type === "SpreadElement") return [];
    // What the function keeps beside it, as a token, is its own affair.
    return [{ call, kind: registration.kind, owner: object, held: kept }];
  });
}

/** The parameter that is kept, as it is or in a record: `registry.register(object, { free })`. */
function heldParameter(file: SourceFile, held: TSESTree.Node, fn: FunctionNode): number | undefined {
  const node = unwrap(held);
  if (node.type !== "ObjectExpression") return parameterIn(file, node, fn);
  for (const property of node.properties) {
    const index = property.type === "Property" ? parameterIn(file, property.value, fn) : undefined;
    if (index !== undefined) return index;
  }
  return undefined;
}
