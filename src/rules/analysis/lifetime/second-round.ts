import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, unwrap } from "../syntax.ts";
import type { FileAnalysis, Run } from "./run.ts";
import { ESCAPED, LIVE, RELEASED, type State } from "./state.ts";

/**
 * What a round that stands for all elements of a list releases although it is none of them: `for (const row of rows) {
 * draw(row, paint); paint.delete(); }` releases it once per row. `names`: where those are declared that are another thing in each round.
 */
export function releasedPerRound(
  run: Run,
  before: readonly State[],
  after: State,
  round: TSESTree.Node,
  names: TSESTree.Node = round,
): number[] {
  const found: number[] = [];
  for (const [id, bits] of after.allBits()) {
    if (bits !== RELEASED || before.some((state) => state.bits(id) !== LIVE)) continue;
    const resource = run.file.resources.get(id);
    const release = after.releasedAt(id);
    if (resource?.acquisition === undefined || resource.isOlder || release?.type !== "CallExpression") continue;
    if (isEveryRound(run.file, release, round) && isOuterName(run, release, names)) found.push(id);
  }
  return found;
}

/** No way through the round leaves it before the release, or goes around it: that may be how it happens only once. */
function isEveryRound({ source }: FileAnalysis, release: TSESTree.Node, round: TSESTree.Node): boolean {
  return (
    isUnconditional(release, round) &&
    !leaving.some((type) =>
      source.nodes(type).some((node) => node.range[1] <= release.range[0] && isInside(node, round)),
    )
  );
}

const leaving = ["ContinueStatement", "BreakStatement", "ReturnStatement"] as const;

/** Only blocks, and `try` whose failure is no way to it, stand between the two. */
export function isUnconditional(node: TSESTree.Node, inside: TSESTree.Node): boolean {
  let child = node;
  for (let at = node.parent; at && at !== inside; child = at, at = at.parent) {
    switch (at.type) {
      case "ExpressionStatement":
      case "ChainExpression":
      case "AwaitExpression":
      case "SequenceExpression":
      case "AssignmentExpression":
      case "BlockStatement":
        break;
      case "TryStatement":
        if (child === at.handler) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

/** The release goes by the name of a variable around the round that no round fills again. */
function isOuterName({ file }: Run, release: TSESTree.CallExpression, round: TSESTree.Node): boolean {
  const target = file.vocabulary.release(release)?.target;
  const name = target === undefined ? undefined : unwrap(target);
  const variable = name?.type === "Identifier" ? file.source.variableOf(name) : undefined;
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined || isInside(definition.name, round)) return false;
  return !variable.references.some((each) => each.isWrite() && isInside(each.identifier, round));
}

/** Runs a round once more to see what it does to these, and to nothing else: nothing of it lasts. */
export function tryAgain(run: Run, state: State, ids: readonly number[], again: (probe: State) => void): void {
  const probe = state.copy();
  probe.doubt();
  for (const [id, bits] of [...probe.allBits()]) {
    if (!ids.includes(id)) probe.setBits(id, (bits & ~LIVE) | ESCAPED);
  }
  run.catchers.push([]);
  again(probe);
  run.catchers.pop();
}

/**
 * `rows.forEach((row) => { made = create(row); })`: the variable of outside that each round fills, and none looks at or
 * releases first.
 */
export function isFilledPerRound(run: Run, before: State, after: State, fn: TSESTree.Node): boolean {
  const { source, functions, places, resources, vocabulary } = run.file;
  return functions.captures(fn).some((variable) => {
    const key = places.variable(variable);
    const held = after.value(key);
    const earlier = before.value(key)?.ids ?? [];
    const isFresh = held?.ids.some(
      (id) => after.bits(id) === LIVE && !earlier.includes(id) && resources.get(id)?.acquisition !== undefined,
    );
    if (isFresh !== true) return false;
    const written = variable.references.filter((each) => each.isWrite() && isInside(each.identifier, fn));
    const isFilled = written.every(
      ({ identifier }) => enclosingFunction(identifier) === fn && isAssigned(identifier, fn),
    );
    if (!isFilled) return false;
    if (
      source
        .nodes("ReturnStatement")
        .some((node) => isInside(node, fn) && written.some(({ identifier }) => node.range[1] <= identifier.range[0]))
    )
      return false;
    return !source.nodes("CallExpression").some((call) => {
      const target = isInside(call, fn) ? vocabulary.release(call)?.target : undefined;
      const name = target === undefined ? undefined : unwrap(target);
      return name?.type === "Identifier" && source.variableOf(name) === variable;
    });
  });
}

function isAssigned(name: TSESTree.Node, fn: TSESTree.Node): boolean {
  const { parent } = name;
  return (
    parent?.type === "AssignmentExpression" &&
    parent.left === name &&
    parent.operator === "=" &&
    isUnconditional(parent, fn)
  );
}
