import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { declaredName, enclosingFunction, memberName, unwrap, type FunctionNode } from "../syntax.ts";

export interface CallSite {
  arguments: readonly TSESTree.CallExpressionArgument[];
  /** The promise before `.then(fn)`, which is the argument. */
  receiver?: TSESTree.Node;
}

const sites = new WeakMap<FunctionNode, readonly CallSite[]>();

/** The calls of a function that the file shows: by name, as an IIFE, as `.then` callback, `new` of its class. */
export function callsOf(file: SourceFile, fn: FunctionNode): readonly CallSite[] {
  let found = sites.get(fn);
  if (found === undefined) sites.set(fn, (found = findCalls(file, fn)));
  return found;
}

function findCalls(file: SourceFile, fn: FunctionNode): CallSite[] {
  const found: CallSite[] = [];
  const add = (callee: TSESTree.Node): void => {
    let outer = callee;
    while (outer.parent && unwrap(outer.parent) === callee) outer = outer.parent;
    const { parent } = outer;
    if ((parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === outer) {
      found.push({ arguments: parent.arguments });
    } else if (parent?.type === "CallExpression" && parent.arguments[0] === outer) {
      const method = unwrap(parent.callee);
      if (method.type === "MemberExpression" && memberName(method) === "then")
        found.push({ arguments: [], receiver: method.object });
    }
  };
  add(fn);
  const { parent } = fn;
  if (parent.type === "MethodDefinition" && parent.kind === "constructor") {
    const made = parent.parent.parent;
    for (const call of file.nodes("NewExpression")) {
      // Inside its own body a class has a second variable of its name.
      const variable = call.callee.type === "Identifier" ? file.variableOf(call.callee) : undefined;
      const defined = variable?.defs[0]?.node;
      if (defined === made || (defined?.type === "VariableDeclarator" && defined.init === made))
        found.push({ arguments: call.arguments });
    }
    return found;
  }
  const declared = fn.id ?? declaredName(fn);
  const variable = declared && file.variableOf(declared);
  for (const reference of variable?.references ?? []) if (reference.isRead()) add(reference.identifier);
  return found;
}

const calls = new WeakMap<SourceFile, Map<TSESTree.Node, TSESTree.CallExpression[]>>();

/** The calls that a function itself makes, in source order. */
export function callsIn(file: SourceFile, fn: TSESTree.Node): readonly TSESTree.CallExpression[] {
  let byFunction = calls.get(file);
  if (byFunction === undefined) {
    byFunction = new Map();
    for (const call of file.nodes("CallExpression")) {
      const owner = enclosingFunction(call);
      const list = byFunction.get(owner);
      if (list === undefined) byFunction.set(owner, [call]);
      else list.push(call);
    }
    calls.set(file, byFunction);
  }
  return byFunction.get(fn) ?? [];
}
