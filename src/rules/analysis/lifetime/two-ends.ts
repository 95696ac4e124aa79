import type { TSESTree } from "@typescript-eslint/utils";
import { recognitionOf } from "../recognise/index.ts";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { isAlwaysRun } from "./deferred.ts";
import { heldAfterRelease, type Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { anyEffect, cleanupOf } from "./kept/hooks.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

interface Ending {
  readonly call: TSESTree.CallExpression;
  readonly fn: FunctionNode;
  readonly key: string;
  readonly text: string;
  readonly isRef: boolean;
  /** It is given something else at times. */
  readonly isAnew: boolean;
}

/**
 * `const close = () => ref.current?.free();` of a component whose effect cleans up with `ref.current?.free()`: the ref
 * still holds what was freed, so that the component frees it again when it goes. So do two functions of one object that
 * release a variable they share, and leave it as it is.
 */
export function judgeTwoEnds(file: FileAnalysis): Finding[] {
  const endings = endingsOf(file);
  return endings.flatMap((end): Finding[] => {
    if (file.findings.has(`double:${end.call.range[0]}:${end.call.range[1]}`)) return [];
    const other = endings.find((each) => each.key === end.key && each.fn !== end.fn && isSecond(file, end, each));
    return other === undefined ? [] : [heldAfterRelease(end.call, end.text, "field")];
  });
}

/** The releases of a ref, or of a variable around the function, that leave it as it is. */
function endingsOf(file: FileAnalysis): Ending[] {
  const { source, vocabulary } = file;
  const { places } = recognitionOf(source).values;
  return source.nodes("CallExpression").flatMap((call): Ending[] => {
    const release = vocabulary.release(call);
    const fn = enclosingFunction(call);
    if (!freesAtOnce(release) || !isFunction(fn)) return [];
    const target = unwrap(release.target);
    const isRef = target.type === "MemberExpression" && memberName(target) === "current";
    const root = isRef ? unwrap(target.object) : target;
    const variable = root.type === "Identifier" ? source.variableOf(root) : undefined;
    const [definition] = variable?.defs ?? [];
    const key = places.keyOf(target);
    if (variable === undefined || definition?.type !== "Variable" || key === undefined) return [];
    if (isInside(definition.name, fn)) return [];
    const isAnew = variable.references.some((each) => each.isWrite() && each.init !== true);
    const end = { call, fn, key, text: clip(source.text(target)), isRef, isAnew };
    const ref = isRef || !isCleanup(file, fn) ? undefined : refFilledWith(file, variable, fn);
    return ref === undefined ? [end] : [end, { ...end, key: ref, isRef: true }];
  });
}

/** `ref.current = made` in the effect whose clean-up releases what it made. */
function refFilledWith(file: FileAnalysis, variable: Variable, cleanup: FunctionNode): string | undefined {
  const { places } = recognitionOf(file.source).values;
  const stores = file.source.nodes("AssignmentExpression").filter(({ left, right }) => {
    const isRef = left.type === "MemberExpression" && memberName(left) === "current";
    const isMade = right.type === "Identifier" && file.source.variableOf(right) === variable;
    return isRef && isMade && isInside(left, enclosingFunction(cleanup));
  });
  const [first] = stores;
  return first === undefined ? undefined : places.keyOf(first.left);
}

/** Both run in the life of one component, or of one object, and the first one leaves what the second one releases. */
function isSecond(file: FileAnalysis, end: Ending, other: Ending): boolean {
  if (isInside(end.fn, other.fn) || isInside(other.fn, end.fn) || !isAlwaysRun(file, other.call, other.fn))
    return false;
  if (setsAnything(file, end.fn)) return false;
  if (end.isRef) return isCleanup(file, other.fn) && !isCleanup(file, end.fn);
  const [object, another] = [end.fn, other.fn].map((fn) =>
    fn.parent.type === "Property" ? fn.parent.parent : undefined,
  );
  return object !== undefined && object === another && isAlwaysRun(file, end.call, end.fn) && !end.isAnew;
}

/** `return () => …` of an effect. */
function isCleanup(file: FileAnalysis, fn: FunctionNode): boolean {
  const effect = enclosingFunction(fn);
  const call = isFunction(effect) ? effect.parent : undefined;
  if (!isFunction(effect) || call?.type !== "CallExpression" || call.arguments[0] !== effect) return false;
  return anyEffect.test(lastName(call.callee) ?? "") && cleanupOf(file, effect) === fn;
}

/** It empties the ref, or marks somewhere outside of itself that it has run. */
function setsAnything({ source }: FileAnalysis, fn: FunctionNode): boolean {
  return source.nodes("AssignmentExpression").some(({ left }) => isInside(left, fn) && enclosingFunction(left) === fn);
}
