import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import { inPattern, isInside, lastName, memberName, unwrap } from "../syntax.ts";
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
  const thrown = flow.throws.filter(({ state, byCallback }) => state.implicit === undefined && byCallback !== true);
  for (const { id, name } of given) {
    const isForgotten = ({ state, node }: Exit): boolean =>
      state.bits(id) === LIVE &&
      (given.some((other) => other.id !== id && releasedBy(run, state, other.id) !== undefined) ||
        (node.type === "ThrowStatement" && isReadBefore(run, name, node)));
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

/** `new Uint8Array(memory.buffer, pointer)` before it: what refuses an argument does so before it looks behind its address. */
function isReadBefore({ file }: Run, name: TSESTree.Identifier, exit: TSESTree.Node): boolean {
  const references = file.source.variableOf(name)?.references ?? [];
  return references.some(({ identifier }) => {
    const { parent } = identifier;
    return (
      identifier.range[1] < exit.range[0] &&
      parent?.type === "NewExpression" &&
      viewConstructors.has(lastName(parent.callee) ?? "") &&
      !isInside(exit, parent)
    );
  });
}

function releasedBy(
  run: Run,
  state: State,
  id: number,
): { readonly node: TSESTree.CallExpression; readonly release: Release } | undefined {
  const node = state.bits(id) === RELEASED ? state.releasedAt(id) : undefined;
  if (node?.type !== "CallExpression") return undefined;
  const known = run.file.vocabulary.release(node);
  const release = known?.exact === true ? known : ownRelease(node);
  return release === undefined ? undefined : { node, release };
}

/** `this.deallocate(pointer)`, of a method that the class or its child has. */
function ownRelease(node: TSESTree.CallExpression): Release | undefined {
  const callee = unwrap(node.callee);
  const [target, ...others] = node.arguments;
  const isOwn = callee.type === "MemberExpression" && callee.object.type === "ThisExpression";
  const name = isOwn ? memberName(callee) : undefined;
  if (target === undefined || name === undefined || others.length > 0 || !/^#?(?:free|dealloc)/.test(name))
    return undefined;
  return { target, style: "function", name, exact: true, family: name };
}
