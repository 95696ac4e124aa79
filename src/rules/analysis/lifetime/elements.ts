import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { memberName, unwrap } from "../syntax.ts";
import type { Run } from "./run.ts";
import { unknown, type Value } from "./value.ts";

/** A parameter stands for its own elements. */
export function partOfParameter(run: Run, held: Value): Value {
  return held.ids.some((id) => isParameter(run, id)) ? held : unknown;
}

/** `list[i]`, `list.pop()` of a list that a function was given: one of what the parameter stands for. */
export function elementOfParameter(run: Run, held: Value): Value {
  const isList = held.ids.length > 0 && held.boxes.length === 0 && !held.derived;
  return isList && held.ids.every((id) => isParameter(run, id)) ? { ...held, truth: 0, some: true } : unknown;
}

/** One of the elements: what a test tells of it, it tells of none of the others. */
export function isElementOfParameter(run: Run, { ids, some }: Value): boolean {
  return some && ids.some((id) => isParameter(run, id));
}

function isParameter(run: Run, id: number): boolean {
  return run.file.resources.get(id)?.origin === "parameter";
}

/** `if (p !== keep) free(p);` in a loop over what `p` is one of: some rounds release theirs, another loop may end the others. */
export function isOfSomeRounds({ file: { source, vocabulary } }: Run, node: TSESTree.Node | undefined): boolean {
  const release = node?.type === "CallExpression" ? vocabulary.release(node) : undefined;
  const target = release === undefined ? undefined : unwrap(release.target);
  const definition = target?.type === "Identifier" ? source.variableOf(target)?.defs[0] : undefined;
  const loop = definition === undefined ? undefined : loopOf(definition);
  if (loop === undefined) return false;
  for (let at = node?.parent; at && at !== loop; at = at.parent)
    if (at.type === "IfStatement" || at.type === "ConditionalExpression" || at.type === "LogicalExpression")
      return true;
  return false;
}

function loopOf(definition: Variable["defs"][number]): TSESTree.Node | undefined {
  if (definition.type === "Variable") {
    const loop = definition.node.parent.parent;
    return loop.type === "ForOfStatement" ? loop : undefined;
  }
  const call = definition.type === "Parameter" ? definition.node.parent : undefined;
  const callee = call?.type === "CallExpression" ? unwrap(call.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "forEach" ? call : undefined;
}
