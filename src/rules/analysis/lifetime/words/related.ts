import type { TSESTree } from "@typescript-eslint/utils";
import { dependenceOf, endsOf, isRelated, isUndoneIn } from "../../../../resources/dependence.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import { partOf } from "../parts.ts";
import type { CallNode, PartNode, Related, Vocabulary } from "../vocabulary.ts";
import type { Packages } from "./packages.ts";

/** `db.prepare(sql)`, `tree.rootNode`, `new Crowd(mesh)`: what the object needs to outlive it, by what its package says. */
export function relatedOf(
  source: SourceFile,
  packages: Packages,
  node: CallNode | PartNode,
  library: string | undefined,
): Related | undefined {
  if (node.type === "NewExpression") {
    if (!isRelated(lastName(node.callee) ?? "")) return undefined;
    const made = packages.call(node);
    return made && found(source, made.of.name, made.name, !made.isGuess);
  }
  const part = partOf(node);
  if (part === undefined || !isRelated(part.name)) return undefined;
  const { object, name } = part;
  const owner = packages.of(object);
  if (owner?.kind === "instance") return found(source, owner.of.package.name, name, !packages.isNamedAlike(owner));
  return library === undefined ? undefined : found(source, library, name, true);
}

function found(source: SourceFile, library: string, name: string, isKnown: boolean): Related | undefined {
  const needs = dependenceOf(library, name);
  return needs && { library, needs, sure: isKnown && !isUndoneIn(library, source.code.text) };
}

/** `world.removeRigidBody(body)` ends its argument. */
export function endsBeside(packages: Packages, node: TSESTree.CallExpression): ReturnType<Vocabulary["ends"]> {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined || !isRelated(name)) return undefined;
  const owner = packages.of(callee.object);
  if (owner?.kind !== "instance" || packages.isNamedAlike(owner)) return undefined;
  const library = owner.of.package.name;
  const what = endsOf(library, name);
  return what === undefined ? undefined : { what, library };
}
