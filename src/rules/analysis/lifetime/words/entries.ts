import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { classOfThis, fieldOfThis, isFunction, memberName, thisOwner, unwrap } from "../../syntax.ts";
import { namedCalls } from "./callers.ts";

/** The methods that put what they are given into a collection. */
export const adding: ReadonlySet<string> = new Set(["push", "unshift", "add", "append"]);
const listing: ReadonlySet<string> = new Set(["values", "entries", "splice", "slice", "reverse", "toReversed"]);
const giving: ReadonlySet<string> = new Set(["get", "at", "pop", "shift"]);

const known = new WeakMap<SourceFile, ReadonlyMap<Variable | string, readonly TSESTree.Node[]>>();

/**
 * What a file puts into the collection that an element is of: `for (const chunk of Object.values(this.chunks))
 * chunk.delete()` says what becomes of every `this.chunks[key] = new terrain.Chunk()`.
 */
export function entriesOf(source: SourceFile, collection: TSESTree.Node, depth = 0): readonly TSESTree.Node[] {
  const node = unwrap(collection);
  if (depth > 3) return [];
  if (node.type === "CallExpression") {
    const callee = unwrap(node.callee);
    const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (callee.type !== "MemberExpression" || name === undefined) return [];
    const object = unwrap(callee.object);
    const [first] = node.arguments;
    const isOfList = object.type === "Identifier" && /^(?:Object|Array)$/.test(object.name) && first !== undefined;
    if (isOfList && /^(?:values|from|entries)$/.test(name)) return entriesOf(source, first, depth + 1);
    return listing.has(name) ? entriesOf(source, object, depth + 1) : [];
  }
  if (node.type === "ArrayExpression") {
    const [only, other] = node.elements;
    return only?.type === "SpreadElement" && other === undefined ? entriesOf(source, only.argument, depth + 1) : [];
  }
  const key = keyOf(source, node);
  const own = key === undefined ? [] : (allEntries(source).get(key) ?? []);
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  return [...own, ...(variable === undefined ? [] : givenTo(source, variable, depth))];
}

/** The collection that an expression takes an element out of: `list[i]`, `list.pop()`, `map.get(key)`. */
export function collectionOf(element: TSESTree.Node): TSESTree.Node | undefined {
  const node = unwrap(element);
  if (node.type === "MemberExpression")
    return node.computed && memberName(node) === undefined ? node.object : undefined;
  const callee = node.type === "CallExpression" ? unwrap(node.callee) : undefined;
  return callee?.type === "MemberExpression" && giving.has(memberName(callee) ?? "") ? callee.object : undefined;
}

/** The collection that a callback goes through: `list.forEach((each) => each.delete())`. */
export function iteratedBy(callback: TSESTree.Node): TSESTree.Node | undefined {
  const { parent } = callback;
  const callee =
    parent?.type === "CallExpression" && parent.arguments[0] === callback ? unwrap(parent.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "forEach" ? callee.object : undefined;
}

/** `drop(this.stack)` of `function drop(list) { … }`, and what another name was given. */
function givenTo(source: SourceFile, variable: Variable, depth: number): TSESTree.Node[] {
  return sourcesOf(variable).flatMap((origin) => {
    if (origin.path.length > 0) return [];
    if (origin.kind === "expression") return [...entriesOf(source, origin.node, depth + 1)];
    if (origin.kind !== "parameter") return [];
    return namedCalls(source, origin.fn).flatMap((call) => {
      const given = call.arguments[origin.index];
      return given === undefined || given.type === "SpreadElement" ? [] : entriesOf(source, given, depth + 1);
    });
  });
}

function allEntries(source: SourceFile): ReadonlyMap<Variable | string, readonly TSESTree.Node[]> {
  let found = known.get(source);
  if (found !== undefined) return found;
  const entries = new Map<Variable | string, TSESTree.Node[]>();
  const note = (collection: TSESTree.Node, value: TSESTree.Node | undefined): void => {
    const key = value === undefined || isFunction(value) ? undefined : keyOf(source, unwrap(collection));
    if (key === undefined || value === undefined) return;
    const list = entries.get(key);
    if (list === undefined) entries.set(key, [value]);
    else list.push(value);
  };
  for (const { callee, arguments: given } of source.nodes("CallExpression")) {
    const member = unwrap(callee);
    const method = member.type === "MemberExpression" ? memberName(member) : undefined;
    if (member.type !== "MemberExpression" || method === undefined) continue;
    if (method === "set" && given.length === 2) note(member.object, given[1]);
    else if (adding.has(method) && given.length === 1) note(member.object, given[0]);
  }
  for (const { left, right } of source.nodes("AssignmentExpression"))
    if (left.type === "MemberExpression" && left.computed && memberName(left) === undefined) note(left.object, right);
  known.set(source, (found = entries));
  return found;
}

/** A variable, or a field of the object: what two mentions of one collection have in common. */
function keyOf(source: SourceFile, node: TSESTree.Node): Variable | string | undefined {
  if (node.type === "Identifier") return source.variableOf(node);
  const field = fieldOfThis(node);
  const owner = field === undefined ? undefined : classOfThis(thisOwner(node));
  return owner === undefined ? undefined : `${owner.node.range[0]}.${field}`;
}
