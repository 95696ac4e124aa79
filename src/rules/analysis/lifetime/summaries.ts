import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isInside, type FunctionNode } from "../syntax.ts";
import { runFunction } from "./function-run.ts";
import { isAwaited, type CalledOnce } from "./callbacks.ts";
import { chooseCase, type Case } from "./cases.ts";
import { callClosure } from "./closures.ts";
import type { FieldEnds } from "./field-ends.ts";
import { shownParameter, viewOf, type ShownParameter } from "./needs.ts";
import { acquire, escape, escapeCaptured, lend, makeBox, maxParts, release, use } from "./ownership.ts";
import { PathEnd, type Run } from "./run.ts";
import { ESCAPED, LIVE, type State } from "./state.ts";
import { isInTest } from "./throwers.ts";
import { derive, falsy, joinValues, unknown, withTruth, type Value } from "./value.ts";
import type { PartUse } from "./part-uses.ts";
import type { Acquisition, Release } from "./vocabulary.ts";

/**
 * What a call of a function does with one argument, over all its normal ends; `parts`: takes it apart, and
 * {@link Summary.partUse} tells the rest; `lends`: passes it to a callee nobody knows;
 * `sends`: to one of another file, which may keep anything;
 * `passes`: gives it back untouched; `alternates`: gives it back, or something new of its own.
 */
export type ParameterEffect = "releases" | "takes" | "parts" | "lends" | "sends" | "borrows" | "passes" | "alternates";

/** What a function's result is made of. */
export interface Shape {
  readonly acquisition: Acquisition | undefined;
  /** The parameter that is returned as it came. */
  readonly parameter: number | undefined;
  /** A view of the memory of a parameter. */
  readonly shown?: ShownParameter;
  /** The parameter that is the address at which a view of the module's memory begins. */
  readonly viewed?: number;
  readonly parts: ReadonlyMap<string, Shape>;
  readonly elements: Shape | undefined;
  /** Never null, whichever way the function returns. */
  readonly sure: boolean;
  /** Some other return gives something that the caller does not own. */
  readonly isOneOf?: boolean;
}

export interface Summary {
  readonly name: string;
  readonly parameters: readonly ParameterEffect[];
  /** By parameter, how it is released where it is. */
  readonly styles: readonly (Release["style"] | undefined)[];
  readonly result: Shape | undefined;
  /** No path returns: every call ends in a `throw`. */
  readonly throwsAlways: boolean;
  /** Some path ends in a `throw` of the function's own. */
  readonly throwsSometimes: boolean;
  /** Parameters that are somebody else's, or released, on every path that ends in such a `throw`. */
  readonly goneByThrow: ReadonlySet<number>;
  readonly isAsync: boolean;
  /** Functions it is given that it calls once, at once, and keeps nowhere. */
  readonly calls: ReadonlyMap<number, CalledOnce>;
  /** What it does by what it is given, where the arguments decide that. */
  readonly cases: readonly Case[] | undefined;
  readonly fieldEnds?: FieldEnds;
  /** What becomes of what is in the object or list that a parameter is given. */
  readonly partUse?: (index: number, keys?: ReadonlySet<string>) => PartUse;
  /** What becomes of a parameter itself, by how the function uses its name. */
  readonly wholeUse?: (index: number) => PartUse;
}

/** What throws by itself, or in a test, may do so on purpose: somebody catches it. */
function mayMeanTo({ file }: Run, fn: FunctionNode, call: TSESTree.Node): boolean {
  if (isInTest(file, call)) return true;
  return file.source.nodes("ThrowStatement").some((node) => enclosingFunction(node) === fn);
}

/** A function of which no more is known than what becomes of its parameters. */
export function opaqueSummary(name: string, parameters: readonly ParameterEffect[]): Summary {
  return {
    name,
    parameters,
    styles: [],
    result: undefined,
    throwsAlways: false,
    throwsSometimes: false,
    goneByThrow: new Set(),
    isAsync: false,
    calls: new Map(),
    cases: undefined,
  };
}

const maxDepth = 3;

/** The summary of a function of this file; `undefined` in a recursion or too deep a chain of calls. */
export function summarize(run: Run, fn: FunctionNode): Summary | undefined {
  const known = run.file.summaries.get(fn);
  if (known === "busy") {
    run.recurs = true;
    return undefined;
  }
  if (known !== undefined) return known;
  // What a generator is given it keeps until it is asked again.
  if (fn.generator) return opaqueSummary("the generator", []);
  if (run.depth >= maxDepth) {
    run.recurs = true;
    return undefined;
  }
  return runFunction(run.file, fn, run.depth + 1);
}

/** Does to a caller's state what the summary says, and gives the result. */
export function applySummary(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  summary: Summary,
  args: readonly Value[],
): Value {
  let returned: Value | undefined;
  args.forEach(({ closure, ids }, index) => {
    const called = summary.calls.get(index);
    if (closure === undefined) return;
    const isNow = called !== undefined && ids.length === 0 && isInside(closure, run.fn);
    // What an asynchronous one does is done when the call has been waited for.
    if (
      !isNow ||
      (called.isCaught && mayMeanTo(run, closure, node)) ||
      ((closure.async || summary.isAsync) && !isAwaited(node))
    )
      escapeCaptured(run, state, closure);
    else {
      const given = callClosure(run, state, closure, [], node);
      if (called.isReturned) returned = given;
      else escape(run, state, given);
    }
  });
  const taken = summary.cases === undefined ? undefined : chooseCase(run, state, node, summary.cases, args);
  const { parameters, styles, result } = taken ?? summary;
  let passed: Value | undefined;
  args.forEach((value, index) => {
    const effect = parameters[index] ?? "takes";
    if (effect === "alternates") passed = passedOn(run, state, value) ?? passed;
    if (effect !== "releases" && effect !== "passes") use(run, state, value, node.arguments[index] ?? node);
    if (effect === "takes") escape(run, state, value);
    else if (effect !== "releases" && effect !== "passes" && effect !== "alternates") {
      if (effect !== "borrows") lend(run, state, value, effect === "sends");
      const isBox = value.boxes.length > 0;
      const isKept = (isBox || effect === "parts") && boxUse(state, summary, index, value) === "keeps";
      if (isKept || (isBox && effect === "sends")) escape(run, state, value);
    } else if (effect === "releases") {
      const target = node.arguments[index] ?? node;
      release(run, state, value, node, {
        target,
        style: styles[index] ?? "function",
        name: summary.name,
        exact: true,
      });
    }
  });
  if (summary.throwsAlways) throw new PathEnd({ state, node, value: unknown });
  if (returned !== undefined) return returned;
  if (passed !== undefined) return passed;
  if (taken?.isEmpty === true) return falsy;
  return result === undefined ? unknown : instantiate(run, state, node, summary, result, args, "");
}

/** What the function does with an object says nothing of what is in it. */
export function boxUse(state: State, { partUse }: Summary, index: number, { boxes }: Value): PartUse {
  const boxed = boxes.map((box) => state.box(box));
  // A list has its elements at any index.
  const isList = boxed.some((box) => box === undefined || box.elements.ids.length + box.elements.boxes.length > 0);
  const keys = new Set(
    boxed.flatMap((box) =>
      [...(box?.props ?? [])].flatMap(([name, value]) => (value.ids.length + value.boxes.length > 0 ? [name] : [])),
    ),
  );
  return partUse?.(index, isList || keys.size === 0 ? undefined : keys) ?? "keeps";
}

/** `fit(image)` gives the image as it is, or a new one, beside which the first one may be of use to nobody. */
function passedOn(run: Run, state: State, value: Value): Value | undefined {
  if (run.choose(2) === 0) {
    // What the function decides by, the caller may know.
    state.doubt();
    return value;
  }
  for (const id of value.ids) if (state.bits(id) === LIVE) state.setBits(id, LIVE | ESCAPED);
  return undefined;
}

function instantiate(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  summary: Summary,
  shape: Shape,
  args: readonly Value[],
  path: string,
): Value {
  if (shape.parameter !== undefined) return args[shape.parameter] ?? unknown;
  if (shape.viewed !== undefined) return derive(args[shape.viewed] ?? unknown);
  if (shape.shown !== undefined) return viewOf(run, state, node, shape.shown, args);
  if (shape.acquisition !== undefined) {
    const { acquisition } = shape;
    const { kind, text: inner, within = kind } = acquisition.evidence;
    const evidence = { kind: "helper", text: `\`${summary.name}\` returns it: ${inner}`, within } as const;
    const made = acquire(run, state, node, { ...acquisition, evidence }, path);
    if (path !== "" && summary.result?.isOneOf === true) {
      for (const id of made.ids) markOneOf(run, id);
    }
    return shape.sure ? withTruth(made, 1) : made;
  }
  const props = new Map<string, Value>();
  for (const [name, part] of shape.parts) {
    props.set(name, instantiate(run, state, node, summary, part, args, `${path}.${name}`));
  }
  // The elements of a literal are its parts, not one more thing.
  const ofParts = [...props.values()].reduce<Value | undefined>(
    (all, part) => (all ? joinValues(all, part) : part),
    undefined,
  );
  const elements =
    ofParts !== undefined || shape.elements === undefined
      ? (ofParts ?? unknown)
      : instantiate(run, state, node, summary, shape.elements, args, `${path}[]`);
  return makeBox(state, node, props, elements, path === "" ? 0 : 1 + (hashOf(path) % maxParts));
}

/** Tells the parts of one result apart: `.pair`, `.list[]`. */
function hashOf(path: string): number {
  let hash = 0;
  for (const character of path) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return hash;
}

function markOneOf(run: Run, id: number): void {
  const resource = run.file.resources.get(id);
  if (resource !== undefined) resource.isOneOf = true;
}

/** Remembers what a `return` gives, before it is handed over. */
export function noteResult(run: Run, state: State, value: Value): NotedShape | undefined {
  for (const id of value.derived ? [] : value.ids) {
    const resource = run.file.resources.get(id);
    if (resource === undefined) continue;
    // What a cache or a field keeps as well is only lent to the caller.
    if ((state.bits(id) & ESCAPED) !== 0) run.kept.add(id);
  }
  return shapeOf(run, state, value, 0);
}

/** A returned shape, with the resource whose ownership it claims. */
export interface NotedShape {
  readonly id: number | undefined;
  readonly shape: Shape;
}

const empty: Shape = {
  acquisition: undefined,
  parameter: undefined,
  parts: new Map(),
  elements: undefined,
  sure: false,
};

/** What a function gives that returns a view of the memory at one of its parameters. */
export function viewShape(viewed: number): NotedShape {
  return { id: undefined, shape: { ...empty, viewed } };
}

function shapeOf(run: Run, state: State, value: Value, depth: number): NotedShape | undefined {
  // One level of structure: a helper that frees a deeper one does so by recursion, which no summary can follow.
  if (value.derived || depth > 1) return undefined;
  const [id] = value.ids;
  const resource = id === undefined ? undefined : run.file.resources.get(id);
  if (id !== undefined && resource !== undefined) {
    if (resource.origin === "parameter") {
      const parameter = run.parameters.indexOf(id);
      return parameter < 0 ? undefined : { id: undefined, shape: { ...empty, parameter } };
    }
    const shown = shownParameter(run, resource);
    if (shown !== undefined) return { id: undefined, shape: { ...empty, shown } };
    if (resource.acquisition === undefined || (state.bits(id) & LIVE) === 0) return undefined;
    return { id, shape: { ...empty, acquisition: resource.acquisition, sure: value.truth === 1 } };
  }
  const [boxId] = value.boxes;
  const box = boxId === undefined ? undefined : state.box(boxId);
  if (box === undefined || box.open) return undefined;
  const parts = new Map<string, Shape>();
  for (const [name, part] of box.props) {
    const inner = shapeOf(run, state, part, depth + 1);
    if (inner !== undefined) parts.set(name, inner.shape);
  }
  const elements = shapeOf(run, state, box.elements, depth + 1)?.shape;
  if (parts.size === 0 && elements === undefined) return undefined;
  return { id: undefined, shape: { ...empty, parts, elements } };
}
