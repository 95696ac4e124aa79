import type { TSESTree } from "@typescript-eslint/utils";
import { isFunction, lastName, memberName, stringValue, unwrap, type FunctionNode } from "../syntax.ts";
import type { FileAnalysis } from "./run.ts";

/** A callback that something outside of the file calls, now and then, until it is told not to. */
export interface Later {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly fn: FunctionNode;
  /** What takes such a callback off again. */
  readonly isUndone: (call: TSESTree.CallExpression) => boolean;
}

interface Way {
  readonly index: number;
  readonly undoing: RegExp;
}

const timers: ReadonlyMap<string, Way> = new Map([
  ["setTimeout", { index: 0, undoing: /^clear(?:Timeout|Interval)$/ }],
  ["setInterval", { index: 0, undoing: /^clear(?:Timeout|Interval)$/ }],
  ["requestAnimationFrame", { index: 0, undoing: /^cancel\w*Frame$/ }],
  ["requestIdleCallback", { index: 0, undoing: /^cancelIdleCallback$/ }],
]);

const listening: ReadonlySet<string> = new Set(["addEventListener", "addListener", "on"]);
const unlistening = /^(?:removeEventListener|removeListener|off)$/;
const observers: ReadonlySet<string> = new Set(["ResizeObserver", "MutationObserver", "IntersectionObserver"]);

const page: ReadonlySet<string> = new Set(["window", "document", "globalThis", "self", "process"]);

/** The callbacks of a file that timers, frames, events of the page and observers call. */
export function laterCallbacks(file: FileAnalysis): Later[] {
  const found: Later[] = [];
  for (const call of file.source.nodes("CallExpression")) {
    const way = timerOf(file, call) ?? listenerOf(file, call);
    const fn = way === undefined ? undefined : callbackOf(file, call.arguments[way.index]);
    if (way !== undefined && fn !== undefined) found.push({ call, fn, isUndone: undoneBy(call, way) });
  }
  for (const call of file.source.nodes("NewExpression")) {
    if (call.callee.type !== "Identifier" || !observers.has(call.callee.name)) continue;
    const fn = callbackOf(file, call.arguments[0]);
    const isUndone = (other: TSESTree.CallExpression): boolean =>
      /^(?:disconnect|unobserve)$/.test(lastName(other.callee) ?? "");
    if (fn !== undefined) found.push({ call, fn, isUndone });
  }
  return found;
}

function timerOf(file: FileAnalysis, { callee }: TSESTree.CallExpression): Way | undefined {
  const way = timers.get(lastName(callee) ?? "");
  const node = unwrap(callee);
  if (way === undefined) return undefined;
  return isOfPage(file, node.type === "MemberExpression" ? node.object : node) ? way : undefined;
}

/** What is listened to is there longer than what the file makes: the page, or what a function was given. */
function listenerOf(file: FileAnalysis, call: TSESTree.CallExpression): Way | undefined {
  const callee = unwrap(call.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  const options = call.arguments[2];
  if (name === undefined || callee.type !== "MemberExpression" || !listening.has(name)) return undefined;
  // With a signal, or once: it is told when to stop by other means. So is what the call gives back.
  if ((options !== undefined && options.type !== "Literal") || call.parent.type !== "ExpressionStatement")
    return undefined;
  return isOfPage(file, callee.object) || isGiven(file, callee.object) ? { index: 1, undoing: unlistening } : undefined;
}

function isOfPage({ source }: FileAnalysis, node: TSESTree.Node): boolean {
  let root = unwrap(node);
  while (root.type === "MemberExpression") root = unwrap(root.object);
  if (root.type !== "Identifier" || source.variableOf(root) !== undefined) return false;
  return page.has(root.name) || timers.has(root.name);
}

function isGiven({ source }: FileAnalysis, node: TSESTree.Node): boolean {
  const root = unwrap(node);
  const definition = root.type === "Identifier" ? source.variableOf(root)?.defs[0]?.type : undefined;
  return definition === "Parameter" || definition === "ImportBinding";
}

function callbackOf(file: FileAnalysis, given: TSESTree.Node | undefined): FunctionNode | undefined {
  const node = given === undefined ? undefined : unwrap(given);
  if (node === undefined || isFunction(node)) return node;
  const callee = node.type === "CallExpression" ? unwrap(node.callee) : undefined;
  // `this.onResize.bind(this)`
  const isBound = callee?.type === "MemberExpression" && memberName(callee) === "bind";
  const named = isBound ? callee.object : node;
  return named.type === "CallExpression" ? undefined : file.functions.resolve(named);
}

function undoneBy(call: TSESTree.CallExpression, { undoing }: Way): Later["isUndone"] {
  const [type] = call.arguments;
  const event = undoing === unlistening && type !== undefined ? stringValue(type) : undefined;
  return (other) => {
    const name = lastName(other.callee) ?? "";
    if (name === "abort" || name === "removeAllListeners") return true;
    if (!undoing.test(name)) return false;
    const [first] = other.arguments;
    const what = first === undefined ? undefined : stringValue(first);
    return event === undefined || what === undefined || what === event;
  };
}
