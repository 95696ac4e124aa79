import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, isInside, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import { emptyArena } from "./arenas.ts";
import { afterThrow, settleThrown } from "./call-thrown.ts";
import { isHarmless, neverReturns, reachesThis } from "./call-shapes.ts";
import { isNativePart, resultOf } from "./call-results.ts";
import { callCollection, isOfCollection } from "./collections.ts";
import { elementOfParameter, partOfParameter } from "./elements.ts";
import { callEach, fold } from "./each.ts";
import { evaluate } from "./expressions.ts";
import { callClosure, handToClosure, isIteration, laterClosure, runInPlace } from "./closures.ts";
import { endFields } from "./field-ends.ts";
import { useFields } from "./field-uses.ts";
import { fillCollectors } from "./collectors.ts";
import { count } from "./counted.ts";
import { isRunOnce } from "./executors.ts";
import { isPutAway } from "./handed-on.ts";
import { kindTest } from "./kinds.ts";
import { neighbourOfCall, type Neighbour } from "./neighbours.ts";
import { endBeside, relate, useArgument, useMember } from "./needs.ts";
import { useShownArguments } from "./late-views.ts";
import { acquire, escape, lend, makeBox, use } from "./ownership.ts";
import { callsOwnMap } from "./own-map.ts";
import { skipsOptional } from "./optional.ts";
import { escapeReturned, passArgument } from "./passed.ts";
import { pin } from "./pins.ts";
import { evaluateRelease } from "./release-calls.ts";
import { maxThrows, PathEnd, type Run } from "./run.ts";
import { ESCAPED, LIVE, type State } from "./state.ts";
import { applySummary, boxUse, summarize, type Summary } from "./summaries.ts";
import { isSurvived } from "./survivors.ts";
import { isInTest, noteThrow, throwsByName, worksOnOwned, worksOutObject } from "./throwers.ts";
import { derive, falsy, resourceValue, unknown, type Value } from "./value.ts";
import type { CallNode, Release } from "./vocabulary.ts";

/** A call or `new`: its parts in order, then what it does to them, then what it gives. */
export function evaluateCall(run: Run, state: State, node: CallNode): Value {
  let guessed: Release | undefined;
  if (node.type === "CallExpression") {
    const released = run.file.vocabulary.release(node);
    // What a function of this file does is known better from its body than from its name.
    const isGuess = released?.style === "function" && (!released.exact || isOwnMethod(node));
    if (released !== undefined && !(isGuess && isBodyKnown(run, node, released))) {
      return evaluateRelease(run, state, node, released);
    }
    guessed = released;
    emptyArena(run, state, node);
    count(run, node);
    const tested = kindTest(run, state, node);
    if (tested !== undefined) return tested;
  }
  fillCollectors(run, state, node);
  const callee = unwrap(node.callee);
  let receiver: Value = unknown;
  if (callee.type === "MemberExpression") {
    receiver = evaluate(run, state, callee.object);
    if (callee.optional && skipsOptional(run, state, receiver)) return falsy;
    // `null.draw()` throws: nothing after it happens on this path.
    if (receiver.nullish && !callee.optional && unwrap(callee.object).type === "Identifier") {
      run.mayThrow(state, node);
      throw new PathEnd(undefined);
    }
    if (callee.computed) evaluate(run, state, callee.property);
    use(run, state, receiver, node);
    useMember(run, state, receiver, callee, node);
    // `builder = builder.level(9)` takes the old one by value.
    if (isAssignedTo(run, node, callee.object)) consume(run, state, receiver);
    if (consuming.test(memberName(callee) ?? "")) {
      consume(run, state, receiver);
      consumeRoot(run, state, callee.object);
    }
  }
  const args = node.arguments.map((argument) => evaluate(run, state, argument));
  if (neverReturns(node)) throw new PathEnd(undefined);
  useShownArguments(run, state, node, args);
  const isSafe = isHarmless(node) || isOfCollection(state, callee, receiver) || callsOwnMap(run.file.source, callee);
  const thrown = isSafe ? undefined : run.mayThrow(state, node);
  const throws =
    throwsByName(run, node) ||
    worksOnOwned(run, state, node, receiver, args) ||
    worksOutObject(run, node) ||
    isSurvived(run, state, node);
  if (throws) noteThrow(run, state, node);
  noteCallback(run, state, node, callee, args);
  const pinned = pin(run, state, node, args);
  if (pinned !== undefined) return pinned;
  const made = applyCall(run, state, node, callee, receiver, args);
  const value = relate(run, state, node, made, receiver, args);
  endBeside(run, state, node, args);
  if (guessed !== undefined) settleGuess(state, node, guessed, args);
  if (thrown !== undefined) settleThrown(run, thrown, state, run.file.functions.resolve(callee), args);
  return value;
}

/** The function is one of the file, or one of another file that surely ends its argument. */
function isBodyKnown({ file }: Run, node: TSESTree.CallExpression, { target }: Release): boolean {
  if (file.functions.resolve(node.callee) !== undefined) return true;
  const index = node.arguments.findIndex((argument) => argument === target);
  return neighbourOfCall(file.source, node)?.summary.parameters[index] === "releases";
}

/** `this.releaseContext(context)`, whose body gives its argument to what nobody knows: by its name that is the end of it. */
function settleGuess(state: State, node: CallNode, { target }: Release, args: readonly Value[]): void {
  const index = node.arguments.findIndex((argument) => argument === target);
  for (const id of args[index]?.ids ?? []) {
    if (state.bits(id) === ESCAPED && state.releasedAt(id) === undefined) state.setReleasedAt(id, node);
  }
}

/** `this.free(p)`: a method of the class, which goes by the name of what it may call. */
function isOwnMethod({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === "MemberExpression" && callee.object.type === "ThisExpression";
}

// Builders of wasm-bindgen take themselves by value: `builder.build()`, `reader.into_bytes()`.
const consuming = /^(?:build|finish|consume|to_owned|into_\w+|into[A-Z]\w*)$/;

function isAssignedTo({ file: { places } }: Run, { parent }: CallNode, object: TSESTree.Node): boolean {
  const place = parent.type === "AssignmentExpression" ? places.of(parent.left) : undefined;
  return place !== undefined && place === places.of(object);
}

/** The last call of an object that nothing but its name explains may use it up. */
function consume(run: Run, state: State, receiver: Value): void {
  const acquisitions = receiver.ids.map((id) => run.file.resources.get(id)?.acquisition);
  const isUnexplained = acquisitions.every(
    (made) =>
      made?.release === ".free()" && (made.evidence.kind === "binding" || made.evidence.kind === "destructor-seen"),
  );
  if (isUnexplained) escape(run, state, receiver);
}

/** `new Builder().level(9).build()`: each call may have used up what the one before gave, the first the builder. */
function consumeRoot(run: Run, state: State, chain: TSESTree.Node): void {
  let root = unwrap(chain);
  while (root.type === "CallExpression") {
    const callee = unwrap(root.callee);
    if (callee.type !== "MemberExpression") return;
    root = unwrap(callee.object);
  }
  if (root.type !== "NewExpression" || root === unwrap(chain)) return;
  for (const [id] of [...state.allBits()]) {
    if (run.file.resources.get(id)?.site === root) consume(run, state, resourceValue(id, 1));
  }
}

/** `use(pointer)` where `use` is a parameter: the caller's code, which may throw, between acquiring and releasing. */
function noteCallback(run: Run, state: State, node: CallNode, callee: TSESTree.Node, args: readonly Value[]): void {
  if (node.type === "NewExpression" || callee.type !== "Identifier") return;
  if (run.catches || run.inlined.length > 0) return;
  const definition = run.file.source.variableOf(callee)?.defs[0];
  if (definition?.type !== "Parameter" || !isInside(run.fn, definition.node)) return;
  // The parameter of a function that is itself handed to a call is what that call offers, such as a collector.
  const { parent } = definition.node;
  if (parent?.type === "CallExpression" || parent?.type === "NewExpression") return;
  const isOwned = (id: number): boolean =>
    (state.bits(id) & LIVE) !== 0 && run.file.resources.get(id)?.acquisition !== undefined;
  // `call(...pointers)` is given what the list holds.
  const isGiven = args.some(
    ({ ids, boxes }) => ids.some(isOwned) || boxes.some((id) => state.box(id)?.elements.ids.some(isOwned) === true),
  );
  const holds = isGiven || node.arguments.some((argument) => wrapsOwned(run, state, argument));
  if (holds && run.callbackThrows.length < maxThrows) run.callbackThrows.push(state.thrownAt(node));
}

/** `const query = new Query(inner); use(query)`, `use(new Query(inner))`: what a wrapper was given may still be this function's to release. */
function wrapsOwned(run: Run, state: State, argument: TSESTree.Node): boolean {
  const definition = argument.type === "Identifier" ? run.file.source.variableOf(argument)?.defs[0]?.node : undefined;
  const init = definition?.type === "VariableDeclarator" ? definition.init : undefined;
  const made = unwrap(init ?? argument);
  if (made.type !== "NewExpression") return false;
  return made.arguments.some((given) => {
    const place = run.file.places.of(given);
    const ids = place === undefined ? [] : (state.value(place)?.ids ?? []);
    return ids.some((id) => state.bits(id) === ESCAPED && run.file.resources.get(id)?.acquisition !== undefined);
  });
}

/** The body of a `malloc` of one's own gave the address, or an object with the address in it. */
function holdsAny({ ids, boxes }: Value): boolean {
  return ids.length > 0 || boxes.length > 0;
}

function applyCall(
  run: Run,
  state: State,
  node: CallNode,
  callee: TSESTree.Node,
  receiver: Value,
  args: readonly Value[],
): Value {
  const { vocabulary } = run.file;
  const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  if (node.type === "CallExpression") {
    const collected = callCollection(run, state, node, method, receiver, args);
    if (collected !== undefined) return collected;
  }
  const fn = calledFunction(run, state, callee);
  const closures = args.some(({ closure }) => closure !== undefined);
  if (node.type === "CallExpression" && closures && method !== undefined) {
    const later = laterClosure(run, state, node, method, receiver, args);
    if (later !== undefined) return later;
    if (isIteration(method) && receiver.boxes.length === 0) {
      const element = partOfParameter(run, receiver);
      const isFold = method.startsWith("reduce");
      let result = isFold ? (args[1] ?? unknown) : unknown;
      args.forEach(({ closure }, index) => {
        if (closure === undefined || run.choose(2) !== 0) return;
        if (isFold && index === 0) result = fold(run, state, closure, [args[1] ?? unknown, element], node, method);
        else result = callEach(run, state, closure, [element], node, method);
      });
      if (isFold) return result;
      return method === "map" || method === "flatMap" ? makeBox(state, node, new Map(), result) : unknown;
    }
  }
  const callback = args[0]?.closure;
  if (callback !== undefined && isRunOnce(run, node, callee, callback)) {
    handToClosure(run, state, callback, node);
    return unknown;
  }
  const ofElement = method === undefined ? undefined : callOnParameter(run, state, node, method, receiver);
  if (ofElement !== undefined) return ofElement;
  const declared = vocabulary.acquisition(node);
  const acquisition = declared?.certainty === "possible" && isPutAway(run, node, args) ? undefined : declared;
  if (fn !== undefined && node.type === "CallExpression") {
    // What a `malloc` of the class itself gives is what its body gives: an allocator may be written in JavaScript.
    const isOwnAllocator =
      acquisition?.evidence.kind === "allocator" && (isOwnMethod(node) || callee.type === "Identifier");
    const asOwned = (value: Value): Value =>
      acquisition === undefined || isOwnAllocator || holdsAny(value) ? value : acquire(run, state, node, acquisition);
    if (runInPlace(run, fn)) {
      const value = callClosure(run, state, fn, args, node);
      return asOwned(value);
    }
    const summary = summarize(run, fn);
    if (reachesThis(node)) useFields(run, state, node, fn);
    if (summary !== undefined) {
      args.forEach((value, index) => useArgument(run, state, value, node, node.arguments[index] ?? node));
      const value = applySummary(run, state, node, summary, args);
      // What an `async` function throws comes with its promise.
      if (summary.throwsSometimes && !summary.isAsync && !isInTest(run.file, node))
        noteThrow(run, afterThrow(state, summary, args), node);
      if (callee.type === "MemberExpression" || reachesThis(node)) run.file.places.forgetShared(state, run.fn);
      endFields(run, state, node, summary);
      return asOwned(value);
    }
  }
  const elsewhere = fn === undefined ? neighbourOfCall(run.file.source, node) : undefined;
  if (elsewhere !== undefined && node.type === "CallExpression") {
    const given = args.map((each, index) => giveElsewhere(run, state, node, elsewhere, each, index, receiver));
    const value = applySummary(run, state, node, elsewhere.summary, given);
    if (elsewhere.summary.throwsSometimes && !elsewhere.summary.isAsync && !isInTest(run.file, node))
      noteThrow(run, afterThrow(state, elsewhere.summary, args), node);
    // What the other file shows is in the value already, or is not given for these arguments.
    const isOwn = acquisition !== undefined && acquisition.elsewhere !== true;
    return isOwn && !holdsAny(value) ? acquire(run, state, node, acquisition) : value;
  }
  if (callee.type === "MemberExpression") {
    const object = run.file.places.of(callee.object);
    if (object !== undefined && object !== "this") state.forgetMembers(`${object}.`);
  }
  args.forEach((value, index) => passArgument(run, state, node, index, value, receiver));
  if (isNativePart(run, node, receiver)) return derive(receiver);
  if (acquisition !== undefined) {
    const made = acquire(run, state, node, acquisition);
    return acquisition.copied === true ? unknown : made;
  }
  if (reachesThis(node)) run.file.places.forgetShared(state, run.fn);
  return resultOf(run, state, node, receiver, args);
}

/** The function hands it on, at once or in what it waits for, and does nothing else with it. */
function isSentOn({ parameters, wholeUse }: Summary, index: number): boolean {
  const effect = parameters[index];
  return effect === "lends" || effect === "sends" || (effect === "takes" && wholeUse?.(index) === "sends");
}

/** What is done with it is read off another file: no leak of it is certain. */
function giveElsewhere(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  { summary, isMethod }: Neighbour,
  value: Value,
  index: number,
  receiver: Value,
): Value {
  const effect = summary.parameters[index];
  const isBox = value.boxes.length > 0;
  const use = isBox ? boxUse(state, summary, index, value) : undefined;
  const isSent = isBox ? use === "sends" : isSentOn(summary, index);
  // A method that only hands it on tells no more than one that nobody follows.
  if (isMethod && isSent && effect !== "releases") {
    passArgument(run, state, node, index, value, receiver);
    return unknown;
  }
  if (isBox && effect !== "releases" && use !== "looks") escape(run, state, value);
  else lend(run, state, value, true);
  if (effect !== "releases" && use !== "looks") escapeReturned(run, state, node, value);
  return value;
}

/** `list.pop()`, `list.forEach(module._free)` of a list that the function was given. */
function callOnParameter(run: Run, state: State, node: CallNode, method: string, receiver: Value): Value | undefined {
  const element = elementOfParameter(run, receiver);
  if (element.ids.length === 0) return undefined;
  if (method === "pop" || method === "shift") return element;
  const isGoneThrough = node.parent.type === "ForOfStatement" && node.arguments.length === 0;
  if (isGoneThrough && /^(?:reverse|toReversed|slice|values)$/.test(method)) return receiver;
  if (!isIteration(method) || node.arguments.length === 0) return undefined;
  escape(run, state, element);
  return unknown;
}

/** The function of this file that a call enters: by name, or the closure a variable holds on this path. */
function calledFunction(run: Run, state: State, callee: TSESTree.Node): FunctionNode | undefined {
  if (isFunction(callee)) return callee;
  const place = run.file.places.of(callee);
  const held = place === undefined ? undefined : state.value(place)?.closure;
  return held ?? run.file.functions.resolve(callee);
}
