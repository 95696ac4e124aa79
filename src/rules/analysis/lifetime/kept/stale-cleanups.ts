import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import { isFunction, isInside, unwrap } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { cleanupOf, stateStores } from "./hooks.ts";
import { ownedIn } from "./stores.ts";

/**
 * `useEffect(() => { load().then((m) => setGame(new m.Game())); return () => game?.delete(); }, [])`: the clean-up sees the
 * state of the render that the effect ran after, and not what the effect put there.
 */
export function judgeStaleCleanups(file: FileAnalysis): KeptFinding[] {
  if (!file.source.mentions("useState")) return [];
  const findings: KeptFinding[] = [];
  for (const { call, value, fn, state, effect } of stateStores(file)) {
    const [, watched] = effect.call.arguments;
    if (watched?.type !== "ArrayExpression" || reads(state, watched)) continue;
    const cleanup = cleanupOf(file, effect.callback);
    if (cleanup === undefined || !isFunction(cleanup) || !isEndedOnlyIn(file, state, cleanup)) continue;
    const acquisition = ownedIn(file, value, fn);
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    findings.push({
      kind: "kept",
      site: call,
      acquisition,
      place: state.name,
      how: "unseen",
      from: call,
      certainty: "possible",
    });
  }
  return findings;
}

function reads({ references }: Variable, part: TSESTree.Node): boolean {
  return references.some(({ identifier }) => isInside(identifier, part));
}

/** Everything that releases the state is in the clean-up. */
function isEndedOnlyIn(file: FileAnalysis, state: Variable, cleanup: TSESTree.Node): boolean {
  const ends = file.source.nodes("CallExpression").filter((call) => {
    const target = file.vocabulary.release(call)?.target;
    const object = target === undefined ? undefined : unwrap(target);
    return object?.type === "Identifier" && file.source.variableOf(object) === state;
  });
  return ends.length > 0 && ends.every((call) => isInside(call, cleanup));
}
