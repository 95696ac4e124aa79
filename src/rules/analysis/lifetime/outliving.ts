import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, isInside, isNullish, type FunctionNode } from "../syntax.ts";
import { heldAt, isSame, usesOf, type Held } from "./always-used.ts";
import type { Finding } from "./findings.ts";
import { freesAtOnce } from "./frees.ts";
import { laterCallbacks, type Later } from "./later.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";

interface Ending extends Held {
  readonly call: TSESTree.CallExpression;
  readonly text: string;
  readonly fn: FunctionNode;
}

/**
 * `setInterval(() => this.world.step(), 16)` of an object whose `dispose() { this.world.free(); }` lets the timer run on:
 * the next call works on what is gone.
 */
export function judgeOutliving(file: FileAnalysis): Finding[] {
  const callbacks = laterCallbacks(file);
  const ends = callbacks.length === 0 ? [] : endings(file);
  if (ends.length === 0) return [];
  const findings: Finding[] = [];
  const told = new Set<TSESTree.Node>();
  for (const later of callbacks) {
    const uses = usesOf(file, later.fn);
    const end = ends.find(
      (each) => uses.held.some((held) => isSame(held, each)) && !uses.fns.has(each.fn) && outlives(file, later, each),
    );
    if (end === undefined || told.has(end.call)) continue;
    told.add(end.call);
    findings.push({
      kind: "use-after-release",
      node: end.call,
      released: later.call,
      acquisition: undefined,
      certainty: "possible",
      text: end.text,
      how: "outlived",
    });
  }
  return findings;
}

/** The releases after which a field or a shared variable still holds what is gone. */
function endings(file: FileAnalysis): Ending[] {
  const { source, vocabulary } = file;
  return source.nodes("CallExpression").flatMap((call): Ending[] => {
    const release = vocabulary.release(call);
    // `dispose()` and `destroy()` end objects of JavaScript as well.
    if (!freesAtOnce(release)) return [];
    const held = heldAt(file, release.target);
    const fn = enclosingFunction(call);
    if (held === undefined || !isFunction(fn) || isEmptied(file, held, fn)) return [];
    // What is released where it is declared is judged on the paths of that function.
    const [definition] = "defs" in held.owner ? held.owner.defs : [];
    if (definition !== undefined && enclosingFunction(definition.name) === fn) return [];
    return [{ ...held, call, fn, text: clip(source.text(release.target)) }];
  });
}

/** The place gets something else where it is released, or nothing at all anywhere. */
function isEmptied(file: FileAnalysis, held: Held, fn: FunctionNode): boolean {
  return file.source.nodes("AssignmentExpression").some(({ left, right }) => {
    const isOther = left.type !== "Identifier" && left.type !== "MemberExpression";
    if (isOther || !(isInside(left, fn) || isNullish(right))) return false;
    const place = heldAt(file, left);
    return place !== undefined && isSame(place, held);
  });
}

/** Nothing takes the callback off: a timer that is only set anew there runs on. */
function outlives(file: FileAnalysis, { call, fn, isUndone }: Later, { owner, fn: ending }: Ending): boolean {
  const home = "defs" in owner ? owner.scope.block : owner;
  const setting = enclosingFunction(call);
  if (!isInside(call, home) || isInside(call, ending) || isInside(ending, fn)) return false;
  return !file.source
    .nodes("CallExpression")
    .some(
      (other) =>
        isUndone(other) && isInside(other, home) && (isInside(other, fn) || enclosingFunction(other) !== setting),
    );
}
