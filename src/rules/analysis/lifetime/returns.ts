import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../recognise/returns.ts";
import type { SourceFile } from "../source-file.ts";
import { isFunction, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { evaluate } from "./expressions.ts";
import { tellUsing } from "./late-views.ts";
import { returnNeeding, useShown } from "./needs.ts";
import { clip, escape } from "./ownership.ts";
import { runsLate, typedResult } from "./late.ts";
import type { Exit, Flow, Run } from "./run.ts";
import { RELEASED, type State } from "./state.ts";
import { noteResult, viewShape } from "./summaries.ts";
import { unknown, type Value } from "./value.ts";
import { viewedParameter } from "./viewed-parameters.ts";
import { neighbourMethod } from "./words/neighbour-classes.ts";

/** `return argument`: what it returns belongs to the caller. */
export function executeReturn(
  run: Run,
  node: TSESTree.Node,
  argument: TSESTree.Node | null,
  states: readonly State[],
  flow: Flow,
): void {
  const ways = run.outcomes(
    states,
    (state) => (argument === null ? unknown : evaluate(run, state, argument)),
    (exit) => flow.throws.push(exit),
  );
  for (const { state, value } of ways) {
    const promise = argument === null ? undefined : promised(run, state, argument, value);
    reportUsing(run, state, node, value, promise);
    let given: Exit["given"];
    let before: State | undefined;
    if (run.inlined.length === 0) {
      const parameter = parameterOf(run, value);
      const isEmpty = argument === null || value.truth === -1;
      const viewed = argument === null ? undefined : viewedParameter(run, argument, value);
      given = { shape: viewed === undefined ? noteResult(run, state, value) : viewShape(viewed), parameter, isEmpty };
      const isHanded = parameter === undefined && (value.ids.length > 0 || value.boxes.length > 0);
      if (isHanded) before = state.copy();
      if (parameter === undefined) {
        const id = viewed === undefined ? undefined : run.parameters[viewed];
        escape(run, state, id === undefined ? value : { ...value, ids: value.ids.filter((other) => other !== id) });
      }
    }
    const exit: Exit = { state, node, value, given, before };
    flow.returns.push(
      promise === undefined
        ? exit
        : { ...exit, promised: promise.ids, promiseIsSure: promise.sure, lazily: promise.lazily },
    );
  }
}

/** What came as a parameter and goes back as it is stays the caller's. */
function parameterOf(run: Run, { ids, boxes, derived, closure }: Value): number | undefined {
  const [id = -1, ...others] = ids;
  if (others.length > 0 || boxes.length > 0 || derived || closure !== undefined) return undefined;
  return run.parameters.includes(id) ? id : undefined;
}

interface Promised {
  readonly ids: readonly number[];
  readonly sure: boolean;
  /** A generator: it has not even begun. */
  readonly lazily: boolean;
}

/** A call that is returned without `await` from inside `try` or beside `using`: it may still be at work afterwards. */
function promised(run: Run, state: State, argument: TSESTree.Node, value: Value): Promised | undefined {
  const call = argument.type === "ChainExpression" ? argument.expression : argument;
  if (call.type !== "CallExpression") return undefined;
  const chained = chainedOn(run, state, call, value);
  if (chained !== undefined) return chained;
  const late = runsLate(run, call);
  const sure = late !== undefined || run.file.vocabulary.isAsync(call);
  const fn = enclosing(call);
  const typed = sure ? undefined : typedResult(run.file.source, call.callee);
  const isAsync = typed === undefined ? isFunction(fn) && fn.async : typed === "promise";
  if (!sure && !(isAsync && !isAtOnce(run, state, call))) return undefined;
  const ids = new Set<number>();
  const add = (part: TSESTree.Node): void => {
    const place = run.file.places.of(part);
    const held = place === undefined ? undefined : state.value(place);
    if (held === undefined || held.derived || value.ids.some((id) => held.ids.includes(id))) return;
    for (const id of held.ids) if (run.file.resources.get(id)?.acquisition?.kind === "handle") ids.add(id);
  };
  call.arguments.forEach(add);
  // `walk(tree.rootNode)` of a generator has not read a node by then.
  if (late === "generator") call.arguments.forEach((argument) => add(partOf(run, argument)));
  const callee = unwrap(call.callee);
  if (callee.type === "MemberExpression") add(callee.object);
  return ids.size === 0 ? undefined : { ids: [...ids], sure, lazily: late === "generator" };
}

const plain =
  /^(?:text|length|size|width|height|cols|rows|name|id|type|count|\w*(?:Count|Length|Size|Index|Name|Text|Id))$/;

/** The object of which an argument is a part, at once or by a name: `tree` of `tree.rootNode`. */
function partOf({ file: { source } }: Run, argument: TSESTree.Node): TSESTree.Node {
  const node = unwrap(argument);
  if (node.type === "MemberExpression") return plain.test(memberName(node) ?? "") ? node : unwrap(node.object);
  const definition = node.type === "Identifier" ? source.variableOf(node)?.defs[0]?.node : undefined;
  const isNamed = definition?.type === "VariableDeclarator" && definition.id.type === "Identifier";
  const init = isNamed && definition.init !== null ? unwrap(definition.init) : undefined;
  return init?.type === "MemberExpression" && !plain.test(memberName(init) ?? "") ? unwrap(init.object) : node;
}

/**
 * The call gives a value, by all that the file shows: a function of its own that is not `async` and calls nothing in what it
 * returns, a conversion such as `polygon.toArray()`, or a method of an object with `delete()`, which C++ runs to its end.
 */
function isAtOnce(run: Run, state: State, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  const own = run.file.functions.resolve(callee);
  if (own !== undefined) return givesValue(run.file.source, own);
  const elsewhere = neighbourMethod(run.file, callee);
  if (elsewhere !== undefined) return givesValue(elsewhere.source, elsewhere.fn);
  if (callee.type !== "MemberExpression") return false;
  if (converting.test(memberName(callee) ?? "")) return true;
  const place = run.file.places.of(callee.object);
  const ids = (place === undefined ? undefined : state.value(place)?.ids) ?? [];
  const releases = ids.map((id) => run.file.resources.get(id)?.acquisition?.releases ?? []);
  return releases.length > 0 && releases.every((names) => names.includes("delete"));
}

function givesValue(source: SourceFile, fn: FunctionNode): boolean {
  const isPromising = fn.async || /\bPromise\b|\.then\(/.test(source.text(fn));
  return !isPromising && (isTypedPlain(fn) || returnedBy(source, fn).every(isPlain));
}

/** `encode(mesh): ArrayBuffer`: whatever its body returns, it is no promise. */
function isTypedPlain({ returnType }: FunctionNode): boolean {
  const type = returnType?.typeAnnotation;
  return type !== undefined && type.type !== "TSAnyKeyword" && type.type !== "TSUnknownKeyword";
}

const converting =
  /Sync$|^(?:to(?:String|JSON|[JT]s|JS|Array|Object|Polygons?|Bytes|Buffer|Number|Float\w*|Int\w*|Uint\w*)|as[A-Z]\w*|(?:to|as|into|is|has|get)_\w+)$/;

function isPlain(returned: TSESTree.Node): boolean {
  return (
    returned.type !== "CallExpression" &&
    returned.type !== "ConditionalExpression" &&
    returned.type !== "LogicalExpression"
  );
}

/**
 * `return started.then((result) => read(result, p))` out of a `try`: what the call behind it was given, and what the
 * callback reads, is in use until the promise settles.
 */
function chainedOn(run: Run, state: State, call: TSESTree.CallExpression, value: Value): Promised | undefined {
  const ids = new Set<number>();
  const add = (held: Value | undefined): void => {
    if (held?.derived === false) for (const id of held.ids) if (!value.ids.includes(id)) ids.add(id);
  };
  let at = call;
  for (let depth = 0; ; depth++) {
    const callee = unwrap(at.callee);
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (callee.type !== "MemberExpression" || (method !== "then" && method !== "catch" && method !== "finally")) {
      if (depth === 0) return undefined;
      break;
    }
    for (const given of at.arguments) {
      if (!isFunction(given)) continue;
      for (const variable of run.file.functions.captures(given)) add(state.value(run.file.places.variable(variable)));
    }
    const source = callOf(run, callee.object);
    if (source === undefined) break;
    at = source;
  }
  if (at !== call) {
    for (const given of at.arguments) {
      const place = run.file.places.of(given);
      if (place !== undefined) add(state.value(place));
    }
  }
  return ids.size === 0 ? undefined : { ids: [...ids], sure: false, lazily: false };
}

/** The call itself, or the one whose result a variable was given. */
function callOf(run: Run, expression: TSESTree.Node): TSESTree.CallExpression | undefined {
  const node = unwrap(expression);
  if (node.type === "CallExpression") return node;
  const definition = node.type === "Identifier" ? run.file.source.variableOf(node)?.defs[0]?.node : undefined;
  const init =
    definition?.type === "VariableDeclarator" && definition.init !== null ? unwrap(definition.init) : undefined;
  return init?.type === "CallExpression" ? init : undefined;
}

function enclosing(node: TSESTree.Node): TSESTree.Node | undefined {
  let at = node.parent;
  while (at && !isFunction(at)) at = at.parent;
  return at;
}

/** What `using` declares is disposed of before the caller sees it. */
function reportUsing(run: Run, state: State, node: TSESTree.Node, value: Value, promise: Promised | undefined): void {
  for (const [key, held] of state.entries()) {
    const declared = run.file.places.rootOf(key)?.defs[0]?.parent;
    if (declared?.type !== "VariableDeclaration" || (declared.kind !== "using" && declared.kind !== "await using"))
      continue;
    for (const id of held.ids) {
      const resource = run.file.resources.get(id);
      if (resource !== undefined) tellUsing(run, state, value, node, { owner: resource, declared });
      const returned = value.ids.includes(id) && !value.derived;
      const late = promise?.sure === true && promise.ids.includes(id);
      if (resource?.acquisition === undefined || (!returned && !late)) continue;
      run.file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
        kind: "use-after-release",
        node,
        released: declared,
        acquisition: resource.acquisition,
        certainty: resource.acquisition.certainty,
        text: clip(resource.holder ?? resource.label),
        how: returned ? "using" : promise?.lazily === true ? "generator" : "promise",
      });
    }
  }
}

/** `result.image = { data: view }; return result;`: what was put into an object that somebody else made. */
function membersReturned(run: Run, { node, state }: Exit): readonly Value[] {
  const argument = node.type === "ReturnStatement" ? node.argument : null;
  const place = argument === null ? undefined : run.file.places.of(argument);
  if (place === undefined || place === "this") return [];
  return [...state.entries()].flatMap(([key, value]) => (key.startsWith(`${place}.`) ? [value] : []));
}

/** A handle that the function returns must not have been released on the way out. */
export function checkReturned(run: Run, exit: Exit): void {
  returnNeeding(run, exit.state, exit.value, exit.node);
  for (const part of membersReturned(run, exit)) useShown(run, exit.state, part, exit.node);
  if (exit.value.derived) return;
  for (const id of exit.value.ids) {
    const resource = run.file.resources.get(id);
    if (resource?.acquisition?.kind !== "handle" || resource.isOlder || exit.state.bits(id) !== RELEASED) continue;
    run.file.findings.add(`use:${exit.node.range[0]}:${exit.node.range[1]}`, {
      kind: "use-after-release",
      node: exit.node,
      released: exit.state.releasedAt(id) ?? exit.node,
      acquisition: resource.acquisition,
      certainty: exit.state.isSure ? resource.acquisition.certainty : "possible",
      text: clip(resource.holder ?? resource.label),
      how: "plain",
    });
  }
}
