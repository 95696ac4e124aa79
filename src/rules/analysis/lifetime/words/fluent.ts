import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../../recognise/returns.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingFunction, isFunction, keyName, lastName, unwrap } from "../../syntax.ts";
import type { Vocabulary } from "../vocabulary.ts";

// How methods are called that work on their object and give it back.
const working =
  /^(?:set|from|add|sub|mul|multiply|divide|scale|normalize|negate|transpose|invert|cross|rotate|translate|apply|identity|lerp|clamp|compose)(?:[A-Z]\w*)?$/;

const known = new WeakMap<SourceFile, Map<string, boolean>>();

/** `vector().fromArray(a)`: a method that by its name works on its object, and that nothing in the file shows to do else. */
export function worksOnReceiver(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const name = lastName(unwrap(node.callee));
  if (name === undefined) return false;
  return returnsThis(source, name) ?? working.test(name);
}

/** `const solid = raw.scale(2); … raw.delete();`: what has a name of its own, and is not what is released, is another object. */
export function outlivesReceiver(source: SourceFile, vocabulary: Vocabulary, node: TSESTree.CallExpression): boolean {
  const callee = unwrap(node.callee);
  const receiver = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
  const holder = receiver?.type === "Identifier" ? source.variableOf(receiver) : undefined;
  if (holder === undefined || !isKeptApart(node) || returnsThis(source, lastName(callee) ?? "") === true) return false;
  return holder.references.some(({ identifier }) => {
    const member = identifier.parent;
    const call = member?.type === "MemberExpression" && member.object === identifier ? member.parent : member;
    if (call?.type !== "CallExpression") return false;
    const target = vocabulary.release(call)?.target;
    return target !== undefined && unwrap(target) === identifier;
  });
}

/** A variable of its own, or a place in a list: `points.map((p) => raw.translate(p))`, `moved.push(raw.translate(p))`. */
function isKeptApart(node: TSESTree.CallExpression): boolean {
  const { parent } = node;
  if (parent.type === "VariableDeclarator" || parent.type === "AssignmentExpression") return true;
  if (parent.type === "CallExpression") return parent.callee !== node && lastName(parent.callee) === "push";
  const fn = parent.type === "ReturnStatement" ? enclosingFunction(parent) : parent;
  if (!fn || !isFunction(fn) || fn.parent.type !== "CallExpression" || fn.parent.callee === fn) return false;
  return /^(?:map|flatMap|from)$/.test(lastName(fn.parent.callee) ?? "");
}

/** Whether one of the file's methods of the name gives its object back; undefined where there is none. */
export function returnsThis(source: SourceFile, name: string): boolean | undefined {
  let answers = known.get(source);
  if (answers === undefined) {
    answers = new Map();
    for (const entry of [
      ...source.nodes("Property"),
      ...source.nodes("MethodDefinition"),
      ...source.nodes("PropertyDefinition"),
    ]) {
      const { value } = entry;
      const key = isFunction(value) ? keyName(entry) : undefined;
      if (key === undefined || !isFunction(value)) continue;
      const returned = returnedBy(source, value);
      const isThis = returned.length > 0 && returned.every(startsWithThis);
      answers.set(key, answers.get(key) === true || isThis);
    }
    known.set(source, answers);
  }
  return answers.get(name);
}

/** `this`, `this.set(x, y).normalize()` */
function startsWithThis(returned: TSESTree.Node): boolean {
  const node = unwrap(returned);
  if (node.type !== "CallExpression") return node.type === "ThisExpression";
  const callee = unwrap(node.callee);
  return callee.type === "MemberExpression" && working.test(lastName(callee) ?? "") && startsWithThis(callee.object);
}
