import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { isInside, thisOwner, type ThisOwner } from "../syntax.ts";

/** A `this` or `super`, the function it belongs to, and the outermost arrow function it is read through. */
export interface ThisRead {
  node: TSESTree.Node;
  owner: ThisOwner;
  arrow: TSESTree.ArrowFunctionExpression | undefined;
}

/** Scope facts that the scope manager does not record: `this`, `super` and direct `eval`. */
export class HiddenReads {
  readonly #file: SourceFile;
  #reads: ThisRead[] | undefined;
  #evals: TSESTree.CallExpression[] | undefined;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  get all(): readonly ThisRead[] {
    this.#reads ??= [...this.#file.nodes("ThisExpression"), ...this.#file.nodes("Super")].map((node) => {
      const owner = thisOwner(node);
      return { node, owner, arrow: outermostArrow(node, owner) };
    });
    return this.#reads;
  }

  /** Calls of `eval` by that name: they can read every variable around them. */
  evalsIn(node: TSESTree.Node): TSESTree.CallExpression[] {
    this.#evals ??= this.#file.nodes("CallExpression").filter(({ callee, optional }) => {
      return (
        !optional &&
        callee.type === "Identifier" &&
        callee.name === "eval" &&
        this.#file.variableOf(callee) === undefined
      );
    });
    return this.#evals.filter((call) => isInside(call, node));
  }
}

/** The outermost arrow function between a node and the function whose `this` it sees. */
export function outermostArrow(
  node: TSESTree.Node,
  owner: TSESTree.Node,
): TSESTree.ArrowFunctionExpression | undefined {
  let found: TSESTree.ArrowFunctionExpression | undefined;
  for (let at = node.parent; at && at !== owner; at = at.parent) {
    if (at.type === "ArrowFunctionExpression") found = at;
  }
  return found;
}
