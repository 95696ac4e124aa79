import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, isInside, type ClassNode } from "../syntax.ts";

/** There is one object of the class, which lives as long as the program: nothing it keeps is ever one too many. */
export function isSingle(source: SourceFile, owner: ClassNode): boolean {
  return isPrivatelyMade(owner) || isMadeOnce(source, owner);
}

/** `private constructor()` beside a static field: the class hands out the one object it has. */
function isPrivatelyMade(owner: ClassNode): boolean {
  const { body } = owner.body;
  const isPrivate = body.some(
    (member) =>
      member.type === "MethodDefinition" && member.kind === "constructor" && member.accessibility === "private",
  );
  return isPrivate && body.some((member) => member.type === "PropertyDefinition" && member.static);
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
    uses?.length === 1 &&
    made?.type === "NewExpression" &&
    made.callee === only?.identifier &&
    made.parent.type === "VariableDeclarator" &&
    enclosingFunction(made).type === "Program"
  );
}

function isType(parent: string | undefined): boolean {
  return parent?.startsWith("TS") === true;
}
