import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import {
  classOfThis,
  isFunction,
  isInside,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
} from "../syntax.ts";

const making = /^(?:create|instantiate)(?:$|[A-Z_])/;
const ofModule = /module|wasm|instan|emscripten|runtime|engine/i;
const ofInstance = /^(?:instance|exports)$/;

/**
 * The object has an instance of the module to itself, `new Files(await createModule())`, or makes one, so that the
 * memory of the instance goes with the object and all that it made in it.
 */
export function hasOwnModule(source: SourceFile, owner: ClassNode, node: TSESTree.Node, made: TSESTree.Node): boolean {
  const makes = (value: TSESTree.Node): boolean => isMade(source, value);
  const name = owner.id?.name;
  const isGiven = source
    .nodes("NewExpression")
    .some(
      (made) =>
        made.callee.type === "Identifier" &&
        made.callee.name === name &&
        made.arguments.some((argument) => argument.type !== "SpreadElement" && makes(argument)),
    );
  return isGiven || isFilledOnceMade(node) || isOfOwnInstance(source, owner, made);
}

/** `await createModule()`, `(await WebAssembly.instantiate(bytes)).instance.exports`, or a variable of that. */
export function isMade(source: SourceFile, value: TSESTree.Node, within?: ClassNode, depth = 0): boolean {
  const expression = unwrap(value);
  if (expression.type === "AwaitExpression") return isMade(source, expression.argument, within, depth);
  if (expression.type === "CallExpression") {
    // `TextDocument.create(uri)` makes something else, at once.
    const { callee, parent } = expression;
    const isOfModule =
      callee.type === "Identifier" || parent.type === "AwaitExpression" || ofModule.test(source.text(callee));
    const isMaker = isOfModule && making.test(lastName(callee) ?? "");
    return isMaker && (within === undefined || isInside(expression, within));
  }
  if (expression.type === "MemberExpression" && ofInstance.test(memberName(expression) ?? ""))
    return isMade(source, expression.object, within, depth);
  const variable = expression.type === "Identifier" && depth < 2 ? source.variableOf(expression) : undefined;
  return (
    variable !== undefined &&
    sourcesOf(variable).some((from) => from.kind === "expression" && isMade(source, from.node, within, depth + 1))
  );
}

/** `this.exports.malloc(n)` where a method of the class sets `this.exports` to those of an instance it makes. */
function isOfOwnInstance(source: SourceFile, owner: ClassNode, made: TSESTree.Node): boolean {
  const field = made.type === "CallExpression" || made.type === "NewExpression" ? fieldBelow(made.callee) : undefined;
  if (field === undefined) return false;
  return source.nodes("AssignmentExpression").some(({ left, right }) => {
    if (left.type !== "MemberExpression" || memberName(left) !== field || !isInside(left, owner)) return false;
    const { object } = left;
    return (
      object.type === "ThisExpression" && classOfThis(thisOwner(object))?.node === owner && isMade(source, right, owner)
    );
  });
}

/** The field of `this` that a chain of members begins with. */
function fieldBelow(callee: TSESTree.Node): string | undefined {
  for (let at = unwrap(callee); at.type === "MemberExpression"; at = unwrap(at.object))
    if (unwrap(at.object).type === "ThisExpression") return memberName(at);
  return undefined;
}

/** In the callback of the promise for the instance: `createModule().then((module) => { this.module = module; … })`. */
function isFilledOnceMade(node: TSESTree.Node): boolean {
  let fn: TSESTree.Node | undefined = node;
  while (fn && !isFunction(fn)) fn = fn.parent;
  const call = fn?.parent;
  if (fn === undefined || call?.type !== "CallExpression" || !isInside(fn, call) || lastName(call.callee) !== "then")
    return false;
  for (let at: TSESTree.Node = call; at.type === "CallExpression";) {
    if (making.test(lastName(at.callee) ?? "")) return true;
    const [first] = at.arguments;
    const isMade =
      first !== fn &&
      first?.type === "ArrowFunctionExpression" &&
      first.body.type === "CallExpression" &&
      making.test(lastName(first.body.callee) ?? "");
    if (isMade) return true;
    if (at.callee.type !== "MemberExpression") return false;
    at = unwrap(at.callee.object);
  }
  return false;
}
