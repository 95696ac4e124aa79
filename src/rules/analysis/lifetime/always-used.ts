import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import {
  classOfThis,
  enclosingFunction,
  fieldOfThis,
  isFunction,
  thisOwner,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../syntax.ts";
import { isAlwaysRun } from "./deferred.ts";
import type { FileAnalysis } from "./run.ts";

/** A field of a class, or a variable that several functions share. */
export interface Held {
  readonly owner: ClassNode | Variable;
  readonly field: string | undefined;
}

const maxDepth = 3;

export function isSame(a: Held, b: Held): boolean {
  return a.owner === b.owner && a.field === b.field;
}

export function heldAt({ source }: FileAnalysis, node: TSESTree.Node): Held | undefined {
  const place = unwrap(node);
  const field = fieldOfThis(place);
  if (field !== undefined) {
    const owner = classOfThis(thisOwner(place));
    return owner === undefined || owner.isStatic ? undefined : { owner: owner.node, field };
  }
  const owner = place.type === "Identifier" ? source.variableOf(place) : undefined;
  return owner?.defs[0]?.type === "Variable" ? { owner, field: undefined } : undefined;
}

export interface Uses {
  readonly held: readonly (Held & { readonly at: TSESTree.Node })[];
  readonly fns: ReadonlySet<FunctionNode>;
}

const known = new WeakMap<FunctionNode, Uses>();

/** What a callback works on whenever it runs, itself or by what it calls. */
export function usesOf(file: FileAnalysis, callback: FunctionNode): Uses {
  let uses = known.get(callback);
  if (uses === undefined) known.set(callback, (uses = findUses(file, callback)));
  return uses;
}

function findUses(file: FileAnalysis, callback: FunctionNode): Uses {
  const held: (Held & { at: TSESTree.Node })[] = [];
  const fns = new Set([callback]);
  let open = [callback];
  for (let depth = 0; depth < maxDepth && open.length > 0; depth++) {
    const next: FunctionNode[] = [];
    for (const call of file.source.nodes("CallExpression")) {
      const fn = enclosingFunction(call);
      if (!isFunction(fn) || !open.includes(fn) || !isAlwaysRun(file, call, fn)) continue;
      const callee = unwrap(call.callee);
      const worked = callee.type === "MemberExpression" ? [callee.object, ...call.arguments] : call.arguments;
      for (const each of worked) {
        const place = heldAt(file, each);
        if (place !== undefined)
          held.push({ ...place, at: call.arguments.includes(each as TSESTree.CallExpressionArgument) ? each : call });
      }
      const called = file.functions.resolve(callee);
      if (called === undefined || fns.has(called)) continue;
      fns.add(called);
      next.push(called);
    }
    open = next;
  }
  return { held, fns };
}
