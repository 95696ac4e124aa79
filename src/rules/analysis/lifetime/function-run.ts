import type { TSESTree } from "@typescript-eslint/utils";
import { classOfThis, isFunction, keyName, thisOwner } from "../syntax.ts";
import { bindPattern, storeInField } from "./bindings.ts";
import { goneByThrow } from "./call-thrown.ts";
import { calledOnce } from "./callbacks.ts";
import { casesOf } from "./cases.ts";
import { compact, withPaths } from "./compact.ts";
import { effectsOf, type End } from "./effects.ts";
import { evaluate } from "./expressions.ts";
import { fieldEndsOf } from "./field-ends.ts";
import { judgeExits } from "./exits.ts";
import { checkForgottenParameters } from "./forgotten-parameters.ts";
import { escape } from "./ownership.ts";
import { partUse, wholeUse } from "./part-uses.ts";
import { executeReturn } from "./returns.ts";
import { newFlow, Run, type FileAnalysis } from "./run.ts";
import { LIVE, State } from "./state.ts";
import { execute } from "./statements.ts";
import { functionNameOf } from "./names.ts";
import { assumeSurroundings } from "./surroundings.ts";
import { opaqueSummary, type ParameterEffect, type Summary } from "./summaries.ts";
import { resourceValue, unknown, type Value } from "./value.ts";

/** Runs a function (or the program) once, records what it finds, and sums it up for its callers. */
export function runFunction(file: FileAnalysis, fn: TSESTree.Node, depth = 0): Summary {
  const known = file.summaries.get(fn);
  if (known !== undefined && known !== "busy") return known;
  file.summaries.set(fn, "busy");
  return withPaths(file.coarse.has(fn), () => runOnce(file, fn, depth));
}

function runOnce(file: FileAnalysis, fn: TSESTree.Node, depth: number): Summary {
  const run = new Run(file, fn, depth);
  const start = new State();
  if (isFunction(fn)) assumeSurroundings(run, start, fn);
  const names: (TSESTree.Node | undefined)[] = [];
  if (isFunction(fn)) {
    for (const param of fn.params) {
      const name =
        param.type === "AssignmentPattern"
          ? param.left
          : param.type === "TSParameterProperty"
            ? param.parameter
            : param;
      const simple = name.type === "Identifier" ? name : undefined;
      names.push(simple);
      if (simple === undefined) {
        run.parameters.push(-1);
        bindPattern(run, start, param, unknown, param);
        continue;
      }
      const taken = file.vocabulary.parameter(simple)?.acquisition;
      const resource = file.resources.at(simple, "", "parameter", taken, simple.name);
      run.parameters.push(resource.id);
      start.setBits(resource.id, LIVE);
      const value = resourceValue(resource.id, 0);
      bindPattern(run, start, simple, value, param);
      if (param.type === "TSParameterProperty") keepParameter(run, start, param, simple.name, value);
    }
  }
  const flow = newFlow();
  const base: State[] = [];
  if (file.implicitEverywhere) run.catchers.push(base);
  let ends: State[] = [];
  if (!isFunction(fn))
    ends =
      fn.type === "Program" || fn.type === "StaticBlock" ? execute(run, fn, [start], flow) : initialise(run, fn, start);
  else if (fn.body.type === "BlockStatement") ends = execute(run, fn.body, [start], flow);
  else executeReturn(run, fn.body, fn.body, [start], flow);
  if (file.silent.has(fn)) {
    const unjudged = notFollowed(run, fn);
    file.summaries.set(fn, unjudged);
    return unjudged;
  }
  for (const state of compact(base)) flow.throws.push({ state, node: state.implicit ?? fn, value: unknown });
  for (const state of run.callbackThrows)
    flow.throws.push({ state, node: state.implicit ?? fn, value: unknown, byCallback: true });
  judgeExits(run, flow, ends);
  checkForgottenParameters(run, names, flow, ends);
  if (isFunction(fn) && fn.generator) {
    const kept = notFollowed(run, fn);
    file.summaries.set(fn, kept);
    return kept;
  }
  const normal: End[] = [
    ...flow.returns.map(({ state, given }) => ({ state, given })),
    ...ends.map((state) => ({ state, given: undefined })),
  ];
  const thrown = flow.throws.map(({ state }) => state).filter(({ implicit }) => implicit === undefined);
  const summary: Summary = {
    name: functionNameOf(fn) ?? "the function",
    ...effectsOf(run, names, normal),
    throwsAlways: normal.length === 0 && thrown.length > 0 && file.fuel >= 0,
    throwsSometimes: thrown.length > 0,
    goneByThrow: goneByThrow(run, thrown),
    isAsync: isFunction(fn) && fn.async,
    calls: isFunction(fn) ? calledOnce(file.source, fn) : new Map<number, never>(),
    fieldEnds: fieldEndsOf(run, normal),
    wholeUse: (index) => (isFunction(fn) ? wholeUse(file, fn, index) : "keeps"),
    partUse: (index, keys) => (isFunction(fn) ? partUse(file, fn, index, keys) : "keeps"),
    cases: isFunction(fn) ? casesOf(run, fn, names, normal, thrown) : undefined,
  };
  file.summaries.set(fn, summary);
  return summary;
}

/** `constructor(private pointer: Owned<Image>)`: the parameter is a field from the start. */
function keepParameter(run: Run, state: State, param: TSESTree.TSParameterProperty, name: string, value: Value): void {
  const owner = classOfThis(thisOwner(param));
  if (owner !== undefined) storeInField(run, state, owner, name, value, param);
  escape(run, state, value);
}

/** What was not followed to its end, or runs later as a generator does, may keep whatever it is given. */
function notFollowed(run: Run, fn: TSESTree.Node): Summary {
  const parameters = run.parameters.map((): ParameterEffect => "takes");
  return opaqueSummary(functionNameOf(fn) ?? "the function", parameters);
}

/** A field initialiser is an expression whose value the object keeps. */
function initialise(run: Run, fn: TSESTree.Node, start: State): State[] {
  return run
    .outcomes(
      [start],
      (state) => {
        if (fn.type !== "PropertyDefinition" || fn.value === null) return evaluate(run, state, fn);
        const value = evaluate(run, state, fn.value);
        const field = keyName(fn);
        const owner = { node: fn.parent.parent, isStatic: fn.static };
        if (field !== undefined) storeInField(run, state, owner, field, value, fn);
        escape(run, state, value);
        return value;
      },
      () => undefined,
    )
    .map(({ state }) => state);
}
