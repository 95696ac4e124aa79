import type { TSESTree } from "@typescript-eslint/utils";
import { isNullish, unwrap } from "../syntax.ts";
import type { Run } from "./run.ts";
import { ESCAPED, LIVE, type State } from "./state.ts";

/**
 * `if (handle !== vm.true) handle.dispose()`: a handle that turns out to be what stands somewhere else is not this
 * function's to release.
 */
export function refineEqual(run: Run, state: State, test: TSESTree.Node, outcome: boolean): void {
  for (const id of equalIds(run, state, test, outcome, 0)) {
    const bits = state.bits(id);
    if ((bits & LIVE) !== 0) state.setBits(id, (bits & ~LIVE) | ESCAPED);
  }
}

/** The resources that equal something else in whatever way the test came out so. */
function equalIds(run: Run, state: State, test: TSESTree.Node, outcome: boolean, depth: number): readonly number[] {
  const node = unwrap(test);
  if (depth > 4) return [];
  if (node.type === "UnaryExpression" && node.operator === "!")
    return equalIds(run, state, node.argument, !outcome, depth + 1);
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const left = equalIds(run, state, node.left, outcome, depth + 1);
    const right = equalIds(run, state, node.right, outcome, depth + 1);
    const isBoth = outcome === (node.operator === "&&");
    return isBoth ? [...left, ...right] : left.filter((id) => right.includes(id));
  }
  if (node.type === "Identifier") {
    const definition = run.file.source.variableOf(node)?.defs[0];
    const declarator = definition?.node;
    const isFixed = definition?.parent?.type === "VariableDeclaration" && definition.parent.kind === "const";
    return isFixed && declarator?.type === "VariableDeclarator" && declarator.id === definition?.name && declarator.init
      ? equalIds(run, state, declarator.init, outcome, depth + 1)
      : [];
  }
  if (node.type !== "BinaryExpression" || !/^[=!]==?$/.test(node.operator)) return [];
  if (node.operator.startsWith("=") !== outcome) return [];
  const { left, right } = node;
  return [...handleOf(run, state, left, right), ...handleOf(run, state, right, left)];
}

function handleOf(run: Run, state: State, side: TSESTree.Node, other: TSESTree.Node): readonly number[] {
  const another = unwrap(other);
  if (isNullish(another) || (another.type !== "MemberExpression" && another.type !== "Identifier")) return [];
  const place = run.file.places.of(side);
  const held = place === undefined ? undefined : state.value(place);
  const otherPlace = run.file.places.of(another);
  const otherIds = otherPlace === undefined ? undefined : state.value(otherPlace)?.ids;
  if (held === undefined || held.derived || held.ids.length !== 1 || (otherIds?.length ?? 0) > 0) return [];
  // An address is new, unless a helper gave it, which may give one that somebody keeps.
  return held.ids.filter((id) => {
    const made = run.file.resources.get(id)?.acquisition;
    return made?.kind === "handle" || made?.evidence.kind === "helper";
  });
}
