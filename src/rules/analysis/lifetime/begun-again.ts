import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import { enclosingFunction, isFunction, isInside, type FunctionNode } from "../syntax.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

interface Freed {
  readonly node: TSESTree.CallExpression;
  readonly key: string;
  readonly fn: FunctionNode;
  readonly target: TSESTree.Node;
}

/**
 * `function show(image) { if (dst) dst.delete(); dst = cv.imread(image); …; dst.delete(); }` of a variable around the
 * function: the next call finds the old one there, and releases it again.
 */
export function judgeBegunAgain(file: FileAnalysis): Finding[] {
  const { source, vocabulary } = file;
  const { places } = recognitionOf(source).values;
  const freed = source.nodes("CallExpression").flatMap((node): Freed[] => {
    const release = vocabulary.release(node);
    const fn = enclosingFunction(node);
    if (!freesAtOnce(release) || !isFunction(fn) || release.target.type !== "Identifier") return [];
    const variable = source.variableOf(release.target);
    if (variable !== undefined && isInside(variable.scope.block, fn)) return [];
    const key = places.keyOf(release.target) ?? release.target.name;
    return [{ node, key, fn, target: release.target }];
  });
  return freed.flatMap((last): Finding[] => {
    const first = freed.find(
      (each) =>
        each.key === last.key && each.fn === last.fn && each.node.range[1] < last.node.range[0] && isAsked(each),
    );
    if (first === undefined || isAsked(last) || !isOnWay(last.node, last.fn)) return [];
    const name = source.text(last.target);
    const writes = source.nodes("AssignmentExpression").filter(({ left }) => source.text(left) === name);
    const isFilled = writes.some((each) => isInside(each, last.fn) && isBetween(each, first.node, last.node));
    const isCleared = writes.some((each) => !isBetween(each, first.node, last.node) && isInside(each, last.fn));
    // What another function empties is its business.
    if (!isFilled || isCleared || writes.some((each) => !isInside(each, last.fn))) return [];
    const { node } = last;
    return [
      {
        kind: "double-release",
        node,
        released: first.node,
        acquisition: undefined,
        certainty: "possible",
        text: clip(name),
        how: "begun",
      },
    ];
  });

  /** `if (dst) dst.delete()`, `dst?.delete()` */
  function isAsked({ node, fn, target }: Freed): boolean {
    const name = source.text(target);
    for (let at: TSESTree.Node | undefined = node; at && at !== fn; at = at.parent) {
      if (at.type === "ChainExpression") return true;
      if (at.type === "IfStatement" && isInside(node, at.consequent) && source.text(at.test) === name) return true;
      if (at.type === "LogicalExpression" && at.operator === "&&" && source.text(at.left) === name) return true;
    }
    return false;
  }
}

/** A statement of the function's own block, which each call comes to. */
function isOnWay(node: TSESTree.Node, fn: FunctionNode): boolean {
  return node.parent?.type === "ExpressionStatement" && node.parent.parent === fn.body;
}

function isBetween(node: TSESTree.Node, first: TSESTree.Node, last: TSESTree.Node): boolean {
  return node.range[0] > first.range[1] && node.range[1] < last.range[0];
}
