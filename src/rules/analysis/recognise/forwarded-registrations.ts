import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import type { SourceFile } from "../source-file.ts";
import { parameterIn } from "../sources.ts";
import {
  classOfThis,
  declaredName,
  enclosingFunction,
  isFunction,
  isMethod,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../syntax.ts";
import { callsByName } from "./callees.ts";
import type { Registration } from "./registrations.ts";

/**
 * `function onCollected(object, free) { registry.register(object, free); }`: each call of the function registers what it is
 * given.
 */
export function forwarded(file: SourceFile, registration: Registration): Registration[] {
  const fn = enclosingFunction(registration.call);
  if (!isFunction(fn)) return [];
  if (unwrap(registration.owner).type === "ThisExpression") return ofObject(file, registration, fn);
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

/** `attach(free) { registry.register(this, free); }`: each `this.attach(…)` of the class, or of one that extends it. */
function ofObject(file: SourceFile, registration: Registration, fn: FunctionNode): Registration[] {
  const held = heldParameter(file, registration.held, fn);
  const name = isMethod(fn.parent) ? keyName(fn.parent) : undefined;
  const owner = classOfThis(thisOwner(unwrap(registration.owner)));
  if (held === undefined || name === undefined || owner === undefined) return [];
  return file.nodes("CallExpression").flatMap((call): Registration[] => {
    const callee = unwrap(call.callee);
    const kept = call.arguments[held];
    if (callee.type !== "MemberExpression" || memberName(callee) !== name || kept === undefined) return [];
    if (callee.object.type !== "ThisExpression" || kept.type === "SpreadElement") return [];
    const own = classOfThis(thisOwner(callee.object));
    if (own === undefined || own.isStatic !== owner.isStatic || !isOf(file, own.node, owner.node)) return [];
    return [{ call, kind: registration.kind, owner: callee.object, held: kept }];
  });
}

function isOf(file: SourceFile, node: ClassNode, parent: ClassNode): boolean {
  const line = new Set<ClassNode>();
  for (let at: ClassNode | undefined = node; at !== undefined && !line.has(at);) {
    if (at === parent) return true;
    line.add(at);
    at = at.superClass?.type === "Identifier" ? classNamed(file, at.superClass) : undefined;
  }
  return false;
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
