import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../../source-file.ts";
import { Remembered } from "../../remembered.ts";
import { callOf, enclosingFunction, isInside, isTopLevel, lastName, memberName, unwrap } from "../../syntax.ts";
import type { CallNode } from "../vocabulary.ts";
import { calledNative } from "./native-callee.ts";

const ending = /^(?:free|delete|dispose|destroy|_free)$/;
const known = new WeakMap<SourceFile, ReadonlySet<string>>();

/**
 * `deferred.reject(error); error.dispose();`: elsewhere in the file what this call was given is released right after it,
 * so the call does not take it.
 */
export function isShownLent(source: SourceFile, node: CallNode, index: number): boolean {
  if (node.type !== "CallExpression") return false;
  let found = known.get(source);
  if (found === undefined) known.set(source, (found = find(source)));
  return found.has(`${source.text(node.callee)} ${index}`);
}

function find(source: SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of source.nodes("ExpressionStatement")) {
    const released = releasedBy(statement);
    const before = released === undefined ? undefined : previous(statement);
    const call = before?.type === "ExpressionStatement" ? unwrap(before.expression) : undefined;
    if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") continue;
    call.arguments.forEach((argument, index) => {
      if (argument.type === "Identifier" && argument.name === released)
        found.add(`${source.text(call.callee)} ${index}`);
    });
  }
  return found;
}

/** The name of what a statement releases. */
function releasedBy({ expression }: TSESTree.ExpressionStatement): string | undefined {
  const call = unwrap(expression);
  if (call.type !== "CallExpression" || !ending.test(lastName(call.callee) ?? "")) return undefined;
  const callee = unwrap(call.callee);
  const [given] = call.arguments;
  const target =
    call.arguments.length === 0 && callee.type === "MemberExpression" && memberName(callee) !== "_free"
      ? unwrap(callee.object)
      : given;
  return target?.type === "Identifier" ? target.name : undefined;
}

function previous(statement: TSESTree.Statement): TSESTree.Node | undefined {
  const { parent } = statement;
  if (parent.type !== "BlockStatement" && !isTopLevel(parent)) return undefined;
  return parent.body[parent.body.indexOf(statement) - 1];
}

type Releases = (call: TSESTree.CallExpression) => TSESTree.Node | undefined;

const calls = new Remembered<SourceFile, "calls", ReadonlyMap<string, readonly CallNode[]>>();
const shown = new Remembered<SourceFile, string, boolean>();

/**
 * `const edge = new MakeEdge(from, to); …; from.delete();`, `array_create(shape); …; free(shape);`: what a constructor or a
 * native function was given is released by who gave it, in all cases and afterwards, here or where the file calls it again.
 */
export function isReleasedAfterwards(source: SourceFile, node: CallNode, index: number, releases: Releases): boolean {
  const key = keyOf(source, node);
  if (key === undefined) return false;
  return shown.get(source, `${key} ${index}`, () => {
    const alike = calls.get(source, "calls", () => callsByKey(source)).get(key) ?? [];
    return alike.some((call) => isGivenForNow(source, call, index, releases));
  });
}

function keyOf(source: SourceFile, node: CallNode): string | undefined {
  return node.type === "NewExpression" ? `new ${source.text(node.callee)}` : calledNative(source, node);
}

function callsByKey(source: SourceFile): ReadonlyMap<string, readonly CallNode[]> {
  const found = new Map<string, CallNode[]>();
  for (const call of [...source.nodes("NewExpression"), ...source.nodes("CallExpression")]) {
    const key = keyOf(source, call);
    if (key === undefined) continue;
    const others = found.get(key);
    if (others === undefined) found.set(key, [call]);
    else others.push(call);
  }
  return found;
}

function isGivenForNow(source: SourceFile, call: CallNode, index: number, releases: Releases): boolean {
  const given = call.arguments[index];
  const variable = given?.type === "Identifier" ? source.variableOf(given) : undefined;
  return (
    variable?.references.some(({ identifier }) => {
      const release = callOf(identifier);
      if (release === undefined || releases(release) !== identifier) return false;
      return call.range[1] <= release.range[0] && isSureAfter(call, release, variable);
    }) === true
  );
}

/** In the same function, and in no branch that the call is not in: but for `finally`, and a test of what is released. */
function isSureAfter(call: TSESTree.Node, release: TSESTree.Node, { references }: Variable): boolean {
  if (enclosingFunction(call) !== enclosingFunction(release)) return false;
  for (let at = release; at.parent; at = at.parent) {
    const { parent } = at;
    const isFinally = parent.type === "TryStatement" && parent.finalizer === at;
    if (isInside(call, parent)) return isFinally || parent.type === "BlockStatement" || isTopLevel(parent);
    if (parent.type === "LogicalExpression" || parent.type === "IfStatement") {
      const test = parent.type === "IfStatement" ? parent.test : parent.left;
      if (!references.some(({ identifier }) => isInside(identifier, test))) return false;
    } else if (branching.test(parent.type)) return false;
  }
  return false;
}

const branching = /^(?:For\w*|While|DoWhile|SwitchCase|CatchClause|ConditionalExpression)/;
