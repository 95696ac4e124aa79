import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import { lastName, memberName } from "../syntax.ts";
import { putInto } from "./bindings.ts";
import { callClosure, isIteration } from "./closures.ts";
import { callEach, fold } from "./each.ts";
import { areAll, escape, makeBox } from "./ownership.ts";
import type { Run } from "./run.ts";
import { LIVE, type State } from "./state.ts";
import { falsy, joinValues, unknown, type Value } from "./value.ts";

const adding = new Set(["push", "unshift", "add", "set", "append", "splice", "concat"]);
const giving = new Set(["pop", "shift", "at", "get", "find", "findLast"]);
const asking = new Set(["get", "has", "delete", "clear", "keys", "values", "entries"]);
const passing = new Set([
  "values",
  "entries",
  "keys",
  "slice",
  "reverse",
  "toReversed",
  "flat",
  "filter",
  "concat",
  "sort",
]);

/** `handles.set(key, made)` of a container the code can see into: nothing there throws. */
export function isOfCollection(state: State, callee: TSESTree.Node, { boxes }: Value): boolean {
  const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (method === undefined || boxes.length === 0) return false;
  return (adding.has(method) || asking.has(method)) && boxes.every((id) => state.box(id)?.props.has(method) === false);
}

/** A method of a container the code can see into; `undefined` when the receiver is no such container. */
export function callCollection(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  method: string | undefined,
  receiver: Value,
  args: readonly Value[],
): Value | undefined {
  if (method === undefined || receiver.boxes.length === 0) return ofArrayFunction(run, state, node, method, args);
  const known = receiver.boxes.some((id) => state.box(id)?.props.get(method)?.closure !== undefined);
  if (known) return undefined;
  if (isIteration(method)) {
    const [closure] = args;
    if (closure?.closure === undefined) {
      // `pointers.forEach(module._free)`: a function nobody can look into is given each of them.
      if (node.arguments.length > 0) escape(run, state, elementsOf(state, receiver));
      return unknown;
    }
    const element = elementsOf(state, receiver);
    if (method.startsWith("reduce") && args[1] !== undefined)
      return fold(run, state, closure.closure, [args[1], element], node, method);
    const result = callEach(run, state, closure.closure, [element], node, method);
    if (method === "map" || method === "flatMap") return makeBox(state, node, new Map(), result);
    return method === "filter" ? partOf(receiver) : method === "find" ? partOf(element) : unknown;
  }
  if (adding.has(method)) {
    const [key, value] = method === "set" ? args : [];
    // Whoever goes through the map has its keys.
    if (key !== undefined && areAll(run, key, (made) => made?.kind === "handle")) escape(run, state, key);
    for (const given of value === undefined ? args : [value]) {
      // Whoever takes a closure from the list runs it: `cleanups.push(() => free(p))`.
      if (given.closure !== undefined) escape(run, state, given);
      for (const boxId of receiver.boxes) putInto(run, state, boxId, undefined, given, false);
    }
    return receiver;
  }
  if (method === "has" && args[0] !== undefined && isNew(run, state, args[0], receiver)) return falsy;
  if (giving.has(method)) {
    const element = elementsOf(state, receiver);
    return method === "get" && !isPutUnder(run, node) ? partOf(element) : element;
  }
  if (method === "slice" && args.length > 0) return partOf(receiver);
  if (passing.has(method)) return receiver;
  return undefined;
}

/** `open.get(name)` beside `open.set(name, made)`: under another key there may be another object. */
function isPutUnder({ file: { source } }: Run, { callee, arguments: [key] }: TSESTree.CallExpression): boolean {
  if (callee.type !== "MemberExpression" || key === undefined) return false;
  const [map, text] = [source.text(callee.object), source.text(key)];
  return source.nodes("CallExpression").some((each) => {
    const [name] = each.arguments;
    return (
      each.callee.type === "MemberExpression" &&
      memberName(each.callee) === "set" &&
      name !== undefined &&
      source.text(name) === text &&
      source.text(each.callee.object) === map
    );
  });
}

/** An object that was made here and is not in the container yet. */
function isNew(run: Run, state: State, key: Value, receiver: Value): boolean {
  const held = elementsOf(state, receiver).ids;
  return (
    areAll(run, key, (made) => made?.kind === "handle") &&
    key.ids.every((id) => state.bits(id) === LIVE && !held.includes(id))
  );
}

/** Some of what a value holds: the rest of it is something else. */
function partOf(value: Value): Value {
  return value.some ? value : { ...value, some: true };
}

/** Anything a container may hold. */
export function elementsOf(state: State, container: Value): Value {
  let found: Value | undefined;
  for (const boxId of container.boxes) {
    const box = state.box(boxId);
    for (const value of box === undefined ? [] : [box.elements, ...box.props.values()]) {
      if (value.ids.length === 0 && value.boxes.length === 0) continue;
      found = found === undefined ? value : joinValues(found, value);
    }
  }
  return container.some && found !== undefined ? partOf(found) : (found ?? unknown);
}

/** `Object.values(box)`, `Array.from(set)`: the same contents under another roof. */
function ofArrayFunction(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  method: string | undefined,
  args: readonly Value[],
): Value | undefined {
  const [first, second] = args;
  const { callee } = node;
  const maker = method === "from" && callee.type === "MemberExpression" ? (lastName(callee.object) ?? "") : "";
  const isMade = maker === "Array" || viewConstructors.has(maker);
  // `Array.from(texts, (text) => allocate(text))`
  if (isMade && first?.boxes.length === 0 && second?.closure !== undefined)
    return makeBox(state, node, new Map(), callEach(run, state, second.closure, [unknown], node, "map"));
  if (first === undefined || first.boxes.length === 0) return undefined;
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return undefined;
  const { name } = callee.object;
  if (name === "Object" && (method === "values" || method === "entries")) {
    return makeBox(state, node, new Map(), elementsOf(state, first));
  }
  if (name === "Object" && (method === "freeze" || method === "seal" || method === "assign")) return first;
  if (isMade) {
    const elements = elementsOf(state, first);
    if (second?.closure === undefined) return makeBox(state, node, new Map(), elements);
    return makeBox(state, node, new Map(), callClosure(run, state, second.closure, [elements], node));
  }
  return undefined;
}
