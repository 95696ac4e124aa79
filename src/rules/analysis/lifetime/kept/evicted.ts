import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition } from "../vocabulary.ts";
import { endsAnything, mentionsOf } from "./mentions.ts";
import { ownedIn, placeKey } from "./stores.ts";

/**
 * `if (cache.size > 10) cache.clear();`, `cache.delete(cache.keys().next().value)`: a cache that lends what it holds makes
 * room by dropping entries, of which nobody knows who else could release them.
 */
export function judgeEvicted(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  if (!file.source.mentions("size") && !file.source.mentions("keys")) return findings;
  for (const node of file.source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const fn = enclosingFunction(node);
    if (callee.type !== "MemberExpression" || node.parent.type !== "ExpressionStatement" || !isFunction(fn)) continue;
    const place = unwrap(callee.object);
    if (!makesRoom(file, node, memberName(callee), place, fn)) continue;
    const key = placeKey(file, place, fn, "entry");
    if (key === undefined || endsAnything(file, fn) || isAskedFor(file, node, place, fn)) continue;
    const filled = filledAt(file, key);
    if (filled === undefined) continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition: filled.acquisition,
      place: file.source.text(place),
      how: "dropped",
      from: filled.node,
      certainty: "possible",
    });
  }
  return findings;
}

/** All of it goes where it has grown too large, or the first of its keys. */
function makesRoom(
  { source }: FileAnalysis,
  node: TSESTree.CallExpression,
  method: string | undefined,
  place: TSESTree.Node,
  fn: FunctionNode,
): boolean {
  const text = source.text(place);
  if (method === "clear" && node.arguments.length === 0) {
    for (let at: TSESTree.Node | undefined = node.parent; at && at !== fn; at = at.parent)
      if (at.type === "IfStatement" && source.text(at.test).includes(`${text}.size`)) return true;
    return false;
  }
  const [entry] = node.arguments;
  return method === "delete" && entry !== undefined && isFirstKey(source, entry, text);
}

/** `cache.keys().next().value`, `[...cache.keys()][0]`, `Array.from(cache.keys())[0]`, at once or by a name. */
function isFirstKey(source: FileAnalysis["source"], entry: TSESTree.Node, place: string): boolean {
  const node = unwrap(entry);
  if (node.type === "Identifier") {
    const variable = source.variableOf(node);
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (origin?.kind !== "expression" || other !== undefined) return false;
    const isPart = origin.path.length === 0 || origin.path[0] === "value" || origin.path[0] === "0";
    const made = unwrap(origin.node);
    return isPart && made.type !== "Identifier" && source.text(made).includes(`${place}.keys()`);
  }
  const text = source.text(node).replace(/\s+/g, "");
  const given = `${place}.keys()`;
  return text.startsWith(`${given}.next().value`) || text === `[...${given}][0]` || text === `Array.from(${given})[0]`;
}

/** The function looks at what it drops: `const old = cache.get(oldest)` before, or goes through all of it. */
function isAskedFor(
  file: FileAnalysis,
  node: TSESTree.CallExpression,
  place: TSESTree.Node,
  fn: FunctionNode,
): boolean {
  const [entry] = node.arguments;
  return mentionsOf(file, place, fn).some((mention) => {
    const { parent } = mention;
    if (isInside(mention, node)) return false;
    const name = parent?.type === "MemberExpression" && parent.object === mention ? memberName(parent) : undefined;
    if (name === undefined) return true;
    if (name === "values" || name === "entries" || name === "forEach") return true;
    const call = parent?.parent;
    const [asked] = call?.type === "CallExpression" ? call.arguments : [];
    return (
      name === "get" &&
      entry !== undefined &&
      asked !== undefined &&
      file.source.text(asked) === file.source.text(entry)
    );
  });
}

interface Filled {
  readonly node: TSESTree.CallExpression;
  readonly acquisition: Acquisition;
}

/** `cache.set(key, made)` of what is made for it alone, and goes nowhere but back to the caller. */
function filledAt(file: FileAnalysis, key: string): Filled | undefined {
  for (const node of file.source.nodes("CallExpression")) {
    const callee = unwrap(node.callee);
    const [, value] = node.arguments;
    const fn = enclosingFunction(node);
    if (callee.type !== "MemberExpression" || memberName(callee) !== "set" || value === undefined) continue;
    if (!isFunction(fn) || placeKey(file, callee.object, fn, "entry") !== key) continue;
    const acquisition = madeFor(file, value, node, fn, callee.object);
    if (acquisition !== undefined && acquisition.finalizer !== "late") return { node, acquisition };
  }
  return undefined;
}

function madeFor(
  file: FileAnalysis,
  value: TSESTree.Node,
  store: TSESTree.CallExpression,
  fn: FunctionNode,
  place: TSESTree.Node,
): Acquisition | undefined {
  const given = unwrap(value);
  if (given.type !== "Identifier") return ownedIn(file, given, fn);
  const variable = file.source.variableOf(given);
  const home = variable?.defs[0]?.name;
  if (variable === undefined || home === undefined || enclosingFunction(home) !== fn) return undefined;
  const isOnlyLent = variable.references.every(({ identifier, init }) => {
    const { parent } = identifier;
    if (init === true || isInside(identifier, store)) return true;
    if (parent?.type === "AssignmentExpression") return parent.left === identifier;
    return parent?.type !== "CallExpression" && parent?.type !== "Property" && parent?.type !== "ArrayExpression";
  });
  if (!isOnlyLent) return undefined;
  const text = file.source.text(unwrap(place));
  // `let paint = cache.get(key); if (!paint) { paint = new Paint(); … }`
  const made = sourcesOf(variable).filter(
    (origin) => origin.kind !== "expression" || !file.source.text(unwrap(origin.node)).startsWith(`${text}.get(`),
  );
  const [origin, other] = made;
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  return unwrap(origin.node).type === "Identifier" ? undefined : ownedIn(file, origin.node, fn);
}
