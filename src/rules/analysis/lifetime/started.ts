import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, lastName, unwrap, type FunctionNode } from "../syntax.ts";
import { isAlwaysRun, noteLate, usedFirst } from "./deferred.ts";
import { isIteration } from "./closures.ts";
import { typedResult } from "./late.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `const drawn = draw(mat); mat.delete(); await drawn;`: an `async` function goes on with what it was given when the code
 * that called it is through, and so does a callback that gives a promise by its type.
 */
export function noteStarted(file: FileAnalysis): void {
  for (const call of file.source.nodes("CallExpression")) {
    const { parent } = call;
    if (parent.type === "AwaitExpression" || parent.type === "ReturnStatement") continue;
    const fn = asyncIn(file, call);
    if (fn === undefined) noteTyped(file, call);
    else noteUses(file, call, fn);
  }
}

/** The `async` function that the call starts: its callee, or what it calls for each element. */
function asyncIn({ functions }: FileAnalysis, call: TSESTree.CallExpression): FunctionNode | undefined {
  const callee = unwrap(call.callee);
  const own = isFunction(callee) ? callee : functions.resolve(callee);
  const [first] = call.arguments;
  const each = isFunction(first) && isIteration(lastName(callee) ?? "") ? first : undefined;
  const fn = own ?? each;
  return fn?.async === true && !fn.generator ? fn : undefined;
}

function noteUses(file: FileAnalysis, call: TSESTree.CallExpression, fn: FunctionNode): void {
  const wait = file.source
    .nodes("AwaitExpression")
    .find((node) => enclosingFunction(node) === fn && isAlwaysRun(file, node, fn));
  if (wait === undefined) return;
  const noteOf = (variable: Variable, inside: Variable): void => {
    noteLate(file, variable, call, "started", () =>
      usedFirst(file, inside, fn, wait.range[1]) === undefined ? undefined : call,
    );
  };
  fn.params.forEach((param, index) => {
    const given = call.arguments[index];
    const variable = given?.type === "Identifier" ? file.source.variableOf(given) : undefined;
    const inside = param.type === "Identifier" ? file.source.variableOf(param) : undefined;
    if (variable !== undefined && inside !== undefined) noteOf(variable, inside);
  });
  for (const variable of file.functions.captures(fn)) noteOf(variable, variable);
}

/** `use: (mat: Mat) => Promise<T>`: what it does with the object takes until its promise settles. */
function noteTyped(file: FileAnalysis, call: TSESTree.CallExpression): void {
  if (typedResult(file.source, call.callee) !== "promise") return;
  for (const given of call.arguments) {
    const variable = given.type === "Identifier" ? file.source.variableOf(given) : undefined;
    if (variable !== undefined) noteLate(file, variable, call, "started", () => call);
  }
}
