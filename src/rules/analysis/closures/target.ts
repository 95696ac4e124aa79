import type { TSESTree } from "@typescript-eslint/utils";
import { weakTarget } from "../recognise/registrations.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { classOfThis, isFunction, thisOwner, unwrap, type ThisOwner } from "../syntax.ts";

/** The object a deleter waits for: the `this` of a function, or what a variable holds. */
export interface Target {
  /** As the registration writes it. */
  text: string;
  thisOf: ThisOwner | undefined;
  variable: Variable | undefined;
}

/** Follows `w`, `new WeakRef(w)`, `const ref = new WeakRef(this)` and the argument of an IIFE to the object they stand for. */
export function targetOf(file: SourceFile, owner: TSESTree.Node): Target | undefined {
  let node = unwrap(owner);
  const seen = new Set<Variable>();
  for (;;) {
    node = unwrap(weakTarget(node) ?? node);
    if (node.type === "ThisExpression") return { text: "this", thisOf: thisOwner(node), variable: undefined };
    if (node.type !== "Identifier") return undefined;
    const variable = file.variableOf(node);
    if (variable === undefined || seen.has(variable)) return undefined;
    seen.add(variable);
    const next = onlySource(variable);
    if (next === undefined) return { text: node.name, thisOf: undefined, variable };
    node = next;
  }
}

function onlySource(variable: Variable): TSESTree.Node | undefined {
  const [source, ...others] = sourcesOf(variable);
  if (source === undefined || others.length > 0) return undefined;
  if (source.path.length > 0 || source.kind === "import") return undefined;
  const value = source.kind === "expression" ? source.node : immediateArgument(source.fn, source.index);
  if (value === undefined) return undefined;
  const node = unwrap(value);
  const leads = node.type === "ThisExpression" || node.type === "Identifier" || weakTarget(node) !== undefined;
  return leads ? node : undefined;
}

/** The argument that a function called on the spot gets for a parameter. */
export function immediateArgument(fn: TSESTree.Node, index: number): TSESTree.Node | undefined {
  let callee = fn;
  while (callee.parent && callee.parent.type !== "CallExpression" && unwrap(callee.parent) === unwrap(fn))
    callee = callee.parent;
  const call = callee.parent;
  if (!isFunction(fn) || call?.type !== "CallExpression" || call.callee !== callee) return undefined;
  const argument = call.arguments[index];
  return argument?.type === "SpreadElement" ? undefined : argument;
}

/** Whether `this` in one place is the same object as `this` in another: one function, or members of one class. */
export function sameThis(one: ThisOwner, other: ThisOwner): boolean {
  if (one === other) return true;
  const first = classOfThis(one);
  const second = classOfThis(other);
  return first !== undefined && first.node === second?.node && first.isStatic === second.isStatic;
}
