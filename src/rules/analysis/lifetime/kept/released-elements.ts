import type { TSESTree } from "@typescript-eslint/utils";
import { Remembered } from "../../remembered.ts";
import { sourcesOf } from "../../sources.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import type { Release } from "../vocabulary.ts";
import { placeKey } from "./stores.ts";

/** A release of what a collection holds, of an element or of each of them. */
export interface ElementRelease {
  readonly node: TSESTree.CallExpression;
  readonly release: Release;
  /** The collection as the code writes it. */
  readonly place: TSESTree.Node;
  readonly key: string;
  readonly fn: FunctionNode;
  /** A loop over all of it. */
  readonly all: TSESTree.Node | undefined;
}

const known = new Remembered<FileAnalysis, "elements", readonly ElementRelease[]>();

/** `for (const each of list) each.delete();`, `map.forEach((each) => free(each))`, `map.get(id).free()`, in source order. */
export function releasedElements(file: FileAnalysis): readonly ElementRelease[] {
  return known.get(file, "elements", () =>
    file.source.nodes("CallExpression").flatMap((node): ElementRelease[] => {
      const release = file.vocabulary.release(node);
      if (release?.exact !== true) return [];
      const read = elementOf(file, unwrap(release.target));
      const fn = enclosingFunction(read?.all ?? node);
      if (read === undefined || !isFunction(fn)) return [];
      const key = placeKey(file, read.place, fn, "entry");
      return key === undefined ? [] : [{ node, release, fn, key, ...read }];
    }),
  );
}

interface Read {
  readonly place: TSESTree.Node;
  readonly all: TSESTree.Node | undefined;
}

/** The collection that an expression reads an element of: by a loop's variable, a callback's parameter, or a call. */
function elementOf(file: FileAnalysis, target: TSESTree.Node): Read | undefined {
  if (target.type === "CallExpression") {
    const callee = unwrap(target.callee);
    const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    const isRead = name === "get" || name === "pop" || name === "shift";
    return isRead && callee.type === "MemberExpression" ? { place: callee.object, all: undefined } : undefined;
  }
  // `for (const each of sessions.values()) each.codec.delete();`
  if (target.type === "MemberExpression") {
    const whole = unwrap(target.object);
    return whole.type === "Identifier" ? elementOf(file, whole) : undefined;
  }
  if (target.type !== "Identifier") return undefined;
  const variable = file.source.variableOf(target);
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined) return undefined;
  if (definition.type === "Parameter") {
    const call = definition.node.parent;
    const callee = call?.type === "CallExpression" ? unwrap(call.callee) : undefined;
    const isEach = callee?.type === "MemberExpression" && memberName(callee) === "forEach";
    if (!isEach || call?.type !== "CallExpression" || call.arguments[0] !== definition.node) return undefined;
    return definition.node.params[0] === definition.name ? { place: wholeOf(callee.object), all: call } : undefined;
  }
  const loop = definition.node.type === "VariableDeclarator" ? definition.node.parent.parent : undefined;
  if (loop?.type === "ForOfStatement" && loop.left === definition.node.parent) {
    const { id } = definition.node as TSESTree.VariableDeclarator;
    // `for (const [, each] of map)`, `for (const { codec } of sessions)`
    const isPart = id.type === "ArrayPattern" ? id.elements[1] === definition.name : id.type === "ObjectPattern";
    const isValue = id === definition.name || isPart;
    return isValue ? { place: wholeOf(loop.right), all: loop } : undefined;
  }
  const [origin, other] = sourcesOf(variable);
  if (origin?.kind !== "expression" || other !== undefined || origin.path.length > 0) return undefined;
  const read = unwrap(origin.node);
  return read.type === "CallExpression" ? elementOf(file, read) : undefined;
}

/** `map` of `[...map.values()]`. */
function wholeOf(node: TSESTree.Node): TSESTree.Node {
  const whole = unwrap(node);
  if (whole.type === "ArrayExpression" && whole.elements.length === 1 && whole.elements[0]?.type === "SpreadElement")
    return wholeOf(whole.elements[0].argument);
  const callee = whole.type === "CallExpression" ? unwrap(whole.callee) : undefined;
  if (callee?.type !== "MemberExpression" || whole.type !== "CallExpression") return whole;
  const name = memberName(callee);
  if (name === "from" && whole.arguments[0] !== undefined) return wholeOf(whole.arguments[0]);
  return name === "values" || name === "entries" ? unwrap(callee.object) : whole;
}

/** Whether the release ends what the loop goes through, whatever else the round does: it stands in no condition of its own. */
export function endsEach({ node, all }: ElementRelease): boolean {
  if (all === undefined) return false;
  for (let at = node.parent; at !== all; at = at.parent as TSESTree.Node)
    if (at.type === "IfStatement" || at.type === "ConditionalExpression" || at.type === "LogicalExpression")
      return false;
  return isInside(node, all);
}
