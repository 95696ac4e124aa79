import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import {
  enclosingFunction,
  fieldOfThis,
  isConstructor,
  isInside,
  keyName,
  memberName,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import type { FieldStore } from "./fields.ts";
import type { FileAnalysis } from "./run.ts";

const ending =
  /^(?:#|_)*(?:on)?(?:destroy|dispos|free|delete|release|clean|close|shutdown|terminate|teardown|unload|kill|remove|finalize|disconnected)/i;

/**
 * `dispose() { super.dispose(); }` of a class that fills a field of its own: the parent, which another file has, cannot
 * know of the field, and the class itself only passes the end on.
 */
export function leavesToParent(file: FileAnalysis, store: FieldStore): boolean {
  const { owner, field, resource, contained } = store;
  const { superClass } = owner;
  if (contained || superClass === null || !isBegun(store)) return false;
  if (superClass.type === "Identifier" && classNamed(file.source, superClass) !== undefined) return false;
  if (resource.acquisition === undefined || isLent(file, owner, field)) return false;
  const declared = owner.body.body.find((member) => member.type === "PropertyDefinition" && keyName(member) === field);
  // A field that the parent declares may be the one that it releases.
  if (declared?.type === "PropertyDefinition" && (declared.declare || declared.override)) return false;
  return owner.body.body.some((member) => isPassedOn(file, member, declared !== undefined));
}

/** The constructor, or the field's own initialiser, fills it. */
function isBegun({ fn }: FieldStore): boolean {
  return fn.type === "PropertyDefinition" || isConstructor(fn);
}

/** A method that ends the object calls the parent's; where the class does not declare the field, that alone. */
function isPassedOn({ source }: FileAnalysis, member: TSESTree.ClassElement, isOwn: boolean): boolean {
  const name = member.type === "MethodDefinition" && member.kind === "method" ? keyName(member) : undefined;
  if (member.type !== "MethodDefinition" || name === undefined || member.static || !ending.test(name)) return false;
  const { body } = member.value;
  if (body === null || (!isOwn && body.body.length !== 1)) return false;
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (!isInside(call, body) || callee.type !== "MemberExpression" || callee.object.type !== "Super") return false;
    return memberName(callee) === name && call.arguments.every(({ type }) => type !== "ThisExpression");
  });
}

/** `this.track(this.paint)`, `super(paint)`: the field, or what it is filled with, is given to somebody. */
function isLent({ source }: FileAnalysis, owner: ClassNode, field: string): boolean {
  const given = source.nodes("MemberExpression").some((member) => {
    if (!isInside(member, owner) || fieldOfThis(member) !== field) return false;
    const { parent } = member;
    const isCalled = parent.type === "CallExpression" && parent.callee !== member;
    if (isCalled) {
      const callee = unwrap(parent.callee);
      const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
      return object === undefined || object.type === "ThisExpression" || object.type === "Super";
    }
    return parent.type === "ReturnStatement" || parent.type === "ArrayExpression" || parent.type === "Property";
  });
  const stored = source.nodes("AssignmentExpression").some(({ left, right }) => {
    if (!isInside(left, owner) || fieldOfThis(left) !== field) return false;
    return (
      /^(?:Identifier|AssignmentExpression)$/.test(unwrap(right).type) && enclosingFunction(left).type !== "Program"
    );
  });
  return given || stored;
}
