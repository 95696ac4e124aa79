import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction } from "../syntax.ts";
import type { Exit, Run } from "./run.ts";
import { ESCAPED, NONE, RELEASED, type State } from "./state.ts";
import type { NotedShape, ParameterEffect, Summary } from "./summaries.ts";
import type { Release } from "./vocabulary.ts";

/** One way in which a function returns: with what, as far as that is known. */
export interface End {
  readonly state: State;
  readonly given: Exit["given"];
}

/** What a function does with what it is given, and gives, over some of its ends. */
export function effectsOf(
  run: Run,
  names: readonly (TSESTree.Node | undefined)[],
  ends: readonly End[],
): Pick<Summary, "parameters" | "styles" | "result"> {
  return {
    parameters: run.parameters.map((_, index) => effectOf(run, index, names[index], ends)),
    styles: run.parameters.map((id) => styleOf(run, id, ends)),
    result: resultOf(run, ends),
  };
}

function effectOf(run: Run, index: number, name: TSESTree.Node | undefined, ends: readonly End[]): ParameterEffect {
  const id = run.parameters[index] ?? -1;
  if (id < 0) return isFunction(run.fn) && takesApart(run.fn.params[index]) ? "parts" : "takes";
  let bits = 0;
  for (const { state } of ends) bits |= state.bits(id);
  if ((bits & RELEASED) !== 0 && (bits & ~(RELEASED | NONE)) === 0) return "releases";
  if ((bits & (ESCAPED | RELEASED)) !== 0) return "takes";
  if (name !== undefined && run.releasedParts.has(id)) return "takes";
  const passed = ends.filter(({ given }) => given !== undefined).map(({ given }) => given?.parameter);
  if (passed.includes(id)) {
    const others = ends.filter(({ given }) => given?.parameter !== id);
    // What some other return gives in its place, the caller cannot tell, unless it is new.
    if (others.length > 0) return others.every(({ given }) => isNew(run, given?.shape)) ? "alternates" : "takes";
    return run.file.resources.get(id)?.used === true ? "borrows" : "passes";
  }
  const declared = name?.type === "Identifier" ? run.file.vocabulary.parameter(name)?.effect : undefined;
  const resource = run.file.resources.get(id);
  return declared ?? (resource?.lentAbroad === true ? "sends" : resource?.lent === true ? "lends" : "borrows");
}

function takesApart(param: TSESTree.Parameter | undefined): boolean {
  return (param?.type === "AssignmentPattern" ? param.left : param)?.type === "ObjectPattern";
}

function isNew(run: Run, noted: NotedShape | undefined): boolean {
  return noted?.id !== undefined && noted.shape.acquisition?.kind === "handle" && !run.kept.has(noted.id);
}

function styleOf(run: Run, id: number, ends: readonly End[]): Release["style"] | undefined {
  const released = ends.find(({ state }) => state.bits(id) === RELEASED)?.state.releasedAt(id);
  return released?.type === "CallExpression" ? run.file.vocabulary.release(released)?.style : undefined;
}

/** An owned result: live at every return that gives it, and kept nowhere else. */
function resultOf(run: Run, ends: readonly End[]): Summary["result"] {
  let alias: Summary["result"];
  const returned = ends.flatMap(({ given }) => (given === undefined ? [] : [given]));
  const shapes = returned.flatMap(({ shape }) => (shape === undefined ? [] : [shape]));
  // What comes out of a cache that is filled on the way is lent, and so is whatever is given in its place.
  const isCache = [...run.kept].some((id) => run.file.resources.get(id)?.acquisition?.kind === "handle");
  for (const { id, shape } of shapes) {
    if (id !== undefined && (run.kept.has(id) || (isCache && shape.acquisition?.kind === "handle"))) continue;
    if (shape.parameter !== undefined || shape.shown !== undefined || shape.viewed !== undefined) alias ??= shape;
    else
      return {
        ...shape,
        isOneOf: shapes.length < returned.length,
        sure: shapes.length === returned.length && shapes.every(({ shape: each }) => each.sure),
      };
  }
  // What only some return gives back, the caller cannot tell from something else.
  return shapes.length === returned.length ? alias : undefined;
}
