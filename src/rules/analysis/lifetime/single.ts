import type { SourceFile } from "../source-file.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, lastName, stringValue, type ClassNode } from "../syntax.ts";
import { happensOnce, isInLoop } from "./once.ts";

/** There is one object of the class, which lives as long as the program: nothing it keeps is ever one too many. */
export function isSingle(source: SourceFile, owner: ClassNode): boolean {
  return isPrivatelyMade(owner) || isMadeOnce(source, owner);
}

/** `private constructor()` beside a static field: the class hands out the one object it has. */
function isPrivatelyMade(owner: ClassNode): boolean {
  const { body } = owner.body;
  // `static #one; static get() { return (Image.#one ??= new Image()); }`
  const keepsOne = body.some(
    (member) => member.type === "PropertyDefinition" && member.static && member.key.type === "PrivateIdentifier",
  );
  if (keepsOne && body.some((member) => member.type === "MethodDefinition" && member.static && makes(member, owner)))
    return true;
  const isPrivate = body.some(
    (member) =>
      member.type === "MethodDefinition" && member.kind === "constructor" && member.accessibility === "private",
  );
  return isPrivate && body.some((member) => member.type === "PropertyDefinition" && member.static);
}

/** The method makes an object of its class where there is none yet. */
function makes(method: TSESTree.MethodDefinition, owner: ClassNode): boolean {
  const [statement] = method.value.body?.body ?? [];
  const value = statement?.type === "ReturnStatement" ? statement.argument : null;
  return (
    value?.type === "AssignmentExpression" &&
    value.operator === "??=" &&
    value.right.type === "NewExpression" &&
    value.right.callee.type === "Identifier" &&
    value.right.callee.name === owner.id?.name
  );
}

/** `class Physics { … } export const physics = new Physics()`, where nobody else can have the class. */
export function isMadeOnce(source: SourceFile, owner: ClassNode): boolean {
  if (owner.type !== "ClassDeclaration" || owner.id === null || owner.parent.type !== "Program") return false;
  const variable = source.variableOf(owner.id);
  const uses = variable?.references.filter(
    ({ identifier }) => identifier !== owner.id && !isInside(identifier, owner) && !isType(identifier.parent?.type),
  );
  const [only] = uses ?? [];
  const made = only?.identifier.parent;
  return (
    uses?.length === 1 && made?.type === "NewExpression" && made.callee === only?.identifier && isAtStart(source, made)
  );
}

/** `const app = new App();`, `new App(self);` at the top level, and `window.onload = () => new App();`. */
function isAtStart(source: SourceFile, made: TSESTree.Node): boolean {
  const fn = enclosingFunction(made);
  return happensOnce(source, made) || ((fn.type === "Program" || isOnLoad(fn)) && !isInLoop(made, fn));
}

/** What the page calls when it is there. */
function isOnLoad({ parent }: TSESTree.Node): boolean {
  if (parent?.type === "AssignmentExpression")
    return /^(?:onload|onRuntimeInitialized)$/.test(lastName(parent.left) ?? "");
  if (parent?.type !== "CallExpression" || lastName(parent.callee) !== "addEventListener") return false;
  const event = parent.arguments[0];
  return event !== undefined && /^(?:load|DOMContentLoaded)$/.test(stringValue(event) ?? "");
}

function isType(parent: string | undefined): boolean {
  return parent?.startsWith("TS") === true;
}
