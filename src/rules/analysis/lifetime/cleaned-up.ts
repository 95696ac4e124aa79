import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { isFunction, lastName } from "../syntax.ts";
import { isOwnImport } from "./own-imports.ts";

const known = new WeakMap<SourceFile, boolean>();

/** `afterEach(() => { cleanup(); })` with a function of the project's own: it ends what the tests have made. */
export function isCleanedUp(source: SourceFile): boolean {
  let answer = known.get(source);
  if (answer === undefined)
    known.set(source, (answer = source.mentions("afterEach") && source.nodes("CallExpression").some(isHook)));
  return answer;

  function isHook({ callee, arguments: [callback] }: TSESTree.CallExpression): boolean {
    if (callee.type !== "Identifier" || callee.name !== "afterEach" || callback === undefined) return false;
    if (!isFunction(callback)) return isCleaner(callback);
    return source
      .nodes("CallExpression")
      .some((call) => call.parent.type === "ExpressionStatement" && call.parent.parent === callback.body && ends(call));
  }

  function ends(call: TSESTree.CallExpression): boolean {
    return call.arguments.length === 0 && isCleaner(call.callee);
  }

  /** What a setup file puts there for all tests, or what one of the project's files exports. */
  function isCleaner(callee: TSESTree.Node): boolean {
    if (callee.type !== "Identifier" || !cleaning.test(lastName(callee) ?? "")) return false;
    return (source.variableOf(callee)?.defs.length ?? 0) === 0 || isOwnImport(source, callee);
  }
}

const cleaning =
  /^(?:clean(?:_?[uU]p)?|collectGarbage|delete(?:All|Pending)|dispose(?:All|Pending)|free(?:All|Pending)|gc|release(?:All|Pending))\w*$/;
