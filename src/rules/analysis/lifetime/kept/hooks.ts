import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../source-file.ts";
import {
  enclosingFunction,
  inPattern,
  isFunction,
  isInside,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import type { Acquisition } from "../vocabulary.ts";
import { ending, endsAnything } from "./mentions.ts";
import { ownedIn } from "./stores.ts";

export const effects = /^use(?:Layout|Insertion)?Effect$/;

/** Those that libraries make of them clean up as they do. */
export const anyEffect = /^use\w*Effect$/;

/**
 * `useEffect(() => { tree.current = parser.parse(text); }, [text])`: what an earlier run of the effect put into the ref is
 * lost, unless the effect looks at it first or returns what cleans up. And `useMemo(() => new Paint(), [color])`, of which
 * nothing releases the result.
 */
export function judgeHooks(file: FileAnalysis): KeptFinding[] {
  if (!["useRef", "useMemo", "useState"].some((hook) => file.source.mentions(hook))) return [];
  return [...refs(file), ...memos(file), ...states(file), ...handled(file)];
}

function* refs(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<Variable>();
  for (const node of file.source.nodes("AssignmentExpression")) {
    const { left, right, operator } = node;
    if (operator !== "=" || left.type !== "MemberExpression" || memberName(left) !== "current") continue;
    const variable = left.object.type === "Identifier" ? file.source.variableOf(left.object) : undefined;
    const effect = effectAround(node);
    if (variable === undefined || effect === undefined || seen.has(variable) || !isMadeBy(variable, /^useRef$/))
      continue;
    const fn = enclosingFunction(node);
    const acquisition = isFunction(fn) ? (ownedIn(file, right, fn) ?? promised(file, right, fn)) : undefined;
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    const isLate = comesTooLate(file, variable, effect.callback, node);
    if (!isLate && (!runsAgain(effect) || isMinded(file, variable, effect.callback, node))) continue;
    seen.add(variable);
    yield {
      kind: "kept",
      site: node,
      acquisition,
      place: file.source.text(left),
      how: isLate ? "behind" : "replaced",
      from: node,
      certainty: "possible",
    };
  }
}

function* memos(file: FileAnalysis): Iterable<KeptFinding> {
  for (const call of file.source.nodes("CallExpression")) {
    const callback = lastName(call.callee) === "useMemo" ? call.arguments[0] : undefined;
    if (!isFunction(callback)) continue;
    const acquisition = madeBy(file, callback);
    const { parent } = call;
    const variable =
      parent.type === "VariableDeclarator" && parent.id.type === "Identifier"
        ? file.source.variableOf(parent.id)
        : undefined;
    if (acquisition === undefined || acquisition.finalizer === "late" || variable === undefined) continue;
    if (isHandedOn(variable) || isReleasedSomewhere(file, variable)) continue;
    yield replacedBy(call, acquisition, variable.name);
  }
}

/** `setGame(new Game(width))` in an effect that runs again, where nothing ever releases the state. */
function* states(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<Variable>();
  for (const { call, value, fn, state, effect } of stateStores(file)) {
    if (seen.has(state) || !runsAgain(effect)) continue;
    const acquisition = ownedIn(file, value, fn);
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    const cleanup = cleanupOf(file, effect.callback);
    if (cleanup !== undefined && !(isFunction(cleanup) && leavesAlone(file, state, cleanup))) continue;
    if (isHandedOn(state) || isReleasedSomewhere(file, state) || endsAnything(file, effect.callback)) continue;
    seen.add(state);
    yield replacedBy(call, acquisition, state.name);
  }
}

/**
 * `const edit = (text) => { tree.edit(change); setTree(parser.parse(text, tree)); };`: a handler that works on the state and
 * puts something new in its place, where nothing ever releases a state.
 */
function* handled(file: FileAnalysis): Iterable<KeptFinding> {
  const seen = new Set<Variable>();
  for (const { call, value, fn, state } of setCalls(file)) {
    if (seen.has(state) || effectAround(call) !== undefined || isWhereEmpty(file, state, call)) continue;
    const isWorkedOn = state.references.some(
      ({ identifier }) => isInside(identifier, fn) && !isInside(identifier, call),
    );
    const acquisition = isWorkedOn ? ownedIn(file, value, fn) : undefined;
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    if (isHandedOn(state) || isReleasedSomewhere(file, state) || endsAnything(file, fn)) continue;
    seen.add(state);
    yield replacedBy(call, acquisition, state.name);
  }
}

/** `if (!tree) { setTree(made); return; }` */
function isWhereEmpty({ source }: FileAnalysis, state: Variable, call: TSESTree.Node): boolean {
  for (let at: TSESTree.Node | undefined = call; at && !isFunction(at); at = at.parent) {
    if (at.parent?.type !== "IfStatement" || at.parent.consequent !== at) continue;
    if (
      new RegExp(`!\\s*${inPattern(state.name)}\\b|\\b${inPattern(state.name)}\\s*===?\\s*(?:null|undefined)`).test(
        source.text(at.parent.test),
      )
    )
      return true;
  }
  return false;
}

/** What an earlier render put into the place is lost with this call. */
function replacedBy(call: TSESTree.CallExpression, acquisition: Acquisition, place: string): KeptFinding {
  return { kind: "kept", site: call, acquisition, place, how: "replaced", from: call, certainty: "possible" };
}

interface StateStore {
  readonly call: TSESTree.CallExpression;
  readonly value: TSESTree.Node;
  readonly fn: FunctionNode;
  readonly state: Variable;
  readonly effect: Effect;
}

/** The calls in effects that put something into a state. */
export function* stateStores(file: FileAnalysis): Iterable<StateStore> {
  for (const store of setCalls(file)) {
    const effect = effectAround(store.call);
    if (effect !== undefined) yield { ...store, effect };
  }
}

/** The calls of the setters of states. */
function* setCalls(file: FileAnalysis): Iterable<Omit<StateStore, "effect">> {
  for (const call of file.source.nodes("CallExpression")) {
    const setter = call.callee.type === "Identifier" ? file.source.variableOf(call.callee) : undefined;
    const [value] = call.arguments;
    const fn = enclosingFunction(call);
    if (setter === undefined || value === undefined || !isFunction(fn)) continue;
    const state = stateOf(file, setter);
    if (state !== undefined) yield { call, value, fn, state };
  }
}

/** `const [game, setGame] = useState(null)`: the state that a setter belongs to. */
function stateOf(file: FileAnalysis, setter: Variable): Variable | undefined {
  const node = setter.defs[0]?.node;
  const init = node?.type === "VariableDeclarator" && node.init !== null ? unwrap(node.init) : undefined;
  if (node?.type !== "VariableDeclarator" || node.id.type !== "ArrayPattern") return undefined;
  if (init?.type !== "CallExpression" || lastName(init.callee) !== "useState") return undefined;
  const [first, second] = node.id.elements;
  if (second?.type !== "Identifier" || file.source.variableOf(second) !== setter) return undefined;
  return first?.type === "Identifier" ? file.source.variableOf(first) : undefined;
}

/** `create().then((made) => { ref.current = made; })` */
function promised(file: FileAnalysis, value: TSESTree.Node, fn: FunctionNode): Acquisition | undefined {
  const [first] = fn.params;
  const given = unwrap(value);
  const call = fn.parent;
  if (first?.type !== "Identifier" || given.type !== "Identifier" || given.name !== first.name) return undefined;
  if (call.type !== "CallExpression" || lastName(call.callee) !== "then" || call.callee.type !== "MemberExpression")
    return undefined;
  return ownedIn(file, call.callee.object, fn);
}

interface Effect {
  readonly call: TSESTree.CallExpression;
  readonly callback: FunctionNode;
}

/** The effect that a node runs in, also in a function that the effect calls at once. */
function effectAround(node: TSESTree.Node): Effect | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (!isFunction(at) || at.parent.type !== "CallExpression") continue;
    if (at.parent.arguments[0] === at && effects.test(lastName(at.parent.callee) ?? ""))
      return { call: at.parent, callback: at };
  }
  return undefined;
}

/** With no list it runs after each render, with one whenever something in it changes. */
function runsAgain({ call }: Effect): boolean {
  const list = call.arguments[1];
  return list?.type !== "ArrayExpression" || list.elements.length > 0;
}

/** The effect reads the ref before it fills it, or what it returns releases something. */
function isMinded(
  file: FileAnalysis,
  variable: Variable,
  callback: FunctionNode,
  store: TSESTree.AssignmentExpression,
): boolean {
  const isRead = variable.references.some(
    ({ identifier }) =>
      isInside(identifier, callback) && identifier.range[0] < store.range[0] && !isInside(identifier, store),
  );
  if (isRead || isUnderTest(store, callback)) return true;
  const cleanup = cleanupOf(file, callback);
  if (cleanup !== undefined && !(isFunction(cleanup) && leavesAlone(file, variable, cleanup))) return true;
  return file.source
    .nodes("CallExpression")
    .some(
      (call) => isInside(call, callback) && call.range[0] < store.range[0] && ending.test(lastName(call.callee) ?? ""),
    );
}

/** What the effect returns, which runs before it runs again. */
export function cleanupOf(file: FileAnalysis, callback: FunctionNode): TSESTree.Node | undefined {
  const exits = file.source.nodes("ReturnStatement").filter((node) => enclosingFunction(node) === callback);
  return exits.find(({ argument }) => argument !== null)?.argument ?? undefined;
}

/** `return () => cancelAnimationFrame(frame)`: what runs before the next effect has nothing to do with the ref. */
function leavesAlone(file: FileAnalysis, variable: Variable, cleanup: FunctionNode): boolean {
  if (variable.references.some(({ identifier }) => isInside(identifier, cleanup))) return false;
  return !file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, cleanup)) return false;
    return ending.test(lastName(call.callee) ?? "") || file.functions.resolve(call.callee) !== undefined;
  });
}

/**
 * `useEffect(() => { load().then((m) => { ref.current = new m.Player(); }); return () => ref.current?.delete(); }, [])`: what
 * is made after the component went is never released, as the cleanup has run by then and nothing asks for it.
 */
function comesTooLate(
  file: FileAnalysis,
  variable: Variable,
  callback: FunctionNode,
  store: TSESTree.AssignmentExpression,
): boolean {
  const cleanup = cleanupOf(file, callback);
  const fn = enclosingFunction(store);
  if (!isFunction(cleanup) || !isFunction(fn) || fn === callback) return false;
  const isRelease = (call: TSESTree.CallExpression): boolean => {
    const callee = unwrap(call.callee);
    const target = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
    return target !== undefined && variable.references.some(({ identifier }) => isInside(identifier, target));
  };
  const calls = file.source.nodes("CallExpression").filter((call) => isInside(call, cleanup));
  // A flag that is set, a controller that is told, a promise that is waited for: somebody thought of it.
  const isTold = (call: TSESTree.CallExpression): boolean => isRelease(call) || isAbortBefore(file, call, fn, store);
  if (!calls.some(isRelease) || !calls.every(isTold)) return false;
  const sets = file.source.nodes("AssignmentExpression").some(({ left, range }) => {
    return range[0] >= cleanup.range[0] && range[1] <= cleanup.range[1] && left.type === "Identifier";
  });
  if (sets || isAsked(file, fn, callback, store)) return false;
  return file.source.nodes("AwaitExpression").some((wait) => isInside(wait, fn) && wait.range[1] <= store.range[0])
    ? true
    : fn.parent.type === "CallExpression" && lastName(fn.parent.callee) === "then";
}

/** `controller.abort()`, of which what was waited for last before the store knows nothing. */
function isAbortBefore(
  { source }: FileAnalysis,
  call: TSESTree.CallExpression,
  fn: FunctionNode,
  store: TSESTree.Node,
): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression" || memberName(callee) !== "abort") return false;
  const waits = source
    .nodes("AwaitExpression")
    .filter((wait) => isInside(wait, fn) && enclosingFunction(wait) === fn && wait.range[1] <= store.range[1]);
  const last = waits.at(-1);
  return last !== undefined && !/signal|abort/i.test(source.text(last));
}

/** `if (disposed) return;` on the way to the store. */
function isAsked(
  file: FileAnalysis,
  fn: FunctionNode,
  callback: FunctionNode,
  store: TSESTree.AssignmentExpression,
): boolean {
  const isTest = file.source
    .nodes("IfStatement")
    .some((node) => isInside(node, callback) && isInside(node, fn) && node.range[0] < store.range[0]);
  return isTest || isUnderTest(store, callback);
}

function isUnderTest(node: TSESTree.Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) {
    if (at.type === "IfStatement") return true;
  }
  return false;
}

function isMadeBy(variable: Variable, hook: RegExp): boolean {
  const node = variable.defs[0]?.node;
  const init = node?.type === "VariableDeclarator" && node.init !== null ? unwrap(node.init) : undefined;
  return init?.type === "CallExpression" && hook.test(lastName(init.callee) ?? "");
}

/** What a callback that makes something returns, where that is one thing. */
export function madeBy(file: FileAnalysis, callback: FunctionNode): Acquisition | undefined {
  if (callback.body.type !== "BlockStatement") return ownedIn(file, callback.body, callback);
  const exits = file.source.nodes("ReturnStatement").filter((node) => enclosingFunction(node) === callback);
  const [only, other] = exits;
  return only?.argument != null && other === undefined ? ownedIn(file, only.argument, callback) : undefined;
}

/** The component gives it to somebody: a hook returns it, a context or a store keeps it; a child only draws it. */
function isHandedOn(variable: Variable): boolean {
  return variable.references.some(({ identifier, init }) => {
    if (init === true) return false;
    const { parent } = identifier;
    return (
      parent?.type === "ReturnStatement" ||
      parent?.type === "Property" ||
      parent?.type === "ArrowFunctionExpression" ||
      parent?.type === "AssignmentExpression" ||
      (parent?.type === "JSXExpressionContainer" && isProvided(parent))
    );
  });
}

/** `<SceneContext.Provider value={scene}>` */
function isProvided({ parent }: TSESTree.JSXExpressionContainer): boolean {
  const element = parent.type === "JSXAttribute" ? parent.parent.name : undefined;
  return parent.type === "JSXAttribute" && (parent.name.name === "value" || element?.type === "JSXMemberExpression");
}

export function isReleasedSomewhere(file: FileAnalysis, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    for (let at: TSESTree.Node | undefined = identifier; at && !isFunction(at); at = at.parent) {
      if (
        at.type === "CallExpression" &&
        (file.vocabulary.release(at) !== undefined || ending.test(lastName(at.callee) ?? ""))
      )
        return true;
    }
    return false;
  });
}
