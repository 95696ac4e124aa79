import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { declaredName, isFunction, keyName, memberName, thisOwner, unwrap, type FunctionNode } from "../syntax.ts";

/** The function of an object literal's property. */
export function functionProperty(object: TSESTree.ObjectExpression, name: string): FunctionNode | undefined {
  for (const property of object.properties) {
    if (property.type !== "Property" || keyName(property) !== name || property.kind !== "init") continue;
    return isFunction(property.value) ? property.value : undefined;
  }
  return undefined;
}

/** What `this.name` calls in a method of an object literal, or of what `Codec.prototype` is given. */
export function ownMethod(source: SourceFile, self: TSESTree.ThisExpression, name: string): FunctionNode | undefined {
  const owner = thisOwner(self);
  if (!isFunction(owner)) return undefined;
  const { parent } = owner;
  if (parent.type === "Property" && parent.value === owner && parent.parent.type === "ObjectExpression") {
    const object = parent.parent;
    const own = functionProperty(object, name);
    if (own !== undefined) return own;
    // `Codec.prototype = { … }`
    const of = object.parent.type === "AssignmentExpression" ? object.parent.left : undefined;
    const prototype = of === undefined ? undefined : prototypeOf(source, of);
    return prototype === undefined ? undefined : methodsOf(source).get(`${prototype}.${name}`);
  }
  const of = constructorOf(source, owner);
  return of === undefined ? undefined : methodsOf(source).get(`${of}.${name}`);
}

/** `Codec` of the constructor itself, and of `Codec.prototype.init = function () { … }`. */
function constructorOf(source: SourceFile, fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (parent.type === "AssignmentExpression" && parent.right === fn) {
    const { left } = parent;
    return left.type === "MemberExpression" ? (prototypeOf(source, left.object) ?? source.text(left)) : undefined;
  }
  const name = declaredName(fn);
  return name === null ? undefined : source.text(name);
}

/** `Codec` of `Codec.prototype` */
function prototypeOf(source: SourceFile, node: TSESTree.Node): string | undefined {
  const member = unwrap(node);
  const isPrototype = member.type === "MemberExpression" && memberName(member) === "prototype";
  return isPrototype ? source.text(member.object) : undefined;
}

const known = new WeakMap<SourceFile, ReadonlyMap<string, FunctionNode>>();

/** `Codec.alloc` → the function, of what prototypes are given once. */
function methodsOf(source: SourceFile): ReadonlyMap<string, FunctionNode> {
  let found = known.get(source);
  if (found === undefined) known.set(source, (found = findMethods(source)));
  return found;
}

function findMethods(source: SourceFile): ReadonlyMap<string, FunctionNode> {
  const found = new Map<string, FunctionNode>();
  const twice = new Set<string>();
  if (!source.mentions(".prototype")) return found;
  for (const { left, right, operator } of source.nodes("AssignmentExpression")) {
    if (left.type !== "MemberExpression" || operator !== "=") continue;
    const whole = prototypeOf(source, left);
    const of = prototypeOf(source, left.object);
    const name = memberName(left);
    if (of !== undefined && name !== undefined) add(`${of}.${name}`, unwrap(right));
    if (whole === undefined || right.type !== "ObjectExpression") continue;
    for (const property of right.properties) {
      const key = property.type === "Property" ? keyName(property) : undefined;
      if (property.type === "Property" && key !== undefined) add(`${whole}.${key}`, property.value);
    }
  }
  for (const key of twice) found.delete(key);
  return found;

  function add(key: string, value: TSESTree.Node): void {
    if (found.has(key)) twice.add(key);
    if (isFunction(value)) found.set(key, value);
    else twice.add(key);
  }
}
