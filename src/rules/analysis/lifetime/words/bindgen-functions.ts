import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import { memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, CallNode } from "../vocabulary.ts";
import { bindgenModules, importedMember, isByName } from "./bindgen-imports.ts";
import { isBuiltinMethod } from "./builtin-methods.ts";
import { boundTo } from "./vectors.ts";

// What looks something up lends it.
const lending = /^(?:get|use|find|current|peek|select|lookup|init|setup|load)(?![a-z])|(?:[wW]asm|WASM|[mM]odule)$/;
// What JavaScript objects that a module passes through may have as well.
const plain = /^(?:json|toJson|parse|getReader|getWriter|cancel|abort|next|return)$/;

/**
 * `newSelection(sheet).save()`: a function of a module of wasm-bindgen gives strings, numbers and plain data, or one of
 * its objects; only these have methods of their own.
 */
export function bindgenFunctionResult(source: SourceFile, node: CallNode): Acquisition | undefined {
  const callee = unwrap(node.callee);
  if (node.type !== "CallExpression" || bindgenModules(source).size === 0) return undefined;
  const imported = importedMember(source, callee);
  if (imported === undefined || lending.test(imported.name)) return undefined;
  const { from, name } = imported;
  const why = bindgenModules(source).get(from);
  // What is only named after wasm, around a module, has functions of JavaScript as well, in camel case.
  if (why !== undefined && isByName(why) && !name.includes("_")) return undefined;
  const method = why === undefined ? undefined : methodCalledOn(source, node);
  if (why === undefined || method === undefined) return undefined;
  return {
    kind: "handle",
    family: "free",
    release: ".free()",
    releases: [],
    certainty: "possible",
    evidence: {
      kind: "binding",
      text: `\`${name}\` comes from ${from}, ${why}, and what it gives has a method \`${method}()\``,
    },
    finalizer: "unknown",
    lent: "unknown",
    name,
  };
}

/** A method that no value of JavaScript has, called on the result at once or by its name. */
export function methodCalledOn(source: SourceFile, node: TSESTree.CallExpression): string | undefined {
  let at: TSESTree.Node = node;
  while (["TSNonNullExpression", "ChainExpression", "AwaitExpression"].includes(at.parent?.type ?? ""))
    at = at.parent as TSESTree.Node;
  const target = boundTo(node);
  const variable = target === undefined ? undefined : source.variableOf(target);
  const places = [at, ...(variable?.references ?? []).map(({ identifier }) => identifier)];
  return places.map(ownMethodOn).find((name) => name !== undefined);
}

function ownMethodOn(node: TSESTree.Node): string | undefined {
  const { parent } = node;
  if (parent?.type !== "MemberExpression" || parent.object !== node) return undefined;
  const name =
    parent.parent.type === "CallExpression" && parent.parent.callee === parent ? memberName(parent) : undefined;
  return name === undefined || isBuiltinMethod(name) || plain.test(name) ? undefined : name;
}
