import type { TSESTree } from "@typescript-eslint/utils";
import { callsIn } from "../recognise/calls.ts";
import { functionNameOf } from "../lifetime/names.ts";
import { enclosingFunction, isFunction, isInside, isTopLevel, lastName, type FunctionNode } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import { isCheck, type ViewWords } from "./words.ts";

/** How many functions must make the views anew before they read them, for the one that does not to be a slip. */
const minReaders = 3;

/** A view that some function makes anew, the place it is kept in, and where. */
interface Refill {
  place: string;
  /** The last name of the place. */
  name: string;
  refresher: FunctionNode;
  made: TSESTree.Node;
}

/** Readings of a kept view by a function that does not make it anew first, as the others that read it do. */
export function readUnrefreshed(words: ViewWords): StaleView[] {
  const byPlace = new Map<string, Refill[]>();
  for (const refill of refillsOf(words)) byPlace.set(refill.place, [...(byPlace.get(refill.place) ?? []), refill]);
  if (byPlace.size === 0) return [];
  // Glue makes all its views anew in one function: its calls are looked for once.
  const bySet = new Map<string, readonly TSESTree.CallExpression[]>();
  const readings = readingsOf(words, byPlace);
  return [...byPlace].flatMap(([place, refills]) => {
    const refreshers = new Set<TSESTree.Node>(refills.map(({ refresher }) => refresher));
    const key = [...refreshers].map(({ range }) => range[0]).join();
    const calls = bySet.get(key) ?? refreshingCalls(words, refreshers);
    bySet.set(key, calls);
    return calls.length < minReaders ? [] : unrefreshed(words, readings.get(place) ?? [], refills, refreshers, calls);
  });
}

function refillsOf(words: ViewWords): Refill[] {
  const { file, values } = words.recognition;
  return file.nodes("AssignmentExpression").flatMap(({ left, right, operator }): Refill[] => {
    const refresher = enclosingFunction(left);
    const isOwn = isFunction(refresher) && refresher.params.length === 0 && functionNameOf(refresher) !== "constructor";
    const place = isOwn && operator === "=" && words.isView(right) ? values.places.keyOf(left) : undefined;
    const name = lastName(left);
    return place !== undefined && name !== undefined && isOwn ? [{ place, name, refresher, made: right }] : [];
  });
}

/** Where the places are read: only expressions of their names are looked at. */
function readingsOf(
  { recognition: { file, values } }: ViewWords,
  byPlace: ReadonlyMap<string, readonly Refill[]>,
): ReadonlyMap<string, readonly TSESTree.Node[]> {
  const names = new Set([...byPlace.values()].flatMap((refills) => refills.map(({ name }) => name)));
  const found = new Map<string, TSESTree.Node[]>();
  for (const reading of [...file.nodes("MemberExpression"), ...file.nodes("Identifier")]) {
    if (!names.has(lastName(reading) ?? "") || !isRead(reading)) continue;
    const place = values.places.keyOf(reading);
    if (place === undefined || !byPlace.has(place)) continue;
    const known = found.get(place);
    if (known === undefined) found.set(place, [reading]);
    else known.push(reading);
  }
  return found;
}

/** The calls of the functions that make a view anew, or of one that calls them. */
function refreshingCalls(
  { recognition: { file, values } }: ViewWords,
  refreshers: ReadonlySet<TSESTree.Node>,
): readonly TSESTree.CallExpression[] {
  const known = new Map<FunctionNode, boolean>();
  const refreshes = (call: TSESTree.CallExpression, depth: number): boolean => {
    const fn = values.calledFunction(call);
    if (fn === undefined || refreshers.has(fn)) return fn !== undefined;
    if (depth > 0) return depth < 2 && callsIn(file, fn).some((inner) => refreshes(inner, depth + 1));
    let answer = known.get(fn);
    if (answer === undefined) known.set(fn, (answer = callsIn(file, fn).some((inner) => refreshes(inner, 1))));
    return answer;
  };
  return file.nodes("CallExpression").filter((call) => refreshes(call, 0));
}

function unrefreshed(
  words: ViewWords,
  readings: readonly TSESTree.Node[],
  [made]: readonly Refill[],
  refreshers: ReadonlySet<TSESTree.Node>,
  refreshing: readonly TSESTree.CallExpression[],
): StaleView[] {
  const { file } = words.recognition;
  const [by] = refreshing;
  if (made === undefined || by === undefined) return [];
  const blocks = refreshing.map((call) => ({ call, block: blockOf(call) }));
  const good = new Set<TSESTree.Node>();
  const bad = new Map<FunctionNode, TSESTree.Node>();
  for (const reading of readings) {
    const fn = enclosingFunction(reading);
    // Who checks for itself, or is called by those who may have done it, is left alone.
    if (!isFunction(fn) || refreshers.has(fn) || isCheck(reading) || isTest(reading)) continue;
    const isFresh = blocks.some(({ call, block }) => call.range[0] < reading.range[0] && isInside(reading, block));
    if (isFresh) good.add(fn);
    else if (!bad.has(fn)) bad.set(fn, reading);
  }
  if (good.size < minReaders) return [];
  for (const fn of bad.keys()) if (good.has(fn) || isCalled(words, fn)) bad.delete(fn);
  if (bad.size >= good.size) return [];
  return [...bad.values()].map((node): StaleView => {
    return { node, how: "unrefreshed", name: file.text(node), made: made.made, by, certain: false };
  });
}

/** The code that runs only together with a call: what follows there comes after it. */
function blockOf(call: TSESTree.Node): TSESTree.Node {
  let at = call;
  for (let up = at.parent; up; at = up, up = at.parent) {
    if (at.type === "BlockStatement" || up.type === "SwitchCase" || isTopLevel(up)) break;
    const isChosen =
      ((up.type === "IfStatement" || up.type === "ConditionalExpression") && up.test !== at) ||
      (up.type === "LogicalExpression" && up.right === at);
    if (isChosen) break;
  }
  return at;
}

function isRead(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (parent?.type === "AssignmentExpression") return parent.left !== node;
  if (parent?.type === "VariableDeclarator") return parent.id !== node;
  return !(parent?.type === "MemberExpression" && parent.property === node && !parent.computed);
}

/** `if (!view) refresh();` */
function isTest({ parent }: TSESTree.Node): boolean {
  return (
    parent?.type === "UnaryExpression" || parent?.type === "BinaryExpression" || parent?.type === "LogicalExpression"
  );
}

/** Whether the file calls a function by name, or hands it to something that runs it on the spot. */
function isCalled({ recognition, runs }: ViewWords, fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent.type === "CallExpression" && (parent.callee === fn || runs(parent)?.fn === fn)) return true;
  return recognition.file.nodes("CallExpression").some((call) => recognition.values.calledFunction(call) === fn);
}
