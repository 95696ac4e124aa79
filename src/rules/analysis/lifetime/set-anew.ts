import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  inPattern,
  isConstructor,
  isInside,
  isMethod,
  isNullish,
  keyName,
  type ClassNode,
  type Method,
} from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

/** Methods after which the object is not used any more, whatever they set. */
export const final =
  /destroy|dispos|free|delet|dealloc|dtor|releas|clos|shut|terminat|final|tear|unload|kill|unmount|disconnect|quit|deinit|uninit/i;

const ofLife =
  /dispos|destroy|delet|free|releas|clos|dead|kill|stop|remov|mount|alive|active|running|ended|gone|abort/i;

/**
 * `this.path?.delete(); if (this.svg) this.path = parse(this.svg);`: another path of the method gives the field something
 * new after the release, so that the object lives on.
 */
export function isSetAnew({ source }: FileAnalysis, method: Method, release: TSESTree.Node, field: string): boolean {
  // Whoever asks a handle whether it is gone, or takes the field away, knows what it may hold.
  const isAsked = new RegExp(`isDeleted|\\bdelete\\s+this\\.${inPattern(field)}(?![\\w$])|\\bcatch\\b`);
  if (isAsked.test(source.text(method))) return false;
  return source.nodes("AssignmentExpression").some((node) => {
    if (node.operator !== "=" || fieldOfThis(node.left) !== field || isNullish(node.right)) return false;
    return node.range[0] > release.range[1] && isInside(node, method) && enclosingFunction(node) === method.value;
  });
}

/**
 * What decides after the release whether there is something new: not a flag of the object's life, nor a field that stays
 * as the constructor has set it, by which the field is always filled or always empty.
 */
export function onlyDecides({ source }: FileAnalysis, owner: ClassNode, test: TSESTree.Node): boolean {
  const text = source.text(test);
  if (ofLife.test(text)) return false;
  return [...text.matchAll(/\bthis\??\.(#?[\w$]+)/g)].every(([, name = ""]) => changes(source, owner, name));
}

function changes(source: FileAnalysis["source"], owner: ClassNode, name: string): boolean {
  const members = owner.body.body.filter((member) => "key" in member && keyName(member) === name);
  if (members.some((member) => member.type === "MethodDefinition" || isMethod(member))) return false;
  const declared = members.find((member) => member.type === "PropertyDefinition");
  if (declared?.readonly === true) return false;
  const written = source
    .nodes("AssignmentExpression")
    .filter(({ left }) => isInside(left, owner) && fieldOfThis(left) === name)
    .map(enclosingFunction);
  if (!written.every(isConstructor)) return true;
  // What nothing of the class writes is written from outside.
  const isParameter = source
    .nodes("TSParameterProperty")
    .some((each) => isInside(each, owner) && new RegExp(`\\b${inPattern(name)}\\b`).test(source.text(each.parameter)));
  const isInner = name.startsWith("#") || declared?.accessibility === "private";
  return written.length === 0 && !isInner && !isParameter;
}
