import type { TSESTree } from "@typescript-eslint/utils";
import type { Scope, SourceFile, Variable } from "../source-file.ts";
import { classOfThis, isFunction, thisOwner, type ThisOwner } from "../syntax.ts";
import { sameThis } from "./target.ts";

/** A variable of a scope that nested functions read, and where they do. */
export interface CapturedVariable {
  readonly variable: Variable;
  readonly readers: readonly TSESTree.Node[];
}

/** What the scopes of one file share with the closures in them: found once, asked for every closure. */
export class Contexts {
  readonly #file: SourceFile;
  readonly #captured = new Map<Scope, readonly CapturedVariable[]>();

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** The scopes around a function or class, innermost first; a module's variables live as long as it does anyway. */
  around(node: TSESTree.Node): Scope[] {
    const found: Scope[] = [];
    const own = this.#file.code.scopeManager?.acquire(node) ?? null;
    let scope = own?.type === "function-expression-name" ? own : (own?.upper ?? null);
    for (; scope && scope.type !== "module" && scope.type !== "global"; scope = scope.upper) found.push(scope);
    return found;
  }

  /** Every variable of a scope, with the places in nested functions that read it. */
  of(scope: Scope): readonly CapturedVariable[] {
    let captured = this.#captured.get(scope);
    if (captured === undefined) {
      captured = scope.variables.map((variable) => ({
        variable,
        readers: variable.references
          .filter((reference) => isCapture(reference, scope))
          .map(({ identifier }): TSESTree.Node => identifier),
      }));
      this.#captured.set(scope, captured);
    }
    return captured;
  }
}

function isCapture(reference: Variable["references"][number], scope: Scope): boolean {
  if ("isValueReference" in reference && reference.isValueReference === false) return false;
  const { parent } = reference.identifier;
  if (parent?.type === "TSTypeQuery" || parent?.type === "TSQualifiedName") return false;
  return reference.from.variableScope !== scope.variableScope;
}

/** All initialisers of one class's fields run in one hidden function and share its `this`. */
export function sharesThis(one: ThisOwner, other: ThisOwner): boolean {
  if (one === other) return true;
  const isField = (owner: ThisOwner): boolean =>
    owner.type === "PropertyDefinition" || owner.type === "AccessorProperty";
  return isField(one) && isField(other) && sameThis(one, other) && classOfThis(one) !== undefined;
}

export function ownersAround(node: TSESTree.Node): ThisOwner[] {
  const owners: ThisOwner[] = [];
  for (let owner = thisOwner(node); owner.type !== "Program"; owner = thisOwner(owner)) owners.push(owner);
  return owners;
}

export function functionAround(node: TSESTree.Node): TSESTree.Node {
  let at = node.parent;
  while (at && !isFunction(at) && at.type !== "PropertyDefinition" && at.type !== "StaticBlock") at = at.parent;
  return at ?? node;
}
