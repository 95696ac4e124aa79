import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { lastName, unwrap } from "../../syntax.ts";

const awaited = new WeakMap<SourceFile, ReadonlySet<string>>();

/** The call returns a promise: by its name, or because the file awaits the same function elsewhere. */
export function promises(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const callee = unwrap(node.callee);
  const name = lastName(callee);
  if (name === undefined) return false;
  if (/Async$/.test(name) || name === "then") return true;
  let names = awaited.get(source);
  if (names === undefined) {
    names = new Set(
      source.nodes("AwaitExpression").flatMap(({ argument }) => {
        const call = unwrap(argument);
        if (call.type !== "CallExpression") return [];
        const target = unwrap(call.callee);
        const found = lastName(target);
        return found === undefined ? [] : [found];
      }),
    );
    awaited.set(source, names);
  }
  return names.has(name) && !isAnotherParameter(source, callee);
}

/** A parameter that nothing awaits shares no more than its name with one that is awaited elsewhere. */
function isAnotherParameter(source: SourceFile, callee: TSESTree.Node): boolean {
  const variable = callee.type === "Identifier" ? source.variableOf(callee) : undefined;
  if (variable?.defs[0]?.type !== "Parameter") return false;
  return !variable.references.some(({ identifier: { parent } }) => parent.parent?.type === "AwaitExpression");
}
