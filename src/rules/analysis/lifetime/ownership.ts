import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { memberName, unwrap } from "../syntax.ts";
import { livesOnUnpinned } from "./collected.ts";
import { isOfSomeRounds } from "./elements.ts";
import { endAsked } from "./ended.ts";
import { forgetGiven } from "./handed-on.ts";
import { emptiesItself } from "./own-release.ts";
import { isToldByOuter } from "./lost.ts";
import { releaseLate, renew } from "./needs.ts";
import { neighbourOfCall } from "./neighbours.ts";
import type { Run } from "./run.ts";
import { ESCAPED, LIVE, NONE, RELEASED, type State } from "./state.ts";
import { isOfOtherModule } from "./two-modules.ts";
import type { Acquisition, Release } from "./vocabulary.ts";
import { boxValue, resourceValue, unknown, type Value } from "./value.ts";

/** A new resource comes to life; an instance of the same site that is still held becomes one of its older ones. */
export function acquire(run: Run, state: State, node: TSESTree.Node, acquisition: Acquisition, part = ""): Value {
  const { resources, source } = run.file;
  const place = [...run.inlinedAt, part].join("/");
  const resource = resources.at(node, place, "acquired", acquisition, clip(source.text(node)));
  if ((state.bits(resource.id) & ~NONE) !== 0 && state.reachable().has(resource.id)) {
    state.age(resource.id, resources.older(resource).id);
  }
  renew(state, resource);
  forgetGiven(state, resource.id);
  // A collector is empty at first.
  state.setBits(resource.id, acquisition.part === undefined ? LIVE : NONE);
  const value = resourceValue(resource.id, node.type === "NewExpression" ? 1 : 0);
  return acquisition.part === undefined ? value : makeBox(state, node, new Map([[acquisition.part, value]]), unknown);
}

/** The value belongs to somebody else from here on. */
export function escape(run: Run, state: State, value: Value, stays?: (variable: Variable) => boolean): void {
  escapeAll(run, state, [value], [], stays);
}

/** Somebody keeps a closure (or a class): what its variables hold, now and later, is theirs to look after. */
export function escapeCaptured(run: Run, state: State, fn: TSESTree.Node): void {
  escapeAll(run, state, [], [fn]);
}

/** Lists instead of recursion: closures may call each other in longer chains than the call stack is deep. */
function escapeAll(
  run: Run,
  state: State,
  values: Value[],
  closures: TSESTree.Node[],
  stays?: (variable: Variable) => boolean,
): void {
  const seen = new Set<unknown>();
  for (;;) {
    const value = values.pop();
    const fn = value === undefined ? closures.pop() : value.closure;
    if (value !== undefined) escapeValue(run, state, value, seen, values);
    else if (fn === undefined) return;
    if (fn === undefined || seen.has(fn)) continue;
    seen.add(fn);
    for (const variable of run.file.functions.captures(fn)) {
      const key = run.file.places.variable(variable);
      if (!run.file.places.isInside(key, run.fn)) continue;
      const held = state.value(key);
      if (stays?.(variable) === true) {
        for (const id of held?.ids ?? []) markCaptured(run, id);
        continue;
      }
      state.openVariable(key);
      if (held !== undefined) values.push(held);
      // A hoisted function that the closure calls shares its captures.
      const inner = run.file.functions.functionOf(variable);
      if (inner !== undefined) closures.push(inner);
    }
  }
}

function markCaptured(run: Run, id: number): void {
  const resource = run.file.resources.get(id);
  if (resource !== undefined) resource.isCaptured = true;
}

function escapeValue(run: Run, state: State, value: Value, seen: Set<unknown>, values: Value[]): void {
  for (const id of value.ids) {
    const bits = state.bits(id);
    if ((bits & LIVE) !== 0) state.setBits(id, (bits & ~LIVE) | ESCAPED);
    const resource = run.file.resources.get(id);
    if (resource !== undefined) resource.handled = true;
  }
  for (const boxId of value.boxes) {
    if (seen.has(boxId)) continue;
    seen.add(boxId);
    const box = state.box(boxId);
    if (box === undefined) continue;
    if (!box.open) state.setBox(boxId, { ...box, open: true });
    values.push(box.elements, ...box.props.values());
  }
}

/** A callee nobody knows was given the value: it may keep it, and one from another module any value. */
export function lend(run: Run, state: State, value: Value, foreign: boolean): void {
  if (!value.derived) {
    for (const id of value.ids) {
      const resource = run.file.resources.get(id);
      if (resource === undefined) continue;
      if (foreign || (resource.acquisition?.lent ?? "unknown") === "unknown") resource.lent = true;
      if (foreign) resource.lentAbroad = true;
    }
  }
  for (const boxId of value.boxes) {
    const box = state.box(boxId);
    for (const inner of box === undefined ? [] : [box.elements, ...box.props.values()]) {
      if (inner.boxes.length === 0) lend(run, state, inner, foreign);
    }
  }
}

/** Reads, calls or passes something on: wrong once it is released. */
export function use(run: Run, state: State, value: Value, node: TSESTree.Node): void {
  for (const id of value.ids) {
    const resource = run.file.resources.get(id);
    if (resource !== undefined) resource.used = true;
    if (resource === undefined || value.some || state.bits(id) !== RELEASED) continue;
    if (resource.origin === "parameter" && (isLength(node) || isOtherElement(run, state.releasedAt(id), node)))
      continue;
    // What was made from an object is another object; only a view of memory goes with it.
    if (value.derived && resource.acquisition?.kind === "handle") continue;
    const released = state.releasedAt(id);
    if (!touchesMemory(run, resource.acquisition, released, node)) continue;
    if (released !== undefined && livesOnUnpinned(run, released, node)) continue;
    // Of what earlier rounds of a loop made, all is released; that this use is of one of them is likely.
    const isOne = value.ids.length === 1 && value.maybe !== true && !resource.isOlder;
    const sure = isOne && state.isSure && isSure(run, state, resource.acquisition, id);
    run.file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
      kind: "use-after-release",
      node,
      released: released ?? node,
      acquisition: resource.acquisition,
      certainty: sure ? "certain" : "possible",
      text: clip(resource.holder ?? resource.label),
      how: "plain",
    });
  }
}

/** `M.ccall("next", "number", ["number"], [p])`: what the list holds is what the function gets. */
export function useListed(run: Run, state: State, { boxes }: Value, node: TSESTree.Node): void {
  for (const id of boxes) for (const value of state.box(id)?.props.values() ?? []) use(run, state, value, node);
}

/** A list of which the elements were released still has a length. */
function isLength(node: TSESTree.Node): boolean {
  return node.type === "MemberExpression" && memberName(node) === "length";
}

/** `parser_delete(parts[0]); free(parts[1]);`: what is released is one element, and this is another. */
function isOtherElement(run: Run, released: TSESTree.Node | undefined, node: TSESTree.Node): boolean {
  if (released?.type !== "CallExpression") return false;
  const first = indexOf(run.file.vocabulary.release(released)?.target);
  const second = indexOf(node);
  return first !== undefined && second !== undefined && first !== second;
}

function indexOf(node: TSESTree.Node | undefined): number | undefined {
  const member = node === undefined ? undefined : unwrap(node);
  if (member?.type !== "MemberExpression" || !member.computed || member.property.type !== "Literal") return undefined;
  const { value } = member.property;
  return typeof value === "number" ? value : undefined;
}

const moduleLike = /[mM]odule|[wW]asm|WASM|exports|^(?:M|[A-Z]\w*)$/;

/** What a released object keeps of its own on the JavaScript side can be read, and functions of JavaScript may be given it. */
export function touchesMemory(
  run: Run,
  acquisition: Acquisition | undefined,
  released: TSESTree.Node | undefined,
  node: TSESTree.Node,
): boolean {
  const asked = endAsked(node);
  if (asked !== undefined && (asked.isAddress !== true || acquisition?.release === ".free()")) return false;
  const how = released?.type === "CallExpression" ? run.file.vocabulary.release(released) : undefined;
  if (how === undefined || (how.style === "function" && how.family !== "destroy")) return true;
  // Objects of JavaScript are disposed of as well, and go on to be asked things.
  if (acquisition === undefined && (how.name === "dispose" || (how.name === "destroy" && how.style === "method")))
    return false;
  const { parent } = node;
  const isArgument = parent?.type === "CallExpression" && parent.arguments.includes(node as never);
  if (!isArgument && node.type === "MemberExpression")
    return how.style === "method" && (acquisition !== undefined || isNativeObject(run, node.object));
  if (!isArgument || acquisition !== undefined || isNativeObject(run, node)) return true;
  const callee = unwrap(parent.callee);
  if (callee.type !== "MemberExpression") return false;
  // `parser.parse(text, tree)` makes something native of it.
  const made = how.name === "delete" ? run.file.vocabulary.acquisition(parent) : undefined;
  return made?.kind === "handle" || moduleLike.test(run.file.source.text(callee.object));
}

/** `this.mat`, which the class fills with `new cv.Mat()` elsewhere: whatever is asked of it is in the module. */
function isNativeObject(run: Run, node: TSESTree.Node): boolean {
  const known = run.file.vocabulary.known(node);
  return known?.kind === "instance" && known.of.isHandle;
}

/** Releases what a value stands for; the second release of one resource on one path is reported. */
export function release(run: Run, state: State, value: Value, node: TSESTree.CallExpression, how: Release): void {
  releaseAll(run, state, value, node, how, new Set());
}

function releaseAll(
  run: Run,
  state: State,
  value: Value,
  node: TSESTree.CallExpression,
  how: Release,
  seen: Set<number>,
): void {
  if (how.exact) releaseLate(run, state, value, node);
  for (const id of value.ids) releaseOne(run, state, id, node, how, value);
  for (const boxId of value.boxes) {
    const box = state.box(boxId);
    // A list may hold itself.
    if (box === undefined || seen.has(boxId)) continue;
    seen.add(boxId);
    for (const inner of [box.elements, ...box.props.values()]) {
      if (inner.ids.length > 0 || inner.boxes.length > 0)
        releaseAll(run, state, inner, node, { ...how, exact: false }, seen);
    }
  }
}

function releaseOne(
  run: Run,
  state: State,
  id: number,
  node: TSESTree.CallExpression,
  how: Release,
  value: Value,
): void {
  const resource = run.file.resources.get(id);
  if (resource === undefined) return;
  const bits = state.bits(id);
  // Freeing null does nothing.
  if (bits === NONE) return;
  const { acquisition } = resource;
  const earlier = state.releasedAt(id);
  // `image_destroy(p)` empties what `malloc` made, and `free(p)` releases it.
  const emptied = earlier === undefined ? undefined : `mismatch:${earlier.range[0]}:${earlier.range[1]}`;
  if (bits === RELEASED && acquisition !== undefined && emptied !== undefined && run.file.findings.has(emptied)) {
    if (run.file.vocabulary.matches(acquisition, how) === true) {
      run.file.findings.drop(emptied);
      state.setReleasedAt(id, node);
      return;
    }
  }
  // Of several objects that one name may stand for, and of those of other rounds of a loop, joining paths forgot which one
  // it is on the path that released it.
  const isForgotten =
    (bits !== RELEASED && (value.ids.length > 1 || value.maybe === true || earlier === node)) ||
    [earlier, node].some((each) => isOfSomeRounds(run, each));
  const again =
    (bits & RELEASED) !== 0 && (bits & ESCAPED) === 0 && how.exact && !resource.isOlder && !value.some && !isForgotten;
  if (
    again &&
    !isOtherKind(run, acquisition, earlier, how) &&
    !(how.style === "method" && (isTried(node) || emptiesItself(run.file.source, how)))
  ) {
    const sure =
      bits === RELEASED &&
      value.ids.length === 1 &&
      value.maybe !== true &&
      state.isSure &&
      isSure(run, state, acquisition, id) &&
      !endsElsewhere(run, node);
    run.file.findings.add(`double:${node.range[0]}:${node.range[1]}`, {
      kind: "double-release",
      node,
      released: state.releasedAt(id) ?? node,
      acquisition,
      certainty: sure ? "certain" : "possible",
      text: clip(resource.holder ?? resource.label),
      how: "plain",
    });
  }
  const isOther = acquisition !== undefined && isOfOtherModule(run.file.source, resource.site, node);
  if (
    acquisition !== undefined &&
    !value.derived &&
    bits === LIVE &&
    (isOther || run.file.vocabulary.matches(acquisition, how) === false)
  ) {
    run.file.findings.add(`mismatch:${node.range[0]}:${node.range[1]}`, {
      kind: "mismatch",
      node,
      site: resource.site,
      acquisition,
      release: how,
      certainty: acquisition.certainty === "certain" && value.ids.length === 1 && !isOther ? "certain" : "possible",
    });
  }
  resource.handled = true;
  state.setReleasedAt(id, node);
  const isThis =
    how.exact &&
    !value.derived &&
    (!value.some || resource.origin === "parameter") &&
    (value.maybe !== true || value.ids.length === 1);
  state.setBits(id, (bits & NONE) | RELEASED | (isThis ? 0 : ESCAPED));
}

/** `image.destroy()` beside `Module.destroy(image)`, `list_clear(p)` beside `free(p)`: what the first one does is not known. */
function isOtherKind(
  run: Run,
  acquisition: Acquisition | undefined,
  earlier: TSESTree.Node | undefined,
  how: Release,
): boolean {
  const first = earlier?.type === "CallExpression" ? run.file.vocabulary.release(earlier) : undefined;
  if (first === undefined) return false;
  return first.style !== how.style || (acquisition === undefined && first.family !== how.family);
}

/** `try { x.delete(); } catch {}`: that it may be gone already is provided for. */
function isTried(node: TSESTree.Node): boolean {
  const block = node.parent?.type === "ExpressionStatement" ? node.parent.parent : undefined;
  return (
    block?.type === "BlockStatement" &&
    block.body.length === 1 &&
    block.parent.type === "TryStatement" &&
    block.parent.block === block &&
    block.parent.handler !== null
  );
}

function isSure(run: Run, state: State, acquisition: Acquisition | undefined, id: number): boolean {
  const ended = state.releasedAt(id);
  if (ended !== undefined && endsElsewhere(run, ended)) return false;
  // Whoever owns what a function of another file gave: it is gone once it is deleted.
  if (acquisition !== undefined) return acquisition.certainty === "certain" || acquisition.evidence.kind === "maker";
  const isOuter = run.file.resources.get(id)?.origin === "outer" && run.file.sureOuter.has(id);
  return isOuter && !isToldByOuter(run, state);
}

/** Only the body of a function in another file says that this call is a release. */
function endsElsewhere(run: Run, node: TSESTree.Node): boolean {
  if (node.type !== "CallExpression" || run.file.vocabulary.release(node)?.exact === true) return false;
  return neighbourOfCall(run.file.source, node) !== undefined;
}

/** Places for the containers inside what a call gives. */
export const maxParts = 15;

/** A fresh container for a literal or collection; the same place gives a new one each time it is evaluated. */
export function makeBox(
  state: State,
  node: TSESTree.Node,
  props: ReadonlyMap<string, Value>,
  elements: Value,
  depth = 0,
): Value {
  // What a call gives may have containers in it, which stand at the same place.
  const id = (node.range[0] * 2 + (node.type === "NewExpression" ? 1 : 0)) * (maxParts + 1) + depth;
  const old = state.box(id);
  // An older container of this place that something still holds keeps its contents beside the new ones.
  if (old !== undefined && state.holdsBox(id)) {
    const merged = new Map(old.props);
    // Of one that only another container holds, the old parts are there as before.
    const isElement = !isNamed(state, id);
    for (const [name, value] of props) {
      merged.set(name, isElement ? joinElements(merged.get(name) ?? unknown, value) : value);
    }
    state.setBox(id, { props: merged, elements: joinElements(old.elements, elements), open: old.open });
  } else state.setBox(id, { props, elements, open: false });
  return boxValue(id);
}

function isNamed(state: State, boxId: number): boolean {
  for (const [, value] of state.entries()) if (value.boxes.includes(boxId)) return true;
  return false;
}

function joinElements(a: Value, b: Value): Value {
  if (a.ids.length === 0 && a.boxes.length === 0) return b;
  if (b.ids.length === 0 && b.boxes.length === 0) return a;
  return {
    ...unknown,
    ids: [...new Set([...a.ids, ...b.ids])].sort((x, y) => x - y),
    boxes: [...new Set([...a.boxes, ...b.boxes])].sort((x, y) => x - y),
  };
}

/** The value is one that was acquired, and whichever it is, this holds of it. */
export function areAll(
  run: Run,
  { ids, derived }: Value,
  test: (acquisition: Acquisition | undefined) => boolean,
): boolean {
  return ids.length > 0 && !derived && ids.every((id) => test(run.file.resources.get(id)?.acquisition));
}

/** A piece of source short enough for a message. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
