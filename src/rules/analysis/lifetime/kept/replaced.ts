import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  inPattern,
  isFunction,
  isInside,
  isNullish,
  lastName,
  memberName,
  stringValue,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import { returns } from "../leaving.ts";
import { functionNameOf, isOnlyUsed } from "../names.ts";
import { areAlternatives } from "../judge.ts";
import type { FileAnalysis } from "../run.ts";
import { endsOthersFirst, releasesKept, replacesOther } from "./begins-anew.ts";
import type { KeptFinding } from "../findings.ts";
import { schedulesItself } from "../frames.ts";
import { isAskedForByHand } from "./by-hand.ts";
import { isListener } from "./listeners.ts";
import { isFilledPerCall } from "./per-call.ts";
import { ending, endsAnything, mentionsOf } from "./mentions.ts";
import { keptStores, ofPage, placeKey, type KeptStore } from "./stores.ts";

// What somebody calls for every file, frame or change; what a program begins with runs once.
export const again =
  /^_?(?:re(?:load|set|start|build|size|fresh|parse|create|place)|load(?=[A-Z]|$)|set[A-Z_]|change|switch|update|render|draw|parse|process|decode|encode|handle|on(?:[A-Z]|message$)|apply|edit|select|next|compile|analy[sz]e)/;
const loading = /^_?load/;
// What a program is told of once, when it begins.
const told = /^_?on(?:Init|Ready|Mount|Start|Boot|Begin|Setup|Runtime|Wasm|Create|Connect)/;

// What an object begins with runs once, what is opened is closed in between; `load(file)` is what a player does with every
// file. `onReady` comes once, `onResize` and `onLine` whenever there is a new size or another line.
export const beginning =
  /^#?_?(?:init|open|start|create|set_?up|mount|connect|build|make|prepare|begin|ensure|constructor$|on(?!\w*(?:line|message|resize|changed?|input|drop|updated?|data|render|tick|frame|click|move|select|selected|edit|scroll|packet|chunk)$)[A-Z_])/i;

/** A variable of the module, or a member of an object, that a function fills again without a look at what it holds. */
export function judgeReplaced(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  const seen = new Set<string>();
  for (const found of keptStores(file)) {
    if (found.how !== "value" || seen.has(found.key) || found.node.type !== "AssignmentExpression") continue;
    const store = { ...found, fn: toldOf(found.fn) };
    const name = functionNameOf(store.fn) ?? "";
    // A module is started once, and what its table holds goes with it.
    if (name === "onRuntimeInitialized") continue;
    const { parent } = store.fn;
    const isSetter = parent.type === "MethodDefinition" && parent.kind === "set";
    if (isReadyCallback(file, store.fn) || isOfNew(file, store)) continue;
    const isReplacing = replacesOther(file, store);
    const isAgain =
      isSetter ||
      isReplacing ||
      (again.test(name) && !told.test(name)) ||
      schedulesItself(file, store.fn, name) ||
      isPartOfLoop(file, store.fn) ||
      isBeforeEach(file, store) ||
      isReaction(file, store.fn) ||
      endsOthersFirst(file, store) ||
      isAskedForByHand(file, store) ||
      isFilledPerCall(file, store);
    const mayComeAgain = isListener(file, store.fn) || (!beginning.test(name) && isMadeOfParameter(file, store));
    if (!isAgain && !mayComeAgain) continue;
    const isReleased = isSetter || releasesPlace(file, store);
    if (!(isAgain || isReleased) || looksAt(file, store, isReplacing)) continue;
    // What loads the same each time, in a file that never unloads, is what the program keeps.
    if (!isReleased && loading.test(name) && store.fn.params.length === 0) continue;
    // A worker is sent one `init`, and what it never releases it may be sent once as well.
    if (name === "onmessage" && (!isReleased || isBegun(store.node))) continue;
    seen.add(store.key);
    findings.push({
      kind: "kept",
      site: store.node,
      acquisition: store.acquisition,
      place: file.source.text(store.place),
      how: "replaced",
      from: store.node,
      certainty: "possible",
    });
  }
  return findings;
}

/** `function load(bytes) { init().then((module) => { … }); }` runs its last step as often as it is called. */
function toldOf(fn: FunctionNode): FunctionNode {
  const { parent } = fn;
  if (parent.type !== "CallExpression" || parent.arguments[0] !== fn) return fn;
  const around = lastName(parent.callee) === "then" ? enclosingFunction(parent) : undefined;
  return around !== undefined && isFunction(around) ? toldOf(around) : fn;
}

const ready = /^on\w*(?:Complete|Completed|Initiali[sz]ed|Loaded|Ready)$/;

/** `lib.onComplete = begin;`: a function that is only told once that something is there. */
function isReadyCallback({ source }: FileAnalysis, fn: FunctionNode): boolean {
  if (fn.params.length > 0) return false;
  return isOnlyUsed(source, fn, (use) => {
    const { parent } = use;
    const isStored = parent?.type === "AssignmentExpression" && parent.right === use;
    return isStored && parent.left.type === "MemberExpression" && ready.test(memberName(parent.left) ?? "");
  });
}

/**
 * `lib = await load(true); buffer = lib._malloc(8);`, `reader = new lib.Reader(); reader.buffer = buffer;`: the old address
 * went with the instance that it came from, and a new object holds nothing.
 */
function isOfNew({ source }: FileAnalysis, { node, place, value, fn, acquisition }: KeptStore): boolean {
  const made = unwrap(value);
  const isCall = made.type === "CallExpression" && acquisition.kind === "pointer";
  return (
    isSetBefore(isCall ? made.callee : undefined, "AwaitExpression") || isSetBefore(unwrap(place), "NewExpression")
  );

  function isSetBefore(member: TSESTree.Node | undefined, by: "AwaitExpression" | "NewExpression"): boolean {
    const root = member?.type === "MemberExpression" ? unwrap(member.object) : undefined;
    const variable = root?.type === "Identifier" ? source.variableOf(root) : undefined;
    return (
      variable?.references.some(({ identifier, writeExpr }) => isBeside(identifier, writeExpr?.type === by)) ?? false
    );
  }

  function isBeside({ parent, range }: TSESTree.Node, isNew: boolean): boolean {
    if (!isNew || parent?.type !== "AssignmentExpression" || range[0] > node.range[0]) return false;
    const statement = parent.parent;
    return (
      enclosingFunction(parent) === fn &&
      statement.type === "ExpressionStatement" &&
      statement.parent === node.parent?.parent
    );
  }
}

/** `beforeEach(() => { solver = new m.Solver(); })`, where no test and nothing that comes after each of them ends one. */
function isBeforeEach(file: FileAnalysis, store: KeptStore): boolean {
  const { fn, place } = store;
  const call = fn.parent;
  if (call.type !== "CallExpression" || lastName(call.callee) !== "beforeEach") return false;
  return file.source.nodes("CallExpression").every((other) => {
    const callback = other.arguments.find(isFunction);
    const hook = lastName(other.callee) ?? "";
    if (callback === undefined || /^(?:before|after)All$/.test(hook) || isInside(fn, callback)) return true;
    const mayEnd = hook === "afterEach" || mentionsOf(file, place, callback).length > 0;
    return !mayEnd || !endsAnything(file, callback, (call) => endsOther(file, store, call));
  });
}

const reacting =
  /^(?:createEffect|createRenderEffect|createComputed|watchEffect|watchPostEffect|watchSyncEffect|autorun|\$effect)$/;

/** `createEffect(() => { made = new Typesetter(props.size); })` runs whenever what it reads has changed, and cleans nothing up. */
function isReaction({ source }: FileAnalysis, fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent.type !== "CallExpression" || parent.arguments[0] !== fn) return false;
  if (!reacting.test(lastName(parent.callee) ?? "") || fn.params.length > 0) return false;
  const cleansUp = source
    .nodes("CallExpression")
    .some((call) => isInside(call, fn) && /^on\w*Clean\w*$|^onWatcherCleanup$/.test(lastName(call.callee) ?? ""));
  return (
    !cleansUp &&
    !source.nodes("ReturnStatement").some((exit) => enclosingFunction(exit) === fn && exit.argument !== null)
  );
}

/** `parser.delete()` ends what has another name, and of which this one was not made. */
function endsOther(file: FileAnalysis, { place, value }: KeptStore, call: TSESTree.CallExpression): boolean {
  const ended = file.vocabulary.release(call)?.target;
  const other = ended === undefined ? undefined : unwrap(ended);
  const variable = other?.type === "Identifier" ? file.source.variableOf(other) : undefined;
  if (variable === undefined || file.source.text(unwrap(place)) === variable.name) return false;
  const [definition] = variable.defs;
  if (definition?.type !== "Variable" || definition.node.parent.parent.type === "ForOfStatement") return false;
  return variable.references.every(({ identifier, writeExpr }) => {
    // `const last = mat;` may be the same object.
    const isCopy = writeExpr != null && file.source.text(writeExpr).includes(file.source.text(unwrap(place)));
    return !isInside(identifier, value) && !isCopy;
  });
}

/** `function draw() { newPaint(); …; requestAnimationFrame(draw); }`, where `newPaint` fills it each time. */
function isPartOfLoop(file: FileAnalysis, fn: FunctionNode): boolean {
  const isOnWay = (call: TSESTree.CallExpression, around: FunctionNode): boolean =>
    call.parent.type === "ExpressionStatement" && call.parent.parent === around.body;
  return file.source.nodes("CallExpression").some((call) => {
    const around = enclosingFunction(call);
    if (!isFunction(around) || !isOnWay(call, around) || file.functions.resolve(call.callee) !== fn) return false;
    return schedulesItself(file, around, functionNameOf(around) ?? "");
  });
}

/** `function open(image) { source = cv.imread(image); }`: each call may ask for another one. */
function isMadeOfParameter(file: FileAnalysis, { fn, value }: KeptStore): boolean {
  const variables = file.source.code.scopeManager?.getDeclaredVariables(fn) ?? [];
  return variables.some(
    ({ defs, references }) =>
      defs[0]?.type === "Parameter" && references.some(({ identifier }) => isInside(identifier, value)),
  );
}

/** `world = null;` and `delete state.world;` where another function has filled it, and nobody looks at it before. */
export function judgeForgotten(file: FileAnalysis): KeptFinding[] {
  const stores = keptStores(file).filter(({ how }) => how === "value");
  const findings: KeptFinding[] = [];
  for (const { node, place } of stores.length === 0 ? [] : emptied(file)) {
    const fn = enclosingFunction(node);
    if (!isFunction(fn)) continue;
    const key = placeKey(file, place, fn, "value");
    // What sets a variable of the page to nothing may be what the page begins with.
    if (key?.startsWith(ofPage) === true) continue;
    const store = stores.find((each) => each.key === key && !hasFailed(each.node, node));
    if (store === undefined || isEndedAfterEach(file, place, fn) || isForgottenWell(file, store, node, fn)) continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition: store.acquisition,
      place: file.source.text(place),
      how: "dropped",
      from: store.node,
      certainty: "possible",
    });
  }
  return findings;
}

/** `beforeEach(() => { tree = null; })` where `afterEach` ends what the test put there. */
export function isEndedAfterEach(file: FileAnalysis, place: TSESTree.Node, { parent }: FunctionNode): boolean {
  if (parent.type !== "CallExpression" || !/^(?:before(?:Each|All)?|setup)$/.test(lastName(parent.callee) ?? ""))
    return false;
  return file.source.nodes("CallExpression").some((other) => {
    const callback = other.arguments.find(isFunction);
    if (callback === undefined || !/^(?:after(?:Each|All)?|teardown)$/.test(lastName(other.callee) ?? "")) return false;
    return mentionsOf(file, place, callback).length > 0 && endsAnything(file, callback);
  });
}

/** `try { made = await create(); } catch { made = null; }`: the last thing that was tried, and it has not come about. */
function hasFailed(store: TSESTree.Node, emptied: TSESTree.Node): boolean {
  let handler: TSESTree.Node | undefined = emptied;
  while (handler && handler.type !== "CatchClause" && !isFunction(handler)) handler = handler.parent;
  const tried = handler?.type === "CatchClause" ? handler.parent.block : undefined;
  if (tried === undefined || !isInside(store, tried)) return false;
  let at: TSESTree.Node = store;
  for (let up = at.parent; up && at !== tried; at = up, up = at.parent) {
    if (up.type === "BlockStatement" && up.body.at(-1) !== at) return false;
    if (!/^(?:BlockStatement|ExpressionStatement|IfStatement|TryStatement)$/.test(up.type)) return false;
  }
  return true;
}

interface Emptied {
  readonly node: KeptStore["node"] | TSESTree.UnaryExpression;
  readonly place: TSESTree.Expression;
}

function* emptied({ source }: FileAnalysis): Iterable<Emptied> {
  for (const node of source.nodes("AssignmentExpression"))
    if (node.operator === "=" && isNullish(node.right)) yield { node, place: node.left };
  for (const node of source.nodes("UnaryExpression"))
    if (node.operator === "delete") yield { node, place: node.argument };
}

/** It is read, released or given away before it is emptied, or it is empty until the function fills it. */
function isForgottenWell(file: FileAnalysis, { place }: KeptStore, node: Emptied["node"], fn: FunctionNode): boolean {
  if (looksAt(file, { place, node, fn }) || endsAnything(file, fn)) return true;
  const end = pathEnd(node);
  return mentionsOf(file, place, fn).some((each) => each.range[0] > node.range[1] && each.range[0] < end);
}

/** Where what follows in the block ends with a `return`, the rest of the function is another path. */
function pathEnd(node: TSESTree.Node): number {
  const block = node.parent?.parent;
  const last = block?.type === "BlockStatement" ? block.body.at(-1) : undefined;
  const leaves = last?.type === "ReturnStatement" || last?.type === "ThrowStatement";
  return leaves ? last.range[1] : Infinity;
}

/** Before the store the function reads the place, or calls what may have to do with it. */
function looksAt(
  file: FileAnalysis,
  { place, node, fn }: Pick<KeptStore, "place" | "fn"> & Pick<Emptied, "node">,
  isReplacing = false,
): boolean {
  const root = rootOf(place);
  const isBefore = (at: TSESTree.Node): boolean => at.range[0] < node.range[0];
  const isRead = (each: TSESTree.Node): boolean =>
    !(each.parent?.type === "AssignmentExpression" && each.parent.left === each && each.parent.operator === "=");
  const isLeft = (at: TSESTree.Node): boolean => leavesBetween(at, node, fn);
  const looks = mentionsOf(file, place, fn).filter(
    (each) => isBefore(each) && !isInside(each, node) && isRead(each) && !isLeft(each),
  );
  if (looks.some((each) => !areAlternatives(each, node))) return true;
  // `const { model } = parent`
  const text = file.source.code.text.slice(fn.range[0], node.range[0]);
  if (new RegExp(`\\}\\s*=\\s*${root.replace(/\$/g, "\\$")}\\b`).test(text)) return true;
  const isEmptied = node.type === "UnaryExpression" || (node.type === "AssignmentExpression" && isNullish(node.right));
  if (isUnderTest(file, node, fn, isEmptied ? root : undefined)) return true;
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || !isBefore(call) || areAlternatives(call, node) || isLeft(call)) return false;
    const callee = unwrap(call.callee);
    const name = lastName(callee) ?? "";
    const own = file.functions.resolve(callee);
    // What ends another place, by its own name, is not about this one.
    if (isReplacing && own === undefined && file.vocabulary.release(call)?.exact === true) return false;
    const isOfOthers = own !== undefined && (releasesKept(file, own) || !endsAnything(file, own));
    if (ending.test(name) && !isOfOthers) return true;
    // `self.stop()` of the object that the place is a member of: what it does is not known.
    if (own === undefined) return isOfSameObject(file, callee, place);
    return own !== fn && mentionsOf(file, place, own).length > 0;
  });
}

/** `if (stopped) { mat.delete(); return; }`: what stands there is on no way to the store. */
export function leavesBetween(at: TSESTree.Node, store: TSESTree.Node, fn: FunctionNode): boolean {
  for (let child = at, up = at.parent; up && up !== fn && !isInside(store, up); child = up, up = up.parent)
    if (up.type === "IfStatement" && up.consequent === child && returns(up.consequent)) return true;
  return false;
}

function isOfSameObject({ source }: FileAnalysis, callee: TSESTree.Node, place: TSESTree.Node): boolean {
  const member = unwrap(place);
  if (callee.type !== "MemberExpression" || member.type !== "MemberExpression") return false;
  return source.text(unwrap(callee.object)) === source.text(unwrap(member.object));
}

function rootOf(place: TSESTree.Node): string {
  const node = unwrap(place);
  if (node.type === "ThisExpression") return "this";
  if (node.type === "MemberExpression") return rootOf(node.object);
  return node.type === "Identifier" ? node.name : "";
}

/** `if (!world) world = …`, `world ??= …`; `about`: only tests of that name, as where nothing new comes. */
function isUnderTest(file: FileAnalysis, node: TSESTree.Node, fn: FunctionNode, about?: string): boolean {
  const { source } = file;
  for (let at = node.parent; at && at !== fn && !isFunction(at); at = at.parent) {
    if (at.type !== "IfStatement" && at.type !== "ConditionalExpression" && at.type !== "LogicalExpression") continue;
    const test = at.type === "LogicalExpression" ? at.left : at.test;
    // `if (message.type === "open") …`
    if (dispatched(test) !== undefined) continue;
    // `if (matches.size() >= 4) model = …`, `if (detecting) …` in a frame: nothing there says "the first time".
    if (about === undefined && isOfEachFrame(file, fn, test, node)) continue;
    if (about === undefined || new RegExp(`(?<![\\w$])${inPattern(about)}(?![\\w$])`).test(source.text(test)))
      return true;
  }
  return false;
}

/** The function runs for each frame, and the test asks for nothing that it sets itself, nor for the place. */
function isOfEachFrame(file: FileAnalysis, fn: FunctionNode, test: TSESTree.Node, node: TSESTree.Node): boolean {
  if (!schedulesItself(file, fn, functionNameOf(fn) ?? "")) return false;
  const written = [
    ...file.source.nodes("AssignmentExpression").map((each) => ({ at: each, to: each.left })),
    ...file.source.nodes("UpdateExpression").map((each) => ({ at: each, to: each.argument })),
  ].filter(({ at, to }) => isInside(at, fn) && (to.type === "Identifier" || to.type === "MemberExpression"));
  const asked = file.source.text(test);
  return node.type !== "UnaryExpression" && written.every(({ to }) => !mentionsText(asked, file.source.text(to)));
}

function mentionsText(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replace(/\W/g, "\\$&")}(?![\\w$])`).test(text);
}

/** `"open"` of `message.type === "open"` */
function dispatched(test: TSESTree.Node): string | undefined {
  return test.type === "BinaryExpression" ? stringValue(test.right) : undefined;
}

const once = /^(?:init|set_?up|start|boot|create|configure|ready|wasm)/i;

/** The store belongs to the message that a worker begins with. */
function isBegun(node: TSESTree.Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    const word =
      at.type === "IfStatement" && isInside(node, at.consequent)
        ? dispatched(at.test)
        : at.type === "SwitchCase" && at.test !== null
          ? stringValue(at.test)
          : undefined;
    if (word !== undefined && once.test(word)) return true;
  }
  return false;
}

/** Some release of the file names the place. */
function releasesPlace(file: FileAnalysis, { place }: KeptStore): boolean {
  const text = file.source.text(unwrap(place));
  return file.source.nodes("CallExpression").some((call) => {
    const release = file.vocabulary.release(call);
    return release !== undefined && file.source.text(unwrap(release.target)).replace(/[?!]/g, "") === text;
  });
}
