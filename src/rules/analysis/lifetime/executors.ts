import type { TSESTree } from "@typescript-eslint/utils";
import type { Run } from "./run.ts";
import type { CallNode } from "./vocabulary.ts";

/** `new Promise((resolve, reject) => { … })` runs what it is given at once. */
export function isPromise({ file: { source } }: Run, callee: TSESTree.Node): boolean {
  return callee.type === "Identifier" && callee.name === "Promise" && source.variableOf(callee) === undefined;
}

/** `resolve(image)`: whoever waits for the promise gets it. */
export function isSettling(run: Run, { callee }: CallNode): boolean {
  const definition = callee.type === "Identifier" ? run.file.source.variableOf(callee)?.defs[0] : undefined;
  const fn = definition?.type === "Parameter" ? definition.node : undefined;
  const made = fn?.parent;
  return made?.type === "NewExpression" && made.arguments[0] === fn && isPromise(run, made.callee);
}
