import type { TSESTree } from "@typescript-eslint/utils";
import { isInside, lastName, unwrap } from "../syntax.ts";
import type { Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";

/** `__pin(p)` of what `__new` made: from here on its collector leaves it alone until it is unpinned. */
export function markPinned(state: State, { site }: Resource): void {
  state.setFact(pinnedFact(site), { holds: true, names: [] });
}

/** What `__new` of AssemblyScript gives, as long as nothing has pinned it: its collector frees it, unless the runtime has none. */
export function isCollected(run: Run, state: State, { acquisition, site }: Resource): boolean {
  return acquisition?.name === "__new" && state.fact(pinnedFact(site)) !== true && !run.file.source.mentions("__free");
}

function pinnedFact(site: TSESTree.Node): string {
  return `pinned ${site.range[0]}`;
}

/**
 * Whether what was unpinned may still be used: the collector runs only when something is made in the module, and leaves what
 * another object reaches (`words[list >>> 2] = text`, `push(list, text)`).
 */
export function livesOnUnpinned(run: Run, released: TSESTree.Node, node: TSESTree.Node): boolean {
  const { source, vocabulary } = run.file;
  if (released.type !== "CallExpression") return false;
  const how = vocabulary.release(released);
  if (how?.name !== "__unpin") return false;
  const calls = source.nodes("CallExpression").filter((call) => isInside(call, run.fn));
  const later = calls.filter(({ range }) => range[0] >= released.range[1] && range[1] <= node.range[0]);
  if (!later.some((call) => makesSomething(run, call))) return true;
  const place = run.file.places.of(how.target);
  const isIt = (given: TSESTree.Node): boolean =>
    place !== undefined && given.range[1] <= node.range[0] && run.file.places.of(unwrap(given)) === place;
  return (
    calls.some((call) => !isPinning(call) && call.arguments.some(isIt)) ||
    source
      .nodes("AssignmentExpression")
      .some(({ left, right }) => left.type === "MemberExpression" && isIt(right) && isInside(right, run.fn))
  );
}

/** `__new(8, id)`, `__newString(text)`, or a function of the module, which may make something as it runs. */
function makesSomething(run: Run, call: TSESTree.CallExpression): boolean {
  if (isPinning(call)) return false;
  return /^__(?:new|alloc|collect)/.test(nameOf(call)) || run.file.vocabulary.acquisition(call) !== undefined;
}

function isPinning(call: TSESTree.CallExpression): boolean {
  return /^__(?:un)?pin$/.test(nameOf(call));
}

function nameOf({ callee }: TSESTree.CallExpression): string {
  return lastName(unwrap(callee)) ?? "";
}
