import type { TSESTree } from "@typescript-eslint/utils";
import { enclosingFunction, isFunction, isNullish, isZero, unwrap, type FunctionNode } from "../syntax.ts";
import { possibleLeak, type LeakFinding } from "./findings.ts";
import { functionNameOf } from "./names.ts";
import type { FileAnalysis } from "./run.ts";
import { mentionsOf } from "./kept/mentions.ts";
import { ownedIn, placeKey } from "./kept/stores.ts";
import type { Release } from "./vocabulary.ts";

// What is asked for once, at the end: that it gave nothing is no "not yet".
const finishing =
  /^#?_?(?:flush|finish|finali[sz]e|complete|end|stop|done|commit|close|export|save|build|encode|convert|compile|to[A-Z])/;

interface PlaceRelease {
  readonly call: TSESTree.CallExpression;
  readonly release: Release;
  readonly fn: FunctionNode;
}

/**
 * `function flush() { if (api.enc_flush(ref) < 0) return null; …; api.enc_free(ref); }` of what `init()` put into `ref`:
 * where the work fails nothing releases it, and the next `init()` puts another one there.
 */
export function judgeFailedExits(file: FileAnalysis, reported: ReadonlySet<TSESTree.Node>): LeakFinding[] {
  const findings: LeakFinding[] = [];
  for (const [key, releases] of releasesByPlace(file)) {
    const [first] = releases;
    // Who releases it in a second function as well may do so after the failure.
    if (first === undefined || releases.some(({ fn }) => fn !== first.fn)) continue;
    const exit = failedExit(file, key, first.fn, releases);
    const store = exit === undefined ? undefined : onlyStore(file, key, first.fn);
    if (exit === undefined || store === undefined || isHandedOut(file, key)) continue;
    const acquisition = ownedIn(file, store.node.right, store.fn);
    const site = unwrap(store.node.right);
    if (acquisition === undefined || acquisition.finalizer === "late" || reported.has(site)) continue;
    const how = exit.node.type === "ThrowStatement" ? "throw" : "return";
    findings.push(
      possibleLeak(site, acquisition, file.source.text(store.node.left), {
        exit: how,
        node: exit.node,
        when: { test: exit.test, taken: true },
      }),
    );
  }
  return findings;
}

/** A variable around the function, a member of an object, or a field. */
function keyOf(file: FileAnalysis, place: TSESTree.Node, fn: FunctionNode): string | undefined {
  return placeKey(file, place, fn, "value") ?? placeKey(file, place, fn, "entry");
}

function releasesByPlace(file: FileAnalysis): Map<string, PlaceRelease[]> {
  const found = new Map<string, PlaceRelease[]>();
  for (const call of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(call);
    const fn = enclosingFunction(call);
    const key = release === undefined || !isFunction(fn) ? undefined : keyOf(file, release.target, fn);
    if (key === undefined || release === undefined || !isFunction(fn)) continue;
    found.set(key, [...(found.get(key) ?? []), { call, release, fn }]);
  }
  return found;
}

/** The one function that fills the place does so without a look at what is there. */
function onlyStore(
  file: FileAnalysis,
  key: string,
  releasing: FunctionNode,
): { node: TSESTree.AssignmentExpression; fn: FunctionNode } | undefined {
  let only: { node: TSESTree.AssignmentExpression; fn: FunctionNode } | undefined;
  for (const node of file.source.nodes("AssignmentExpression")) {
    const fn = enclosingFunction(node);
    if (!isFunction(fn) || keyOf(file, node.left, fn) !== key) continue;
    if (isNullish(node.right) || isZero(node.right)) {
      if (fn !== releasing) return undefined;
      continue;
    }
    if (only !== undefined || fn === releasing || node.operator !== "=") return undefined;
    const looks = mentionsOf(file, node.left, fn).some((each) => each.range[0] < node.range[0]);
    if (looks) return undefined;
    only = { node, fn };
  }
  return only;
}

/** It is returned, put elsewhere, or given to a function of the file, which may release it. */
function isHandedOut(file: FileAnalysis, key: string): boolean {
  const isPlace = (node: TSESTree.Node): boolean => {
    const fn = enclosingFunction(node);
    return isFunction(fn) && keyOf(file, node, fn) === key;
  };
  const isCalled = file.source.nodes("CallExpression").some((call) => {
    if (file.vocabulary.release(call) !== undefined || !call.arguments.some(isPlace)) return false;
    const callee = unwrap(call.callee);
    return callee.type !== "MemberExpression" || file.functions.resolve(callee) !== undefined;
  });
  return (
    isCalled ||
    file.source.nodes("ReturnStatement").some(({ argument }) => argument !== null && isPlace(argument)) ||
    file.source.nodes("AssignmentExpression").some(({ right }) => isPlace(right)) ||
    file.source.nodes("VariableDeclarator").some(({ init }) => init !== null && isPlace(init)) ||
    file.source.nodes("Property").some(({ value }) => isPlace(value))
  );
}

/** An exit before the release that is taken where work on the place failed, and where nothing else is called. */
function failedExit(
  file: FileAnalysis,
  key: string,
  fn: FunctionNode,
  releases: readonly PlaceRelease[],
): { node: TSESTree.Node; test: TSESTree.Expression } | undefined {
  const [first] = releases;
  const body = fn.body.type === "BlockStatement" ? fn.body.body : [];
  // Only what stands beside the release is left out by the exit.
  if (first === undefined || !body.some((each) => each === first.call.parent)) return undefined;
  for (const statement of body) {
    if (statement.range[0] > first.call.range[0]) return undefined;
    if (statement.type !== "IfStatement" || statement.alternate !== null) continue;
    const { consequent, test } = statement;
    const inner = consequent.type === "BlockStatement" ? consequent.body : [consequent];
    const last = inner.at(-1);
    if (last?.type !== "ReturnStatement" && last?.type !== "ThrowStatement") continue;
    if (last.type === "ReturnStatement" && callsAnything(last)) continue;
    const failure = failureOf(test);
    if (failure === undefined || !worksOnPlace(file, key, fn, failure.value)) continue;
    const isTold = last.type === "ThrowStatement" || failure.isSure || finishing.test(functionNameOf(fn) ?? "");
    const isHandled = inner.some((each) => each !== last && !isTelling(file, each));
    if (isTold && !isHandled) return { node: last, test };
  }
  return undefined;
}

/** `n < 0`, `n === null`, `!n`: the value that tells of the failure, and whether it can be nothing else. */
function failureOf(test: TSESTree.Expression): { value: TSESTree.Node; isSure: boolean } | undefined {
  const node = unwrap(test);
  if (node.type === "UnaryExpression" && node.operator === "!") return { value: unwrap(node.argument), isSure: false };
  if (node.type !== "BinaryExpression") return undefined;
  const value = unwrap(node.left);
  if (node.operator === "<" && isZero(node.right)) return { value, isSure: true };
  if (/^===?$/.test(node.operator) && isMinusOne(node.right)) return { value, isSure: true };
  if (/^===?$/.test(node.operator) && (isNullish(node.right) || isZero(node.right))) return { value, isSure: false };
  return undefined;
}

function isMinusOne(node: TSESTree.Node): boolean {
  return node.type === "UnaryExpression" && node.operator === "-" && node.argument.type === "Literal";
}

/** The value is what a call gave that was given the place, in the same function. */
function worksOnPlace(file: FileAnalysis, key: string, fn: FunctionNode, value: TSESTree.Node): boolean {
  const variable = value.type === "Identifier" ? file.source.variableOf(value) : undefined;
  const definition = variable?.defs[0]?.node;
  const init =
    definition?.type === "VariableDeclarator" && enclosingFunction(definition) === fn ? definition.init : null;
  const call = init === null ? value : unwrap(init);
  if (call.type !== "CallExpression") return false;
  const callee = unwrap(call.callee);
  const worked = [...call.arguments, ...(callee.type === "MemberExpression" ? [callee.object] : [])];
  return worked.some((each) => keyOf(file, each, fn) === key);
}

function callsAnything({ argument }: TSESTree.ReturnStatement): boolean {
  return argument !== null && /Call|New|Await/.test(unwrap(argument).type);
}

/** `console.error(…)`, or a value that is set: nothing that could release. */
function isTelling(file: FileAnalysis, statement: TSESTree.Statement): boolean {
  if (statement.type !== "ExpressionStatement") return false;
  const node = unwrap(statement.expression);
  if (node.type !== "CallExpression") return false;
  return /^(?:console|log(?:ger)?)\b|(?:[eE]rror|[wW]arn|alert)$/.test(file.source.text(node.callee));
}
