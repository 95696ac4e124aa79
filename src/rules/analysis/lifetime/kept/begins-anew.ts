import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, unwrap, type FunctionNode } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import { mentionsOf } from "./mentions.ts";
import { keptStores, placeKey, type KeptStore } from "./stores.ts";

/**
 * `stop(); source = new cv.Mat(…);`, where `stop` releases what the module keeps beside it: whoever wrote that expects to
 * come here again, and what is filled here is not among what is released.
 */
export function endsOthersFirst(file: FileAnalysis, { fn, node, place }: KeptStore): boolean {
  let found = false;
  for (const call of file.source.nodes("CallExpression")) {
    if (call.range[1] > node.range[0] || !isInside(call, fn) || enclosingFunction(call) !== fn) continue;
    const called = call.parent.type === "ExpressionStatement" ? file.functions.resolve(call.callee) : undefined;
    if (called === undefined) continue;
    if (mentionsOf(file, place, called).length > 0) return false;
    found ||= releasesKept(file, called);
  }
  return found;
}

/**
 * `if (this.decoder) destroy(this.decoder); this.decoder = create(); this.buffer = malloc(n);`: what stands beside the place
 * is released to be filled again.
 */
export function replacesOther(file: FileAnalysis, { fn, node, key }: KeptStore): boolean {
  return keptStores(file).some(
    (other) =>
      other.fn === fn &&
      other.key !== key &&
      other.how === "value" &&
      file.source
        .nodes("CallExpression")
        .some((call) => call.range[1] <= Math.min(other.node.range[0], node.range[0]) && endsPlace(file, call, other)),
  );
}

/** The call releases what a place of its function holds. */
function endsPlace(file: FileAnalysis, call: TSESTree.CallExpression, { fn, key }: KeptStore): boolean {
  const release = isInside(call, fn) ? file.vocabulary.release(call) : undefined;
  return release?.exact === true && placeKey(file, release.target, fn, "value") === key;
}

/** The function releases a variable of the module itself, and leaves nothing to another function of the file. */
export function releasesKept(file: FileAnalysis, fn: FunctionNode): boolean {
  const calls = file.source.nodes("CallExpression").filter((call) => isInside(call, fn));
  if (calls.some((call) => file.functions.resolve(call.callee) !== undefined)) return false;
  return calls.some((call) => {
    const how = file.vocabulary.release(call);
    return how !== undefined && isOfModule(file, unwrap(how.target));
  });
}

function isOfModule({ source }: FileAnalysis, node: TSESTree.Node): boolean {
  const declared = node.type === "Identifier" ? source.variableOf(node)?.defs[0]?.node : undefined;
  return declared !== undefined && enclosingFunction(declared).type === "Program";
}
