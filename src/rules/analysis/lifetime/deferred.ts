import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, isTopLevel, lastName, unwrap, type FunctionNode } from "../syntax.ts";
import { endAsked } from "./ended.ts";
import { clip } from "./ownership.ts";
import type { FileAnalysis } from "./run.ts";
import type { CallNode } from "./vocabulary.ts";

/** By name, which argument runs once the code that calls it is through. */
const deferring: ReadonlyMap<string, number> = new Map([
  ["requestAnimationFrame", 0],
  ["requestIdleCallback", 0],
  ["setTimeout", 0],
  ["setInterval", 0],
  ["setImmediate", 0],
  ["queueMicrotask", 0],
  ["nextTick", 0],
  ["addEventListener", 1],
  ["then", 0],
]);

/** The callback is called off, or was made to run: by fake timers of a test, or an event sent by hand. */
const settling =
  /^(?:clear(?:Timeout|Interval|Immediate)|cancel\w*|remove\w*|abort|off|un\w+|advance\w*|run\w*|tick\w*|flush\w*|dispatch\w*|emit\w*|trigger\w*|fire\w*|click)$/;

/** `requestAnimationFrame(() => draw(paint)); paint.delete();`: the callback runs when there is nothing left to draw with. */
export function noteDeferred(file: FileAnalysis): void {
  for (const call of file.source.nodes("CallExpression")) {
    const index = deferring.get(lastName(call.callee) ?? "");
    const given = index === undefined ? undefined : call.arguments[index];
    const fn = given === undefined ? undefined : callbackOf(file, given);
    if (fn !== undefined) noteUses(file, call, fn);
  }
}

function callbackOf({ functions }: FileAnalysis, given: TSESTree.Node): FunctionNode | undefined {
  if (isFunction(given)) return given;
  return given.type === "Identifier" ? functions.resolve(given) : undefined;
}

function noteUses(file: FileAnalysis, call: TSESTree.CallExpression, fn: FunctionNode): void {
  // A listener with a signal or other options is told when to stop by other means.
  if (lastName(call.callee) === "addEventListener" && call.arguments[2]?.type === "ObjectExpression") return;
  for (const variable of file.functions.captures(fn))
    noteLate(file, variable, call, "deferred", () => usedFirst(file, variable, fn));
}

/** What a variable holds is released in the turn of a call that leaves a use of it for later. */
export function noteLate(
  file: FileAnalysis,
  variable: Variable,
  call: TSESTree.CallExpression,
  how: "deferred" | "started",
  useOf: () => TSESTree.Node | undefined,
): void {
  const home = enclosingFunction(call);
  const site = madeIn(variable, home);
  const node = site === undefined ? undefined : useOf();
  const released = node === undefined ? undefined : releasedAtOnce(file, variable, call, home);
  if (site === undefined || node === undefined || released === undefined) return;
  const acquisition = file.vocabulary.acquisition(site);
  if (acquisition?.kind !== "handle") return;
  file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
    kind: "use-after-release",
    node,
    released,
    acquisition,
    certainty: "possible",
    text: clip(variable.name),
    how,
  });
}

/** What a variable of a function is made by, where it is never given anything else. */
function madeIn(variable: Variable, home: TSESTree.Node): CallNode | undefined {
  const made = variable.defs[0]?.node;
  if (made?.type !== "VariableDeclarator" || made.init === null || enclosingFunction(made) !== home) return undefined;
  if (variable.references.some((each) => each.isWrite() && each.init !== true)) return undefined;
  const site = unwrap(made.init);
  return site.type === "CallExpression" || site.type === "NewExpression" ? site : undefined;
}

/** Where the callback uses it on every way, and neither asks whether it is still there nor releases it itself. */
export function usedFirst(
  file: FileAnalysis,
  variable: Variable,
  fn: FunctionNode,
  since = fn.range[0],
): TSESTree.Node | undefined {
  let found: TSESTree.Node | undefined;
  for (const { identifier } of variable.references) {
    if (!isInside(identifier, fn)) continue;
    const { parent } = identifier;
    const isObject = parent?.type === "MemberExpression" && parent.object === identifier;
    if (isObject && endAsked(parent) !== undefined) return undefined;
    const call = isObject ? parent.parent : parent;
    if (call?.type !== "CallExpression") continue;
    if (file.vocabulary.release(call) !== undefined) return undefined;
    const isUse = isObject ? call.callee === parent : call.arguments.includes(identifier as TSESTree.Identifier);
    const isTold = !isObject && /^console\./.test(file.source.text(call.callee));
    if (isUse && !isTold && call.range[0] >= since && isAlwaysRun(file, call, fn))
      found ??= isObject ? parent : identifier;
  }
  return found;
}

/** Neither a condition nor an exit before it keeps the function from getting there. */
export function isAlwaysRun({ source }: FileAnalysis, node: TSESTree.Node, fn: FunctionNode): boolean {
  let child = node;
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    switch (at.type) {
      case "IfStatement":
      case "ConditionalExpression":
        if (child !== at.test) return false;
        break;
      case "LogicalExpression":
        if (child !== at.left) return false;
        break;
      case "SwitchStatement":
      case "SwitchCase":
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "CatchClause":
        return false;
      case "TryStatement":
        // Whoever catches what the use throws may have this in mind.
        if (child === at.block && at.handler !== null) return false;
        break;
      default:
        if (isFunction(at)) return false;
    }
  }
  return ![...source.nodes("ReturnStatement"), ...source.nodes("ThrowStatement")].some(
    (exit) => exit.range[1] <= node.range[0] && isInside(exit, fn),
  );
}

/** The release that follows in the same turn, on every way that comes by the call. */
function releasedAtOnce(
  file: FileAnalysis,
  variable: Variable,
  call: TSESTree.CallExpression,
  home: TSESTree.Node,
): TSESTree.CallExpression | undefined {
  const { source, vocabulary } = file;
  const isHere = (node: TSESTree.Node): boolean => isInside(node, home) && enclosingFunction(node) === home;
  const release = variable.references
    .map(({ identifier }) =>
      source
        .nodes("CallExpression")
        .find((each) => each.range[0] > call.range[1] && isHere(each) && isTarget(each, identifier)),
    )
    .find((each) => each !== undefined);
  function isTarget(each: TSESTree.CallExpression, identifier: TSESTree.Node): boolean {
    const how = vocabulary.release(each);
    return how?.exact === true && unwrap(how.target) === identifier;
  }
  if (release === undefined) return undefined;
  const way = wayTo(release, call);
  // What is returned out of a `try` is judged where it is returned.
  const isReturned = source.nodes("ReturnStatement").some((node) => isInside(call, node) && isHere(node));
  if (way === undefined || isReturned) return undefined;
  const between = (node: TSESTree.Node): boolean =>
    node.range[1] > call.range[0] && node.range[0] < release.range[0] && isHere(node) && !isInside(node, call);
  const waits = [
    ...source.nodes("AwaitExpression"),
    ...source.nodes("YieldExpression"),
    ...source.nodes("ForOfStatement"),
  ];
  if (waits.some((node) => between(node) && (node.type !== "ForOfStatement" || node.await))) return undefined;
  const exits = [
    ...source.nodes("ReturnStatement"),
    ...source.nodes("ThrowStatement"),
    ...source.nodes("BreakStatement"),
    ...source.nodes("ContinueStatement"),
  ];
  if (way === "after" && exits.some(between)) return undefined;
  const isSettled = source
    .nodes("CallExpression")
    .some(
      (each) => each.range[0] > call.range[0] && isInside(each, home) && settling.test(lastName(each.callee) ?? ""),
    );
  return isSettled ? undefined : release;
}

/** How control comes from the call to the release: one statement after the other, or through `finally`. */
function wayTo(release: TSESTree.Node, call: TSESTree.Node): "after" | "finally" | undefined {
  let child = release;
  for (let at = release.parent; at; child = at, at = at.parent) {
    const isCommon = isInside(call, at);
    switch (at.type) {
      case "ExpressionStatement":
      case "ChainExpression":
        if (isCommon) return undefined;
        break;
      case "BlockStatement":
        if (isCommon) return "after";
        break;
      case "TryStatement":
        if (isCommon) return child === at.finalizer ? "finally" : undefined;
        if (child === at.handler) return undefined;
        break;
      default:
        return isTopLevel(at) && isCommon ? "after" : undefined;
    }
  }
  return undefined;
}
