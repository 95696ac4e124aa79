import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode } from "../syntax.ts";
import { effectsOf, type End } from "./effects.ts";
import { knownOutcome, refine } from "./refine.ts";
import { PathEnd, type Run } from "./run.ts";
import type { State } from "./state.ts";
import type { Summary } from "./summaries.ts";
import { unknown, type Value } from "./value.ts";

/** What a function does where its arguments are true or false as `when` says. */
export interface Case extends Pick<Summary, "parameters" | "styles" | "result"> {
  readonly when: ReadonlyMap<number, boolean>;
  /** What stands for an argument that is not given: `(size, useWasm = false) => …`. */
  readonly defaults: ReadonlyMap<number, boolean>;
  /** It ends in a `throw`. */
  readonly throws: boolean;
  /** It returns nothing, or what is false. */
  readonly isEmpty: boolean;
}

interface Group {
  when: ReadonlyMap<number, boolean>;
  readonly ends: End[];
  readonly throws: boolean;
}

const maxCases = 4;

/**
 * `function freeIf(p, really) { if (really) free(p); }`: what a function does by what it is given, where that differs.
 * `undefined` where the arguments do not decide it, or not alone.
 */
export function casesOf(
  run: Run,
  fn: FunctionNode,
  names: readonly (TSESTree.Node | undefined)[],
  ends: readonly End[],
  throws: readonly State[],
): readonly Case[] | undefined {
  if (run.recurs || fn.async || fn.generator || names.length > 6) return undefined;
  const keys = names.map((name, index) => conditionOf(run, fn, name, index));
  const groups: Group[] = [];
  const add = (end: End, isThrow: boolean): void => {
    const when = new Map<number, boolean>();
    keys.forEach((key, index) => {
      const truth = key === undefined ? 0 : (end.state.value(key)?.truth ?? 0);
      if (truth !== 0) when.set(index, truth === 1);
    });
    const known = groups.find((group) => group.throws === isThrow && isSame(group.when, when));
    if (known === undefined) groups.push({ when, ends: [end], throws: isThrow });
    else known.ends.push(end);
  };
  for (const end of ends) add(end, false);
  for (const state of throws) add({ state, given: undefined }, true);
  if (groups.length < 2) return undefined;
  const defaults = new Map(
    fn.params.flatMap((param, index): [number, boolean][] => {
      const truth = param.type === "AssignmentPattern" ? literalTruth(param.right) : undefined;
      return truth === undefined ? [] : [[index, truth]];
    }),
  );
  const cases = groups.map((group) => ({
    ...group,
    ...effectsOf(run, names, group.ends),
    defaults,
    isEmpty: isEmpty(group),
  }));
  const told = withoutIdle(cases);
  if (told.length < 2 || told.length > maxCases) return undefined;
  return overlap(told) ? undefined : told;
}

/** Two cases may both hold and do not say the same: something else decides as well. */
function overlap(cases: readonly Case[]): boolean {
  const returning = cases.filter(({ throws }) => !throws);
  return returning.some((a, index) =>
    returning.slice(index + 1).some((b) => {
      const excludes = [...a.when].some(([key, truth]) => b.when.has(key) && b.when.get(key) !== truth);
      return !excludes && effectText(a) !== effectText(b);
    }),
  );
}

function literalTruth(node: TSESTree.Expression): boolean | undefined {
  return node.type === "Literal" && !("regex" in node) ? Boolean(node.value) : undefined;
}

/** The parameter is one that nothing else writes, and its default is a literal: what it holds at the end is what it was given. */
function conditionOf(run: Run, fn: FunctionNode, name: TSESTree.Node | undefined, index: number): string | undefined {
  const param = fn.params[index];
  if (param?.type === "AssignmentPattern" && literalTruth(param.right) === undefined) return undefined;
  if (name?.type !== "Identifier" || (param?.type === "AssignmentPattern" ? param.left : param) !== name)
    return undefined;
  const variable = run.file.source.variableOf(name);
  const isWritten = variable?.references.some((reference) => reference.isWrite() && reference.init !== true);
  if (variable === undefined || isWritten === true) return undefined;
  return run.file.places.variable(variable);
}

function isEmpty({ ends, throws }: Group): boolean {
  return !throws && ends.every(({ given }) => given === undefined || given.isEmpty);
}

/** Conditions that change nothing are left out, and cases that then say the same are one. */
function withoutIdle(cases: readonly Case[]): readonly Case[] {
  let kept = cases;
  for (const index of new Set(cases.flatMap(({ when }) => [...when.keys()]))) {
    const merged: Case[] = [];
    let isIdle = true;
    for (const each of kept) {
      const when = new Map([...each.when].filter(([other]) => other !== index));
      const same = merged.find((other) => isSame(other.when, when));
      if (same === undefined) merged.push({ ...each, when });
      else if (effectText(same) !== effectText(each)) isIdle = false;
    }
    if (isIdle) kept = merged;
  }
  return kept;
}

function effectText({ parameters, styles, result, throws, isEmpty }: Case): string {
  return JSON.stringify([parameters, styles, result?.acquisition?.release, result?.parameter, throws, isEmpty]);
}

function isSame(a: ReadonlyMap<number, boolean>, b: ReadonlyMap<number, boolean>): boolean {
  return a.size === b.size && [...a].every(([index, truth]) => b.get(index) === truth);
}

/** Takes one of the cases that the arguments allow, and knows from then on what it says of them. */
export function chooseCase(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  cases: readonly Case[],
  args: readonly Value[],
): Case | undefined {
  if (node.arguments.some(({ type }) => type === "SpreadElement")) return undefined;
  const known = args.map((value, index) => {
    const argument = node.arguments[index];
    return argument === undefined ? value.truth : knownOutcome(run, state, argument, value);
  });
  const allowed = cases.filter(({ when, defaults }) =>
    [...when].every(([index, truth]) => {
      if (index >= args.length) return truth === (defaults.get(index) ?? false);
      const outcome = known[index] ?? 0;
      return outcome === 0 || (outcome === 1) === truth;
    }),
  );
  const returning = allowed.filter(({ throws }) => !throws);
  if (allowed.length > 0 && returning.length === 0) throw new PathEnd({ state, node, value: unknown });
  const taken = returning[run.choose(Math.max(returning.length, 1))];
  for (const [index, truth] of taken?.when ?? []) {
    const argument = node.arguments[index];
    if (argument === undefined || known[index] !== 0) continue;
    if (!refine(run, state, argument, args[index] ?? unknown, truth)) throw new PathEnd(undefined);
    state.trail = { test: argument, taken: truth, before: state.trail };
  }
  return taken;
}
