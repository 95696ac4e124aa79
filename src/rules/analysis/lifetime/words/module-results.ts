import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { emscriptenSigns, unnamed } from "./bindings.ts";
import { isBuiltinMethod } from "./builtin-methods.ts";
import { isMaking } from "./making.ts";
import { boundTo } from "./vectors.ts";
import { isRuntimeName } from "./working.ts";

const wasmObject = /^[#_]*wasm(?:Module|_module|Exports|_exports)?$/i;
const className = /^[A-Z]\w*[a-z]\w*$/;
const starting = /^(?:load|compile|instantiate|init)/;
// What is asked for and stays whose it was, and what tells instead of making.
const lending = /^(?:get|find|at|current|instance|shared|default|is|has|use|as|cast|wrap|set|add|on|to|with)(?![a-z])/;

/**
 * `this.vt = wasm.create(cols)`, of which the file calls `this.vt.feed(data)`: a module gives numbers, strings and the
 * objects of its binding, and only these have methods that no value of JavaScript has.
 */
export function moduleResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || node.parent.type === "AwaitExpression")
    return undefined;
  const name = memberName(callee) ?? "";
  if (!/^[A-Za-z]/.test(name) || isRuntimeName(name) || isBuiltinMethod(name)) return undefined;
  const isFactory = isMaking(node) && !starting.test(name);
  const of = moduleOf(source, callee.object);
  if (of === undefined ? !(isFactory && wasmObject.test(lastName(callee.object) ?? "")) : lending.test(name))
    return undefined;
  const { values } = recognitionOf(source);
  if (values.functionOf(callee) !== undefined) return undefined;
  const method = methodOf(source, node);
  const release = of !== undefined && source.matches(emscriptenSigns) ? ".delete()" : ".free()";
  // Functions of Rust use up what they are given by value, and nothing here tells which do.
  if (release === ".free()" && isGivenBack(source, node, callee.object)) return undefined;
  if (method !== undefined) {
    const text = `\`${name}\` of a wasm module makes it, and \`${method}()\` is a method of it`;
    return unnamed(name, release, text, "possible");
  }
  if (of !== "class" || !isFactory || node.parent.type === "ExpressionStatement") return undefined;
  return unnamed(name, release, `\`${name}\` of a class of the module makes it`, "possible");
}

/** What the object is of a module: itself, or a class of it. */
function moduleOf(source: SourceFile, object: TSESTree.Node): "module" | "class" | undefined {
  const { values } = recognitionOf(source);
  const node = unwrap(object);
  const value = values.of(node);
  if (value?.kind === "exports") return "module";
  return value?.kind === "function" && className.test(value.name) ? "class" : undefined;
}

/** The module is given what it made: `wasm.write(table)`. */
function isGivenBack(source: SourceFile, node: TSESTree.CallExpression, object: TSESTree.Node): boolean {
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const from = unwrap(object);
  const module = source.text(
    moduleOf(source, from) === "class" && from.type === "MemberExpression" ? from.object : from,
  );
  return (variable?.references ?? []).some(({ identifier: { parent } }) => {
    if (parent?.type !== "CallExpression") return false;
    const callee = unwrap(parent.callee);
    return callee.type === "MemberExpression" && source.text(callee.object) === module;
  });
}

/** A method that is called on the result, at once or where it is kept. */
function methodOf(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  const { parent } = node;
  if (parent.type === "MemberExpression" && parent.object === node && isCalled(parent)) {
    const method = memberName(parent);
    return method === undefined || isOfJavaScript(method) ? undefined : method;
  }
  const place = parent.type === "AssignmentExpression" && parent.right === node ? parent.left : boundTo(node);
  return place === undefined ? undefined : methodCalledOn(source, place);
}

function isCalled(member: TSESTree.MemberExpression): boolean {
  return member.parent.type === "CallExpression" && member.parent.callee === member;
}

interface Called {
  readonly method: string;
  readonly on: TSESTree.Node;
}

const called = new WeakMap<SourceFile, ReadonlyMap<string, readonly Called[]>>();

/** A method that no value of JavaScript has, and that the file calls on the place. */
function methodCalledOn(source: SourceFile, place: TSESTree.Node): string | undefined {
  const calls = methodsByObject(source).get(source.text(place));
  const variable = place.type === "Identifier" ? source.variableOf(place) : undefined;
  return calls?.find(({ on }) => on.type !== "Identifier" || source.variableOf(on) === variable)?.method;
}

/** The methods that the file calls, by the text of what they are called on. */
function methodsByObject(source: SourceFile): ReadonlyMap<string, readonly Called[]> {
  let found = called.get(source);
  if (found === undefined) {
    const all = new Map<string, Called[]>();
    for (const { callee } of source.nodes("CallExpression")) {
      const member = unwrap(callee);
      const method = member.type === "MemberExpression" ? memberName(member) : undefined;
      if (member.type !== "MemberExpression" || method === undefined || isOfJavaScript(method)) continue;
      const on = unwrap(member.object);
      if (on.type !== "Identifier" && on.type !== "MemberExpression") continue;
      const text = source.text(on);
      const list = all.get(text);
      if (list === undefined) all.set(text, [{ method, on }]);
      else list.push({ method, on });
    }
    called.set(source, (found = all));
  }
  return found;
}

function isOfJavaScript(method: string): boolean {
  return isBuiltinMethod(method) || method === "then" || method === "catch";
}
