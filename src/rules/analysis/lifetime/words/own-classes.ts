import type { TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../../inheritance.ts";
import { returnedBy } from "../../recognise/returns.ts";
import { Remembered } from "../../remembered.ts";
import { parameterIn, sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import {
  enclosingFunction,
  fieldOfThis,
  isFunction,
  isInside,
  isMethod,
  keyName,
  lastName,
  memberName,
  unwrap,
  type ClassNode,
  type Method,
} from "../../syntax.ts";
import type { Acquisition, CallNode, Release, Vocabulary } from "../vocabulary.ts";

type Words = Pick<Vocabulary, "acquisition" | "release">;

/** The method that ends objects of a class, and what it releases. */
export interface Wrapper {
  readonly method: string;
  /** What makes the memory, or the parameter of the constructor that brings it. */
  readonly held: string | number;
}

const ending = /^(?:free|delete|destroy|dispose|release|close|drop|clear)(?:All)?$/;
const registering = /\b(?:register|manage)\(|FinalizationRegistry/;

const known = new Remembered<SourceFile, ClassNode, Wrapper | "none">();

/**
 * `new Decoder(bytes)` of a class of this file, which takes native memory in its constructor and gives it back in a method
 * of its own: to forget the object is to forget the memory.
 */
export function ownInstance(source: SourceFile, words: Words, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "NewExpression" || callee.type !== "Identifier") return undefined;
  // `new Graph(handle).applyInit(init)` gives the object on.
  const member = node.parent.type === "MemberExpression" ? node.parent.parent : undefined;
  if (member?.type === "CallExpression" && isFluent(source, member)) return undefined;
  const owner = classNamed(source, callee);
  const wrapper = owner === undefined ? undefined : wrapperOf(source, words, owner);
  if (owner === undefined || wrapper === undefined) return undefined;
  const { held } = wrapper;
  const given = typeof held === "number" ? node.arguments[held] : undefined;
  if (typeof held === "number" && !(given !== undefined && isHandedOver(source, words, given))) return undefined;
  const from = typeof held === "number" ? "its constructor is given" : `\`${held}\` gives it`;
  return {
    kind: "handle",
    family: wrapper.method,
    release: `${wrapper.method.startsWith("[") ? "" : "."}${wrapper.method}()`,
    releases: [],
    certainty: "possible",
    evidence: {
      kind: "destructor-seen",
      text: `\`${callee.name}\` keeps what ${from} until its \`${wrapper.method}()\` is called`,
    },
    finalizer: "none",
    lent: "unknown",
    name: callee.name,
  };
}

/** What is there already may be lent to the object, unless the function has just made it and never releases it itself. */
function isHandedOver(source: SourceFile, words: Words, given: TSESTree.Node): boolean {
  const node = unwrap(given);
  if (/^(?:Call|New)Expression$/.test(node.type)) return true;
  if (node.type !== "Identifier" || heldIn(source, words, node) === undefined) return false;
  const variable = source.variableOf(node);
  const home = variable?.defs[0] === undefined ? undefined : enclosingFunction(variable.defs[0].name);
  if (home === undefined || home !== enclosingFunction(node)) return false;
  return !source.nodes("CallExpression").some((call) => {
    const target = isInside(call, home) ? words.release(call)?.target : undefined;
    return target?.type === "Identifier" && source.variableOf(target) === variable;
  });
}

const fluent = new WeakMap<SourceFile, ReadonlySet<string>>();

/** `new Graph(handle).applyInit(init)`: a method that gives back its own object, by its name in a class of the file. */
function isFluent(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined) return false;
  let names = fluent.get(source);
  if (names === undefined) {
    names = new Set(
      [...source.nodes("MethodDefinition"), ...source.nodes("PropertyDefinition")].flatMap((method) => {
        const own = keyName(method);
        if (own === undefined || method.static || !isFunction(method.value)) return [];
        return returnedBy(source, method.value).some((value) => unwrap(value).type === "ThisExpression") ? [own] : [];
      }),
    );
    fluent.set(source, names);
  }
  return names.has(name);
}

/** How objects of a class own native memory; `undefined` for classes that own none. */
export function wrapperOf(source: SourceFile, words: Words, owner: ClassNode): Wrapper | undefined {
  // A class may make objects of itself.
  const found = known.get(source, owner, () => findWrapper(source, words, owner) ?? "none", "none");
  return found === "none" ? undefined : found;
}

/** `dispose()`: by its name it ends its object. */
export function isEnding(member: TSESTree.ClassElement): member is Method {
  if (!isMethod(member) || member.static || member.value.params.length > 0) return false;
  return ending.test(endName(member)) || endName(member) === disposing;
}

const disposing = "[Symbol.dispose]";

/** What a method that ends its object is called by, `[Symbol.dispose]` as well. */
export function endName({ key, computed }: Method): string {
  const isSymbol = computed && key.type === "MemberExpression" && lastName(key) === "dispose";
  return isSymbol ? disposing : (keyName({ key, computed }) ?? "");
}

function findWrapper(source: SourceFile, words: Words, owner: ClassNode): Wrapper | undefined {
  // What a registry looks after may be forgotten.
  if (registering.test(source.text(owner))) return undefined;
  const members = owner.body.body;
  const end = members.find(isEnding);
  if (end === undefined) return undefined;
  const released = new Set<string>();
  /** Fields that only a name ends which files and databases have, too. */
  const closed = new Set<string>();
  for (const call of source.nodes("CallExpression")) {
    if (!isInside(call, end)) continue;
    const release = words.release(call);
    const field = release === undefined ? undefined : fieldOfThis(rootOf(source, release.target));
    if (field === undefined) continue;
    released.add(field);
    if (release?.style === "method" && release.name === "close") closed.add(field);
  }
  if (released.size === 0) return undefined;
  const listed = listedIn(source, words, owner, released);
  if (listed !== undefined) return { method: endName(end), held: listed };
  for (const field of members) {
    if (field.type !== "PropertyDefinition" || field.static || field.value === null) continue;
    const held = released.has(keyName(field) ?? "") ? heldIn(source, words, field.value) : undefined;
    if (held !== undefined) return { method: endName(end), held };
  }
  const start = members.find((member) => member.type === "MethodDefinition" && member.kind === "constructor");
  if (start?.type !== "MethodDefinition" || !isFunction(start.value)) return undefined;
  // `constructor(private readonly pointer: number) {}`
  const declared = start.value.params.findIndex(
    (param) => param.type === "TSParameterProperty" && isEnded(lastName(param.parameter)),
  );
  if (declared >= 0) return { method: endName(end), held: declared };
  for (const { left, right } of source.nodes("AssignmentExpression")) {
    if (!isInside(left, start)) continue;
    const field = fieldOfThis(left);
    if (field === undefined || !released.has(field)) continue;
    const given = isEnded(field) ? parameterIn(source, right, start.value) : undefined;
    const held = heldIn(source, words, right) ?? given;
    if (held === undefined) continue;
    return { method: endName(end), held };
  }
  return undefined;

  function isEnded(field: string | undefined): boolean {
    return field !== undefined && released.has(field) && !closed.has(field);
  }
}

/** `this.offsets[i]`, or what a loop takes out of it, is of the list that the field holds. */
function rootOf(source: SourceFile, target: TSESTree.Node): TSESTree.Node {
  const node = unwrap(target);
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  const [from] = variable === undefined ? [] : sourcesOf(variable);
  if (from?.kind === "expression" && from.path[0] === "*") return unwrap(from.node);
  return node.type === "MemberExpression" && node.computed ? unwrap(node.object) : node;
}

/** `this.offsets.push(offset)` in a method: what it allocates is kept in a list, which the end goes through. */
function listedIn(
  source: SourceFile,
  words: Words,
  owner: ClassNode,
  released: ReadonlySet<string>,
): string | undefined {
  for (const call of source.nodes("CallExpression")) {
    const callee = unwrap(call.callee);
    const [given] = call.arguments;
    if (callee.type !== "MemberExpression" || memberName(callee) !== "push" || given === undefined) continue;
    const field = isInside(call, owner) ? fieldOfThis(callee.object) : undefined;
    const held = field !== undefined && released.has(field) ? heldIn(source, words, given) : undefined;
    if (held !== undefined) return held;
  }
  return undefined;
}

/** `allocator.freeAll()`: the method that ends an object of such a class, where its name alone says nothing. */
export function ownEnd(source: SourceFile, words: Words, node: TSESTree.CallExpression): Release | undefined {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined || !ending.test(name) || node.arguments.length > 0)
    return undefined;
  const target = unwrap(callee.object);
  const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
  const [from] = variable === undefined ? [] : sourcesOf(variable);
  const made = from?.kind === "expression" && from.path.length === 0 ? unwrap(from.node) : undefined;
  if (made?.type !== "NewExpression" || made.callee.type !== "Identifier") return undefined;
  const owner = classNamed(source, made.callee);
  if (owner === undefined || wrapperOf(source, words, owner)?.method !== name) return undefined;
  return { target, style: "method", name, exact: false };
}

/** The name of what makes the native memory or object that an expression is. */
function heldIn(source: SourceFile, words: Words, expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  if (node.type === "CallExpression" || node.type === "NewExpression") return words.acquisition(node)?.name;
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  const [from, ...others] = variable === undefined ? [] : sourcesOf(variable);
  if (from?.kind !== "expression" || from.path.length > 0 || others.length > 0) return undefined;
  const made = unwrap(from.node);
  return made.type === "CallExpression" || made.type === "NewExpression" ? words.acquisition(made)?.name : undefined;
}
