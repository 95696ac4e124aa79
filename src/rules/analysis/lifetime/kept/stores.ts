import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { sourcesOf, type Source } from "../../sources.ts";
import {
  classOfThis,
  enclosingFunction,
  isFunction,
  isInside,
  lastName,
  memberName,
  thisOwner,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition } from "../vocabulary.ts";
import { adding } from "../words/entries.ts";
import { typedEntry } from "./typed-entries.ts";

/** Something owned is put where it outlives the function: a variable around it, a member, or an entry of a collection. */
export interface KeptStore {
  /** The place, or the collection that gets an entry. */
  readonly place: TSESTree.Node;
  /** Equal for stores into one place. */
  readonly key: string;
  readonly how: "value" | "entry" | "added";
  /** The key of an entry. */
  readonly entry: TSESTree.Node | undefined;
  readonly node: TSESTree.AssignmentExpression | TSESTree.CallExpression;
  readonly fn: FunctionNode;
  readonly acquisition: Acquisition;
  readonly value: TSESTree.Node;
}

const known = new WeakMap<FileAnalysis, readonly KeptStore[]>();

/** Every such store of a file, in source order; fields of classes are looked after elsewhere, entries of theirs are not. */
export function keptStores(file: FileAnalysis): readonly KeptStore[] {
  let stores = known.get(file);
  if (stores === undefined) known.set(file, (stores = findStores(file)));
  return stores;
}

function findStores(file: FileAnalysis): KeptStore[] {
  const stores: KeptStore[] = [];
  for (const node of file.source.nodes("AssignmentExpression")) {
    const { left } = node;
    const isEntry = left.type === "MemberExpression" && partName(left) === undefined;
    // `chunks[key] ??= new Chunk()` fills what is empty.
    if (node.operator !== "=" && !(isEntry && /^(?:\?\?|\|\|)=$/.test(node.operator))) continue;
    const place = isEntry ? left.object : left;
    add(file, stores, node, place, isEntry ? "entry" : "value", isEntry ? left.property : undefined, node.right);
  }
  for (const node of file.source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (callee.type !== "MemberExpression" || method === undefined) continue;
    const [first, second] = node.arguments;
    if (method === "set" && node.arguments.length === 2) add(file, stores, node, callee.object, "entry", first, second);
    else if (adding.has(method) && node.arguments.length === 1)
      add(file, stores, node, callee.object, "added", undefined, first);
  }
  return stores;
}

const viewName =
  /^_?(?:HEAP\w*|heap\w*|mem(?:ory)?|\w*(?:View|Bytes|Buffer|Memory|Array|Heap)|view|bytes|buf(?:fer)?|u?int(?:8|16|32)\w*|[uif](?:8|16|32|64)\w*)$/;

/** `Module.HEAPU8.set(bytes, pointer)` writes at the address: it is no table that keeps it. */
function isView(object: TSESTree.Node): boolean {
  return viewName.test(lastName(object) ?? "");
}

function add(
  file: FileAnalysis,
  stores: KeptStore[],
  node: KeptStore["node"],
  place: TSESTree.Node,
  how: KeptStore["how"],
  entry: TSESTree.Node | undefined,
  value: TSESTree.Node | undefined,
): void {
  const fn = enclosingFunction(node);
  const key = isFunction(fn) && value !== undefined ? placeKey(file, place, fn, how) : undefined;
  if (value === undefined || key === undefined || !isFunction(fn)) return;
  const acquisition = ownedIn(file, value, fn) ?? (how === "entry" ? typedEntry(file, place, value, node) : undefined);
  if (acquisition?.kind === "pointer" && node.type === "CallExpression" && isView(place)) return;
  if (acquisition !== undefined && acquisition.finalizer !== "late")
    stores.push({ place, key, how, entry, node, fn, acquisition, value });
}

/** What the keys of variables begin with that nobody declares. */
export const ofPage = "page ";

/** The name of a place that outlives a function; `undefined` for a local one, and for a field as a whole. */
export function placeKey(
  file: FileAnalysis,
  place: TSESTree.Node,
  fn: FunctionNode,
  how: KeptStore["how"],
): string | undefined {
  const node = unwrap(place);
  if (node.type === "ThisExpression") return undefined;
  if (node.type === "Identifier") {
    const variable = file.source.variableOf(node);
    // A variable that nobody declares is one of the page's.
    if (variable === undefined) return how === "value" ? `${ofPage}${node.name}` : undefined;
    return isAround(variable, fn) ? file.places.variable(variable) : undefined;
  }
  if (node.type !== "MemberExpression") return undefined;
  const name = partName(node);
  const object = unwrap(node.object);
  if (name === undefined) return undefined;
  if (object.type === "ThisExpression") {
    const self = how === "value" ? objectKey(object) : selfKey(object);
    return self === undefined ? undefined : `${self}.${name}`;
  }
  // `this.parts.points = …`
  if (object.type === "MemberExpression" && unwrap(object.object).type === "ThisExpression")
    return `${selfKey(unwrap(object.object))}.${memberName(object) ?? "?"}.${name}`;
  if (object.type !== "Identifier") return undefined;
  const variable = file.source.variableOf(object);
  if (variable === undefined) return undefined;
  const lookup = how === "value" ? lookedUpBy(file, variable) : undefined;
  if (lookup !== undefined) return `${lookup}.${name}`;
  return isAround(variable, fn) || isParameter(variable) ? `${file.places.variable(variable)}.${name}` : undefined;
}

/** `const data = this.getData(user)`: what the same getter gives in another function is of the same kind. */
function lookedUpBy(file: FileAnalysis, variable: Variable): string | undefined {
  const [origin, other] = sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  const call = unwrap(origin.node);
  const callee = call.type === "CallExpression" ? unwrap(call.callee) : undefined;
  const isGetter = callee !== undefined && /^#?_*(?:get|find|lookup|ensure)(?![a-z])/.test(lastName(callee) ?? "");
  return isGetter ? `result of ${file.source.text(callee)}` : undefined;
}

/** The name of a member, or the number of one: `parts[0]`. */
function partName(node: TSESTree.MemberExpression): string | undefined {
  const { property } = node;
  return memberName(node) ?? (property.type === "Literal" ? String(property.value) : undefined);
}

function selfKey(self: TSESTree.Node): string {
  const owner = thisOwner(self);
  return `this ${classOfThis(owner)?.node.range[0] ?? owner.range[0]}`;
}

/** The constructor whose prototype has the method, or the object literal that does: `Lasso.prototype.move = function () {}`. */
function objectKey(self: TSESTree.ThisExpression): string | undefined {
  const { parent } = thisOwner(self);
  if (parent?.type === "Property") return `object ${parent.parent.range[0]}`;
  if (parent?.type !== "AssignmentExpression" || parent.left.type !== "MemberExpression") return undefined;
  const prototype = unwrap(parent.left.object);
  if (prototype.type !== "MemberExpression" || memberName(prototype) !== "prototype") return undefined;
  return `prototype ${lastName(prototype.object)}`;
}

function isAround(variable: Variable, fn: FunctionNode): boolean {
  const definition = variable.defs[0];
  if (definition === undefined || definition.type === "ImportBinding" || definition.type === "ClassName") return false;
  const home = enclosingFunction(definition.name);
  return home !== fn && isInside(fn, home);
}

function isParameter(variable: Variable): boolean {
  return variable.defs[0]?.type === "Parameter";
}

/** What is acquired in the value: by the expression itself, or by what a variable of the function was given. */
export function ownedIn(file: FileAnalysis, value: TSESTree.Node, fn: FunctionNode): Acquisition | undefined {
  const node = unwrap(value);
  if (node.type === "CallExpression" || node.type === "NewExpression") {
    return file.vocabulary.acquisition(node) ?? made(file, node);
  }
  // `data.check = { key: new Olm.SAS(), id }`
  if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      const part = property.type === "Property" ? ownedIn(file, property.value, fn) : undefined;
      if (part !== undefined) return part;
    }
    return undefined;
  }
  const variable = node.type === "Identifier" ? file.source.variableOf(node) : undefined;
  const [source, ...others] = variable === undefined ? [] : sourcesOf(variable).filter((origin) => !isLookup(origin));
  if (source?.kind !== "expression" || source.path.length > 0 || others.length > 0) return undefined;
  const isOwn = variable?.defs[0] !== undefined && enclosingFunction(variable.defs[0].name) === fn;
  return isOwn && unwrap(source.node).type !== "Identifier" ? ownedIn(file, source.node, fn) : undefined;
}

/** `let font = fonts.get(name); if (font === undefined) font = …`: what the collection already has. */
function isLookup(origin: Source): boolean {
  const call = origin.kind === "expression" && origin.path.length === 0 ? unwrap(origin.node) : undefined;
  if (call?.type !== "CallExpression" || call.arguments.length !== 1) return false;
  const callee = unwrap(call.callee);
  return callee.type === "MemberExpression" && memberName(callee) === "get";
}

/** A function of this file gives something that it made. */
function made(file: FileAnalysis, node: TSESTree.CallExpression | TSESTree.NewExpression): Acquisition | undefined {
  const fn = node.type === "CallExpression" ? file.functions.resolve(node.callee) : undefined;
  const summary = fn === undefined ? undefined : file.summaries.get(fn);
  return summary === undefined || summary === "busy" ? undefined : summary.result?.acquisition;
}
