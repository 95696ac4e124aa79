import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import type { Variable } from "../source-file.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  lastName,
  stringValue,
  type FunctionNode,
} from "../syntax.ts";
import { heldAfterRelease, type Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { madeWhenEmpty } from "./made-when-empty.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

/**
 * `function shutdown() { world?.free(); }` beside `function getWorld() { return (world ??= new World()); }`: what the
 * functions share still holds what was freed, so whoever asks for it next gets that, and the next `shutdown()` frees it again.
 */
export function judgeUnresetShared(file: FileAnalysis): Finding[] {
  const { source, vocabulary } = file;
  const { places } = recognitionOf(source).values;
  const lazy = new Map<string, TSESTree.AssignmentExpression>();
  for (const node of madeWhenEmpty(source)) {
    const key = isShared(file, node.left) ? places.keyOf(node.left) : undefined;
    if (key !== undefined) lazy.set(key, node);
  }
  if (lazy.size === 0) return [];
  return source.nodes("CallExpression").flatMap((node): Finding[] => {
    const release = vocabulary.release(node);
    if (!freesAtOnce(release)) return [];
    const key = places.keyOf(release.target);
    const made = key === undefined ? undefined : lazy.get(key);
    const fn = enclosingFunction(node);
    if (key === undefined || made === undefined || !isFunction(fn)) return [];
    if (isInside(made, fn) || !isShared(file, release.target)) return [];
    const isEmptied = source
      .nodes("AssignmentExpression")
      .some((each) => (isNullish(each.right) || isInside(each, fn)) && places.keyOf(each.left) === key);
    if (isEmptied || setsFlag(file, fn) || handsOn(file, fn, key) || isLast(file, fn)) return [];
    return [heldAfterRelease(node, clip(source.text(release.target)), "lazy")];
  });
}

/** A variable that functions share, or a member of an object or class that has a name. */
function isShared({ source }: FileAnalysis, place: TSESTree.Node): boolean {
  const root = place.type === "MemberExpression" ? place.object : place;
  const variable = root.type === "Identifier" ? source.variableOf(root) : undefined;
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined || definition.type === "Parameter") return false;
  return root !== place || variable.references.some(({ from }) => from.variableScope !== variable.scope.variableScope);
}

/** It marks somewhere outside of itself that it has run. */
function setsFlag({ source }: FileAnalysis, fn: FunctionNode): boolean {
  return source.nodes("AssignmentExpression").some(({ left }) => {
    if (!isInside(left, fn)) return false;
    const variable: Variable | undefined = left.type === "Identifier" ? source.variableOf(left) : undefined;
    const definition = variable?.defs[0]?.name;
    return definition === undefined || !isInside(definition, fn);
  });
}

/** A function that it calls, or one that calls it, writes the place. */
function handsOn({ source, functions }: FileAnalysis, fn: FunctionNode, key: string): boolean {
  const { places } = recognitionOf(source).values;
  const writers = source
    .nodes("AssignmentExpression")
    .filter(({ left }) => places.keyOf(left) === key)
    .map(enclosingFunction);
  return source.nodes("CallExpression").some((call) => {
    const called = functions.resolve(call.callee);
    if (called === fn) return writers.includes(enclosingFunction(call));
    return called !== undefined && isInside(call, fn) && writers.includes(called);
  });
}

const last = /^(?:exit|beforeExit|SIGINT|SIGTERM|beforeunload|unload|pagehide)$/;

/** It runs when the page, the process or a test ends. */
export function isLast({ source, functions }: FileAnalysis, fn: FunctionNode): boolean {
  return source.nodes("CallExpression").some((call) => {
    const isGiven = call.arguments.some((given) => given === fn || functions.resolve(given) === fn);
    if (!isGiven) return false;
    const [type] = call.arguments;
    return (
      /^(?:after|before)/.test(lastName(call.callee) ?? "") ||
      (type !== undefined && last.test(stringValue(type) ?? ""))
    );
  });
}
