import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  keyName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { functionNameOf } from "../names.ts";
import { isOwnImport } from "../own-imports.ts";
import type { FileAnalysis } from "../run.ts";
import { endsAnything, mentionsOf } from "./mentions.ts";
import { isEndedAfterEach } from "./replaced.ts";
import { ownedCollections, type OwnedCollection } from "./owned-collections.ts";
import { releasedElements } from "./released-elements.ts";
import { keptStores, ownedIn, placeKey, type KeptStore } from "./stores.ts";
import { takenOut } from "./taken-out.ts";

/** Entries of a collection that are thrown away, or overwritten, without anybody releasing what they hold. */
export function judgeDropped(file: FileAnalysis): KeptFinding[] {
  const entries = new Map<string, KeptStore>();
  // A collection of which a loop ends each element has them, whoever is lent one.
  const ended = new Set(releasedElements(file).map(({ key }) => key));
  for (const store of keptStores(file)) {
    if (store.how === "value" || entries.has(store.key) || endsItself(file, store.place)) continue;
    if (isOnlyHere(file, store) || ended.has(store.key)) entries.set(store.key, store);
  }
  const owned = ownedCollections(file);
  if (entries.size === 0 && owned.size === 0) return [];
  const findings: KeptFinding[] = [];
  const seen = new Set<TSESTree.Node>();
  for (const { node, place, fn } of [...drops(file), ...takenOut(file)]) {
    const key = placeKey(file, place, fn, "entry");
    const store = key === undefined ? undefined : (entries.get(key) ?? ownedBy(node, owned.get(key)));
    if (store === undefined || seen.has(node) || isLookedAfter(file, node, place, fn)) continue;
    seen.add(node);
    findings.push({
      kind: "kept",
      site: node,
      acquisition: store.acquisition,
      place: file.source.text(place),
      how: "dropped",
      from: store.node,
      certainty: "possible",
    });
  }
  for (const store of entries.values()) if (isBounded(file, store)) findings.push(overwritten(file, store));
  return findings;
}

interface Drop {
  readonly node: TSESTree.Node;
  readonly place: TSESTree.Node;
  readonly fn: FunctionNode;
}

/** `delete table[key]`, `table[key] = null`, `map.delete(key);`, `map.clear()`, `list.length = 0`, `table = {}`, `list.pop();` */
function* drops({ source }: FileAnalysis): Iterable<Drop> {
  const of = function* (node: TSESTree.Node, place: TSESTree.Node): Iterable<Drop> {
    const fn = enclosingFunction(node);
    if (isFunction(fn)) yield { node, place, fn };
  };
  const isEntry = (node: TSESTree.Node): node is TSESTree.MemberExpression =>
    node.type === "MemberExpression" && node.computed && memberName(node) === undefined;
  for (const node of source.nodes("UnaryExpression")) {
    const target = node.operator === "delete" ? unwrap(node.argument) : node;
    if (isEntry(target)) yield* of(node, target.object);
  }
  for (const node of source.nodes("AssignmentExpression")) {
    const { left, right } = node;
    if (node.operator !== "=") continue;
    if (isEntry(left) && isNullish(right)) yield* of(node, left.object);
    else if (left.type === "MemberExpression" && memberName(left) === "length") yield* of(node, left.object);
    // An object begins with empty collections.
    else if (isEmpty(right) && !beginning.test(functionNameOf(enclosingFunction(node)) ?? "")) yield* of(node, left);
  }
  for (const node of source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression") continue;
    const method = memberName(callee);
    const { length } = node.arguments;
    // `return map.delete(id)` says whether there was one.
    const isForEffect = method === "delete" && node.parent.type === "ReturnStatement";
    if (!isForEffect && node.parent.type !== "ExpressionStatement") continue;
    const isDrop =
      (method === "delete" && length === 1) ||
      (method === "clear" && length === 0) ||
      ((method === "pop" || method === "shift") && length === 0);
    if (isDrop) yield* of(node, callee.object);
  }
}

const beginning = /^(?:constructor$|_?(?:init|set_?up|start|create|instantiate|begin|connect|mount))/i;

/**
 * `map.clear()`, `list.length = 0`, `list = []`, or the entry of a map that its key names: who takes an element out of a
 * list or set by itself has it.
 */
function ownedBy(drop: TSESTree.Node, collection: OwnedCollection | undefined): OwnedCollection | undefined {
  if (drop.type !== "CallExpression") return drop.type === "AssignmentExpression" ? collection : undefined;
  if (drop.arguments.length === 0) return collection;
  const filled = collection?.node.callee.type === "MemberExpression" ? memberName(collection.node.callee) : undefined;
  return filled === "set" ? collection : undefined;
}

function isEmpty(node: TSESTree.Node): boolean {
  if (node.type === "ArrayExpression") return node.elements.length === 0;
  if (node.type === "ObjectExpression") return node.properties.length === 0;
  return (
    node.type === "NewExpression" &&
    node.callee.type === "Identifier" &&
    (node.callee.name === "Map" || node.callee.name === "Set") &&
    node.arguments.length === 0
  );
}

/** `new LRUCache({ max: 10, dispose: (tree) => tree.delete() })`: what leaves it is released. */
export function endsItself(file: FileAnalysis, place: TSESTree.Node): boolean {
  return madeOf(file, place).some((made) => /dispose|evict|remov|delet|free|release/i.test(file.source.text(made)));
}

/** What a collection is made by, where that takes options. */
function madeOf(file: FileAnalysis, place: TSESTree.Node): TSESTree.NewExpression[] {
  const node = unwrap(place);
  const variable = node.type === "Identifier" ? file.source.variableOf(node) : undefined;
  const name = node.type === "MemberExpression" ? memberName(node) : undefined;
  const values =
    variable === undefined
      ? [
          ...file.source
            .nodes("PropertyDefinition")
            .filter((field) => keyName(field) === name)
            .map(({ value }) => value),
          ...file.source
            .nodes("AssignmentExpression")
            .filter(({ left }) => left.type === "MemberExpression" && memberName(left) === name)
            .map(({ right }) => right),
        ]
      : sourcesOf(variable).flatMap((origin) => (origin.kind === "expression" ? [origin.node] : []));
  return values.flatMap((value) => {
    const made = value === null ? undefined : unwrap(value);
    return made?.type === "NewExpression" && made.arguments.length > 0 ? [made] : [];
  });
}

/** A cache of so many entries drops the oldest without a word. */
function isBounded(file: FileAnalysis, { place, how }: KeptStore): boolean {
  if (how !== "entry") return false;
  return madeOf(file, place).some((made) => /LRU|Lru/.test(file.source.text(made.callee)) && !endsItself(file, place));
}

/** The value goes nowhere else: neither into another collection or field, nor back to the caller. */
export function isOnlyHere(file: FileAnalysis, store: KeptStore): boolean {
  const { value, node, fn } = store;
  const given = unwrap(value);
  // `{ id, body }`
  if (given.type === "ObjectExpression")
    return given.properties.every((property) => {
      const isOwned = property.type === "Property" && ownedIn(file, property.value, fn) !== undefined;
      return !isOwned || isOnlyHere(file, { ...store, value: property.value });
    });
  if (given.type !== "Identifier") return true;
  const variable = file.source.variableOf(given);
  return (
    variable?.references.every(({ identifier, init }) => {
      if (init === true || isInside(identifier, node)) return true;
      const { parent } = identifier;
      if (enclosingFunction(identifier) !== fn) return false;
      if (parent?.type === "ReturnStatement") return isShared(file, store);
      if (parent?.type === "Property" || parent?.type === "ArrayExpression") return false;
      if (parent?.type === "AssignmentExpression" && parent.right === identifier) return false;
      if (parent?.type !== "CallExpression" || parent.callee === identifier) return true;
      const callee = unwrap(parent.callee);
      const name = callee.type === "MemberExpression" ? (memberName(callee) ?? "") : "";
      // `world.addBody(body)` borrows; what a list, a registry or a function of this project is given may end there.
      if (callee.type !== "MemberExpression") return false;
      if (/heap|view|buffer|array/i.test(file.source.text(callee.object))) return true;
      // `store.add(mat)` of another file's store.
      if (name === "add" && isOwnImport(file.source, callee.object)) return false;
      return !/^(?:push|set|append|unshift|register|track|manage|own)/.test(name);
    }) === true
  );
}

/** The function gives what an earlier call has put there as well: each caller is lent the same one. */
function isShared({ source }: FileAnalysis, { place, how, fn }: KeptStore): boolean {
  if (how !== "entry") return false;
  const text = source.text(place);
  const isRead = (node: TSESTree.Node): boolean => {
    const read = unwrap(node);
    if (read.type === "LogicalExpression") return isRead(read.left);
    if (read.type === "MemberExpression") return read.computed && source.text(read.object) === text;
    const callee = read.type === "CallExpression" ? unwrap(read.callee) : undefined;
    return callee?.type === "MemberExpression" && memberName(callee) === "get" && source.text(callee.object) === text;
  };
  return source.nodes("ReturnStatement").some(({ argument }) => {
    if (argument === null || enclosingFunction(argument) !== fn) return false;
    const given = unwrap(argument);
    const variable = given.type === "Identifier" ? source.variableOf(given) : undefined;
    return (
      isRead(argument) ||
      (variable !== undefined &&
        sourcesOf(variable).some((origin) => origin.kind === "expression" && isRead(origin.node)))
    );
  });
}

/** The function that drops it, or one that calls it, ends something, or hands the entry to somebody. */
function isLookedAfter(file: FileAnalysis, drop: TSESTree.Node, place: TSESTree.Node, fn: FunctionNode): boolean {
  const isOfOther = (call: TSESTree.CallExpression): boolean =>
    takesAnother(file, call, drop, place) || endsOther(file, call, place, fn);
  if (endsAnything(file, fn, isOfOther) || isEndedAfterEach(file, place, fn)) return true;
  const name = functionNameOf(fn);
  const isAround = file.source.nodes("CallExpression").some((call) => {
    const caller = enclosingFunction(call);
    return (
      caller !== fn &&
      isFunction(caller) &&
      name !== undefined &&
      file.functions.resolve(call.callee) === fn &&
      endsAnything(file, caller)
    );
  });
  return (
    isAround || mentionsOf(file, place, fn).some((mention) => !isInside(mention, drop) && isHandedOn(file, mention))
  );
}

/** `for (const each of this.used) destroy(each)`, where `this.free` is what loses its elements. */
function endsOther(file: FileAnalysis, call: TSESTree.CallExpression, place: TSESTree.Node, fn: FunctionNode): boolean {
  const key = placeKey(file, place, fn, "entry");
  const ended = releasedElements(file).filter(({ node }) => node === call);
  return key !== undefined && ended.length > 0 && ended.every((each) => each.key !== key);
}

/** `list.shift().delete()` behind the drop: what is still there then. */
function takesAnother(
  { source }: FileAnalysis,
  call: TSESTree.CallExpression,
  drop: TSESTree.Node,
  place: TSESTree.Node,
): boolean {
  const text = source.text(unwrap(place));
  const callee = unwrap(call.callee);
  return (
    call.range[0] > drop.range[1] && callee.type === "MemberExpression" && source.text(callee.object).startsWith(text)
  );
}

/** `list.forEach(end)` with a function of the file that ends what it is given. */
function isEndedEach(file: FileAnalysis, { callee, arguments: [given] }: TSESTree.CallExpression): boolean {
  if (callee.type !== "MemberExpression" || memberName(callee) !== "forEach" || given?.type !== "Identifier")
    return false;
  const fn = file.functions.resolve(given);
  return fn !== undefined && endsAnything(file, fn);
}

const receiving = /^(?:set|update|apply|adopt|accept|receive|take|assign|attach|restore|replace|push|resolve)(?![a-z])/;

/** An entry that is read is returned, stored, given to a function, or looked through. */
function isHandedOn(file: FileAnalysis, mention: TSESTree.Node): boolean {
  let at = mention;
  for (let up = at.parent; up; at = up, up = at.parent) {
    const isRead =
      (up.type === "MemberExpression" && up.object === at) ||
      (up.type === "CallExpression" && up.callee === at) ||
      up.type === "ChainExpression" ||
      up.type === "TSNonNullExpression" ||
      up.type === "TSAsExpression" ||
      up.type === "AwaitExpression";
    if (up.type === "CallExpression" && isEndedEach(file, up)) return true;
    if (!isRead) break;
  }
  const { parent } = at;
  switch (parent?.type) {
    case "ReturnStatement":
    case "YieldExpression":
    case "SpreadElement":
    case "ForInStatement":
    case "Property":
    case "ArrayExpression":
      return true;
    case "AssignmentExpression":
      return parent.right === at;
    // `for (const body of bodies) world.removeBody(body);`
    case "ForOfStatement": {
      const [declared] = parent.left.type === "VariableDeclaration" ? parent.left.declarations : [];
      const variable = declared?.id.type === "Identifier" ? file.source.variableOf(declared.id) : undefined;
      return variable?.references.some(({ identifier, init }) => init !== true && isHandedOn(file, identifier)) ?? true;
    }
    case "CallExpression": {
      const callee = unwrap(parent.callee);
      if (parent.callee === at) return false;
      // `world.removeBody(body)` borrows, `view.setCells(cells)` may keep it from here on.
      return callee.type !== "MemberExpression" || receiving.test(memberName(callee) ?? "");
    }
    // `map.get(key) ?? null`
    case "LogicalExpression":
      return parent.left === at && isHandedOn(file, parent);
    case "VariableDeclarator": {
      const variable = parent.id.type === "Identifier" ? file.source.variableOf(parent.id) : undefined;
      if (variable === undefined) return true;
      return variable.references.some(({ identifier, init }) => init !== true && isHandedOn(file, identifier));
    }
    default:
      return false;
  }
}

/** What an entry holds goes when the store puts something else there. */
export function overwritten(file: FileAnalysis, { node, acquisition, place }: KeptStore): KeptFinding {
  return {
    kind: "kept",
    site: node,
    acquisition,
    place: file.source.text(place),
    how: "entry",
    from: node,
    certainty: "possible",
  };
}
