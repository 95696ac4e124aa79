import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, unwrap, type FunctionNode } from "../../syntax.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { isEndedAnywhere } from "./by-hand.ts";
import type { KeptStore } from "./stores.ts";

const beginnings =
  /init|start|begin|open|load|creat|connect|set_?up|ready|main|boot|launch|enable|prepare|make|build|get(?:Instance|Module)/i;

/**
 * `function segment(image) { const grey = new cv.Mat(); …; mask = new cv.Mat(); …; grey.delete(); }`: a function that works
 * on what it is given and clears up behind itself runs for each image, and nothing in the file ends what it puts into `mask`.
 */
export function isFilledPerCall(file: FileAnalysis, store: KeptStore): boolean {
  const { fn, place, node } = store;
  if (unwrap(place).type !== "Identifier" || fn.params.length === 0) return false;
  const name = functionNameOf(fn) ?? "";
  if (name === "" || beginnings.test(name) || isEndedAnywhere(file, place)) return false;
  return isInside(node, fn) && clearsUp(file, fn, node);
}

/** It releases what it has made itself, on the way that fills the place as well. */
function clearsUp({ source, vocabulary }: FileAnalysis, fn: FunctionNode, store: TSESTree.Node): boolean {
  return source.nodes("CallExpression").some((call) => {
    if (enclosingFunction(call) !== fn || call.range[0] < store.range[1]) return false;
    const release = vocabulary.release(call);
    const target = release === undefined ? undefined : unwrap(release.target);
    if (target?.type !== "Identifier") return false;
    const variable = source.variableOf(target);
    return variable?.defs[0]?.type === "Variable" && isInside(variable.defs[0].name, fn);
  });
}
