import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import { isFunction, isInside, lastName, unwrap, type FunctionNode } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { anyEffect, cleanupOf } from "./hooks.ts";
import { ownedIn } from "./stores.ts";

/**
 * `onMount(async () => { const mat = new cv.Mat(); …; return () => mat.delete(); })`: the framework is given a promise and
 * never calls what it resolves with.
 */
export function judgeAsyncCleanups(file: FileAnalysis): KeptFinding[] {
  return file.source.nodes("CallExpression").flatMap((call): KeptFinding[] => {
    const [callback] = call.arguments;
    if (!isFunction(callback) || !callback.async || !isMounting(file, call)) return [];
    const cleanup = cleanupOf(file, callback);
    return isFunction(cleanup) ? endedIn(file, callback, cleanup) : [];
  });
}

/** An effect of React, or what Svelte calls when the component is there. */
function isMounting({ source }: FileAnalysis, { callee }: TSESTree.CallExpression): boolean {
  const name = lastName(callee) ?? "";
  return anyEffect.test(name) || (name === "onMount" && source.matches(/["']svelte["']/));
}

function endedIn(file: FileAnalysis, callback: FunctionNode, cleanup: FunctionNode): KeptFinding[] {
  const { source, vocabulary } = file;
  const releases = source.nodes("CallExpression").flatMap((call) => {
    const release = vocabulary.release(call);
    return release === undefined || !isInside(call, callback) ? [] : [{ call, target: unwrap(release.target) }];
  });
  return releases.flatMap(({ call, target }): KeptFinding[] => {
    const variable = isInside(call, cleanup) && target.type === "Identifier" ? source.variableOf(target) : undefined;
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (variable === undefined || origin?.kind !== "expression" || other !== undefined || origin.path.length > 0)
      return [];
    const acquisition = ownedIn(file, origin.node, callback);
    const isElsewhere = releases.some(
      (each) =>
        each.target.type === "Identifier" &&
        source.variableOf(each.target) === variable &&
        !isInside(each.call, cleanup),
    );
    if (acquisition === undefined || acquisition.finalizer === "late" || isElsewhere) return [];
    const { name } = variable;
    return [
      { kind: "kept", site: origin.node, acquisition, place: name, how: "uncalled", from: call, certainty: "possible" },
    ];
  });
}
