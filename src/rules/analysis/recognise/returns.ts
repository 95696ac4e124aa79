import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, unwrap, type FunctionNode } from "../syntax.ts";

const cache = new WeakMap<SourceFile, Map<TSESTree.Node, TSESTree.Expression[]>>();

/** The expressions whose value a call of the function gives. */
export function returnedBy(file: SourceFile, fn: FunctionNode): readonly TSESTree.Expression[] {
  if (fn.body.type !== "BlockStatement") return [fn.body];
  let byFunction = cache.get(file);
  if (byFunction === undefined) {
    byFunction = new Map();
    for (const statement of file.nodes("ReturnStatement")) {
      if (statement.argument === null) continue;
      const owner = enclosingFunction(statement);
      const list = byFunction.get(owner);
      if (list === undefined) byFunction.set(owner, [statement.argument]);
      else list.push(statement.argument);
    }
    cache.set(file, byFunction);
  }
  return byFunction.get(fn) ?? [];
}

/** `malloc(size) { return { pointer, size, free }; }`: a wrapper, and no address. */
export function givesObjects(file: SourceFile, fn: FunctionNode): boolean {
  const values = returnedBy(file, fn);
  return values.length > 0 && values.every((value) => unwrap(value).type === "ObjectExpression");
}
