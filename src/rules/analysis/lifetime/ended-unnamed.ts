import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  inPattern,
  isInside,
  isNullish,
  isZero,
  lastName,
  memberName,
  unwrap,
  type ClassNode,
} from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

const ending =
  /^_?(?:dispose|destroy|delete|del|free|release|clean|cleanup|clear|drop|teardown|unload|end)(?![a-z])|[a-z](?:Dispos|Delet|Destroy|Free|Clean|Releas)/;
const adding = /^(?:push|unshift|add|set)$/;
const listing = /^(?:keys|values|entries)$/;

/**
 * A field may be ended without its name: by a loop over the object's own properties, a helper that is given the object, a
 * list that the class puts it into, or its own end as a function.
 */
export function isEndedUnnamed(file: FileAnalysis, owner: ClassNode, field: string): boolean {
  const { source } = file;
  const ofField = new RegExp(`^this[?!]?\\.${inPattern(field)}$`);
  const isField = (node: TSESTree.Node): boolean => ofField.test(source.text(unwrap(node)));
  const taken = new RegExp(
    `this[?!]?\\.${inPattern(field)}[?!]?\\.(?:delete|free|destroy|close|dispose)\\b(?!\\s*\\()`,
  );
  if (taken.test(source.text(owner))) return true;
  if (source.nodes("ForInStatement").some((loop) => loop.right.type === "ThisExpression" && isInside(loop, owner)))
    return true;
  if (isMovedOut(file, owner, isField)) return true;
  return source.nodes("CallExpression").some((call) => {
    if (!isInside(call, owner)) return false;
    if (isBoundEnd(call)) return call.arguments.some(isField);
    const target = file.vocabulary.release(call)?.target;
    if (target !== undefined && isUnnamed(unwrap(target))) return true;
    const name = lastName(call.callee) ?? "";
    const callee = unwrap(call.callee);
    if (callee.type === "MemberExpression" && adding.test(name))
      return isOwnList(source.text(callee.object)) && call.arguments.some(isField) && releasesElements(file, owner);
    const isOwnProperties =
      listing.test(name) && callee.type === "MemberExpression" && source.text(callee.object) === "Object";
    if (!isOwnProperties && (!ending.test(name) || file.functions.resolve(callee) !== undefined)) return false;
    return call.arguments.some(
      (given) => given.type === "ThisExpression" || (!isOwnProperties && holds(given, isField)),
    );
  });
}

/** `HEAPU8.set(bytes, this.block)` writes at the address. */
function isOwnList(object: string): boolean {
  return object.startsWith("this.") && !/heap|mem|view|[iuf]\d+$/i.test(object);
}

/** `for (const mat of this.all) mat.delete()` */
function releasesElements({ source, vocabulary }: FileAnalysis, owner: ClassNode): boolean {
  return source
    .nodes("CallExpression")
    .some((call) => isInside(call, owner) && vocabulary.release(call)?.target.type === "Identifier");
}

/** `module._free.bind(module, this.block)` */
function isBoundEnd({ callee }: TSESTree.CallExpression): boolean {
  const member = unwrap(callee);
  return (
    member.type === "MemberExpression" &&
    memberName(member) === "bind" &&
    ending.test(lastName(member.object)?.replace(/^_/, "") ?? "")
  );
}

/** `take() { const mat = this.mat; this.mat = null; return mat; }`: the caller has it from then on. */
function isMovedOut({ source }: FileAnalysis, owner: ClassNode, isField: (node: TSESTree.Node) => boolean): boolean {
  return source.nodes("VariableDeclarator").some((declarator) => {
    const { id, init } = declarator;
    if (init === null || id.type !== "Identifier" || !isInside(declarator, owner) || !isField(init)) return false;
    const fn = enclosingFunction(declarator);
    const isReturned = source.nodes("ReturnStatement").some((exit) => {
      const { argument } = exit;
      return argument?.type === "Identifier" && argument.name === id.name && isInside(exit, fn);
    });
    return (
      isReturned &&
      source
        .nodes("AssignmentExpression")
        .some((node) => isInside(node, fn) && isField(node.left) && (isNullish(node.right) || isZero(node.right)))
    );
  });
}

/** `this[name]` */
function isUnnamed(target: TSESTree.Node): boolean {
  return (
    target.type === "MemberExpression" &&
    target.computed &&
    memberName(target) === undefined &&
    target.object.type === "ThisExpression"
  );
}

/** `{ mat: this.mat }`, `[this.mat]` */
function holds(given: TSESTree.Node, isField: (node: TSESTree.Node) => boolean): boolean {
  if (given.type === "ArrayExpression") return given.elements.some((each) => each !== null && isField(each));
  if (given.type !== "ObjectExpression") return false;
  return given.properties.some((each) => each.type === "Property" && isField(each.value));
}
