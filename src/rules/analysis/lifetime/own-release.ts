import type { SourceFile, Variable } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import {
  isClass,
  isFunction,
  isInside,
  isMethod,
  isNullish,
  keyName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../syntax.ts";
import type { Release } from "./vocabulary.ts";

/** An object of a class of this file whose release empties a field that it reads: the second one finds nothing to free. */
export function emptiesItself(source: SourceFile, { style, name, target }: Release): boolean {
  const variable = style === "method" && target.type === "Identifier" ? source.variableOf(target) : undefined;
  if (variable === undefined) return false;
  let isOwn = false;
  for (const from of sourcesOf(variable)) {
    if (from.kind !== "expression" || from.path.length > 0) return false;
    const made = unwrap(from.node);
    if (isNullish(made)) continue;
    const callee = made.type === "NewExpression" ? unwrap(made.callee) : undefined;
    const release = callee?.type === "Identifier" ? methodOf(source, source.variableOf(callee), name) : undefined;
    if (release === undefined || !emptiesField(source, release)) return false;
    isOwn = true;
  }
  return isOwn;
}

/** The method of a class, or what `Name.prototype.free = function () { … }` gives it. */
function methodOf(source: SourceFile, made: Variable | undefined, name: string): FunctionNode | undefined {
  const definition = made?.defs[0]?.node;
  if (made === undefined || definition === undefined) return undefined;
  const owner = definition.type === "VariableDeclarator" && definition.init ? unwrap(definition.init) : definition;
  if (isClass(owner)) {
    return owner.body.body.filter(isMethod).find((each) => keyName(each) === name)?.value;
  }
  if (!isFunction(owner)) return undefined;
  for (const { left, right } of source.nodes("AssignmentExpression")) {
    if (left.type !== "MemberExpression" || memberName(left) !== name || !isFunction(right)) continue;
    const prototype = unwrap(left.object);
    if (prototype.type !== "MemberExpression" || memberName(prototype) !== "prototype") continue;
    const of = unwrap(prototype.object);
    if (of.type === "Identifier" && source.variableOf(of) === made) return right;
  }
  return undefined;
}

function emptiesField(source: SourceFile, fn: FunctionNode): boolean {
  const own = source
    .nodes("MemberExpression")
    .filter((member) => member.object.type === "ThisExpression" && isInside(member, fn));
  return source.nodes("AssignmentExpression").some(({ left, right }) => {
    if (left.type !== "MemberExpression" || left.object.type !== "ThisExpression" || !isInside(left, fn)) return false;
    const isEmpty =
      isNullish(right) || right.type === "Literal" || (right.type === "Identifier" && right.name === "NULL");
    return isEmpty && own.some((member) => member !== left && memberName(member) === memberName(left));
  });
}
