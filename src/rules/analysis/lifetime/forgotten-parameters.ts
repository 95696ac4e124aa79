import type { TSESTree } from "@typescript-eslint/utils";
import { inPattern } from "../syntax.ts";
import { possibleLeak } from "./findings.ts";
import { shownByRelease } from "./kept/held-places.ts";
import { decisionSince } from "./lost.ts";
import type { Exit, Flow, Run } from "./run.ts";
import { LIVE, RELEASED, type State } from "./state.ts";
import type { Release } from "./vocabulary.ts";

/**
 * `if (failed) { destroy(decoder); throw …; } destroy(buffer); …; destroy(decoder);` of a function that is given both and
 * ends both: the way that fails ends one of them and forgets the other.
 */
export function checkForgottenParameters(
  run: Run,
  names: readonly (TSESTree.Node | undefined)[],
  flow: Flow,
  ends: readonly State[],
): void {
  const given = run.parameters.flatMap((id, index) => {
    const name = names[index];
    return id >= 0 && name?.type === "Identifier" ? [{ id, name }] : [];
  });
  if (given.length < 2) return;
  const thrown = flow.throws.filter(({ state, byCallback }) => state.implicit === undefined && byCallback !== true);
  for (const { id, name } of given) {
    const isForgotten = ({ state }: Exit): boolean =>
      state.bits(id) === LIVE &&
      given.some((other) => other.id !== id && releasedBy(run, state, other.id) !== undefined);
    const returned = flow.returns.filter((exit) => !isForgotten(exit)).map(({ state }) => state);
    const finished = [...returned, ...ends];
    const [release] = finished.map((state) => releasedBy(run, state, id));
    if (release === undefined || !finished.every((state) => state.bits(id) === RELEASED)) continue;
    const bad = [...thrown, ...flow.returns].find(isForgotten);
    if (bad === undefined) continue;
    const when = decisionSince(bad.state, name);
    // `if (buffer === null) { destroy(decoder); return; }`
    if (
      when !== undefined &&
      new RegExp(`(?<![\\w$])${inPattern(name.name)}(?![\\w$])`).test(run.file.source.text(when.test))
    )
      continue;
    const acquisition = shownByRelease(run.file, release.release, release.node, name.name);
    const exit = thrown.includes(bad) ? "throw" : "return";
    // The caller made it: what has to be mended is the way that leaves.
    run.file.findings.add(
      `forgotten:${name.range[0]}`,
      possibleLeak(bad.node, acquisition, name.name, { exit, node: bad.node, when }),
    );
  }
}

function releasedBy(
  run: Run,
  state: State,
  id: number,
): { readonly node: TSESTree.CallExpression; readonly release: Release } | undefined {
  const node = state.bits(id) === RELEASED ? state.releasedAt(id) : undefined;
  const release = node?.type === "CallExpression" ? run.file.vocabulary.release(node) : undefined;
  return node?.type === "CallExpression" && release?.exact === true ? { node, release } : undefined;
}
