import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../../recognise/index.ts";
import { Remembered } from "../../remembered.ts";
import {
  enclosingFunction,
  isFunction,
  isNullish,
  isZero,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import type { Release } from "../vocabulary.ts";
import { placeKey } from "./stores.ts";

/** A release in a loop over a collection, of what the round is about. */
export interface ElementRelease {
  readonly node: TSESTree.CallExpression;
  readonly release: Release;
  /** The collection as the code writes it. */
  readonly place: TSESTree.Node;
  readonly key: string;
  readonly fn: FunctionNode;
  /** The loop. */
  readonly all: TSESTree.Node;
}

const known = new Remembered<FileAnalysis, "elements" | "outliving", readonly ElementRelease[]>();

/** `for (const each of list) each.delete();`, `map.forEach((each) => free(each))`, in source order. */
export function elementReleases(file: FileAnalysis): readonly ElementRelease[] {
  return known.get(file, "elements", () =>
    file.source.nodes("CallExpression").flatMap((node): ElementRelease[] => {
      const release = file.vocabulary.release(node);
      if (release?.exact !== true) return [];
      const read = elementOf(file, unwrap(release.target));
      const fn = read === undefined ? undefined : enclosingFunction(read.all);
      if (read === undefined || !isFunction(fn)) return [];
      const key = placeKey(file, read.place, fn, "entry") ?? recognitionOf(file.source).values.places.keyOf(read.place);
      return key === undefined ? [] : [{ node, release, fn, key, ...read }];
    }),
  );
}

/** Those of collections that outlive the function. */
export function releasedElements(file: FileAnalysis): readonly ElementRelease[] {
  return known.get(file, "outliving", () =>
    elementReleases(file).filter(({ place, fn }) => placeKey(file, place, fn, "entry") !== undefined),
  );
}

/** The collection that an expression is an element of, or part of one: by a loop's variable, or a callback's parameter. */
function elementOf(file: FileAnalysis, target: TSESTree.Node): Pick<ElementRelease, "place" | "all"> | undefined {
  // `for (const each of sessions.values()) each.codec.delete();`
  if (target.type === "MemberExpression") {
    const whole = unwrap(target.object);
    return whole.type === "Identifier" ? elementOf(file, whole) : undefined;
  }
  if (target.type !== "Identifier") return undefined;
  const definition = file.source.variableOf(target)?.defs[0];
  if (definition?.type === "Parameter") {
    const call = definition.node.parent;
    const callee = call?.type === "CallExpression" ? unwrap(call.callee) : undefined;
    const isEach = callee?.type === "MemberExpression" && memberName(callee) === "forEach";
    if (!isEach || call?.type !== "CallExpression" || call.arguments[0] !== definition.node) return undefined;
    return definition.node.params[0] === definition.name ? { place: wholeOf(callee.object), all: call } : undefined;
  }
  if (definition?.type !== "Variable") return undefined;
  const loop = definition.node.parent.parent;
  if (loop.type !== "ForOfStatement" || loop.left !== definition.node.parent) return undefined;
  const { id } = definition.node;
  // `for (const [, each] of map)`, `for (const { codec } of sessions)`
  const isPart = id.type === "ArrayPattern" ? id.elements[1] === definition.name : id.type === "ObjectPattern";
  return id === definition.name || isPart ? { place: wholeOf(loop.right), all: loop } : undefined;
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

/**
 * Whether the release ends what the loop goes through, whatever else the round does: it stands in no condition of its own,
 * but for one that asks whether there is an element.
 */
export function endsEach({ node, all, release }: ElementRelease): boolean {
  for (let at = node.parent; at !== all; at = at.parent as TSESTree.Node) {
    if (at.type === "IfStatement" && asksForIt(at.test, unwrap(release.target))) continue;
    if (at.type === "IfStatement" || at.type === "ConditionalExpression" || at.type === "LogicalExpression")
      return false;
  }
  return true;
}

/** `if (pointer !== 0)`, `if (each)` */
function asksForIt(test: TSESTree.Node, element: TSESTree.Node): boolean {
  const isElement = (node: TSESTree.Node): boolean =>
    node.type === "Identifier" && element.type === "Identifier" && node.name === element.name;
  if (test.type !== "BinaryExpression") return isElement(test);
  return /^(?:!=|!==|>)$/.test(test.operator) && isElement(test.left) && (isNullish(test.right) || isZero(test.right));
}
