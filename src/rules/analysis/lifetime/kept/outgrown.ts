import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  fieldOfThis,
  isConstructor,
  isFunction,
  isInside,
  isNullish,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import type { FileAnalysis } from "../run.ts";
import { areAlternatives } from "../judge.ts";
import { returns } from "../leaving.ts";
import { ending, endsAnything, mentionsOf } from "./mentions.ts";
import { ownedIn } from "./stores.ts";

/**
 * `if (!kernel || kernel.rows !== n) kernel = cv.Mat.ones(n, n, type)` and `if (n > capacity) { p = malloc(n); capacity = n; }`:
 * the test lets through a place that holds something too small or out of date, and nobody releases that.
 */
export function judgeOutgrown(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  for (const node of file.source.nodes("AssignmentExpression")) {
    const { left, right, operator } = node;
    if (operator !== "=" || !isCall(right)) continue;
    const place = unwrap(left);
    const fn = enclosingFunction(node);
    if (!isFunction(fn) || !outlives(file, place, fn) || isConstructor(fn)) continue;
    const tests = [...testsBefore(node, fn)];
    if (!tests.some((test) => mayHoldFilled(file, test, place, node, fn))) continue;
    const acquisition = ownedIn(file, right, fn);
    if (acquisition === undefined || acquisition.finalizer === "late") continue;
    if (isLookedAfter(file, place, node, fn, tests)) continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition,
      place: file.source.text(place),
      how: "replaced",
      from: node,
      certainty: "possible",
    });
  }
  return findings;
}

/** A condition under which the statement is reached; `holds`: whether it has to hold or not to. */
interface Test {
  readonly node: TSESTree.Node;
  readonly holds: boolean;
}

function isCall(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  return value.type === "CallExpression" || value.type === "NewExpression" || value.type === "Identifier";
}

/** A variable around the function, or a member of something that is there when it begins. */
function outlives(file: FileAnalysis, place: TSESTree.Node, fn: FunctionNode): boolean {
  if (place.type === "MemberExpression") {
    const object = unwrap(place.object);
    return memberName(place) !== undefined && (object.type === "ThisExpression" || outlives(file, object, fn));
  }
  const definition = place.type === "Identifier" ? file.source.variableOf(place)?.defs[0] : undefined;
  return definition !== undefined && !isInside(definition.name, fn);
}

/** `if (test) { … }` around the statement, `if (test) return;` before it. */
function* testsBefore(node: TSESTree.Node, fn: FunctionNode): Iterable<Test> {
  let child: TSESTree.Node = node;
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type === "IfStatement" && child === at.consequent) yield { node: at.test, holds: true };
    if (at.type !== "BlockStatement") continue;
    for (const statement of at.body) {
      if (statement === child) break;
      if (statement.type === "IfStatement" && statement.alternate === null && returns(statement.consequent))
        yield { node: statement.test, holds: false };
    }
  }
}

/** The parts of a test of which one is enough for it, each as what has to hold together. */
function* alternatives({ node, holds }: Test): Iterable<Test[]> {
  const test = unwrap(node);
  if (test.type === "UnaryExpression" && test.operator === "!") {
    yield* alternatives({ node: test.argument, holds: !holds });
    return;
  }
  if (test.type !== "LogicalExpression" || test.operator === "??") {
    yield [{ node: test, holds }];
    return;
  }
  const sides = [test.left, test.right].map((side) => [...alternatives({ node: side, holds })]);
  const [left = [], right = []] = sides;
  if ((test.operator === "||") === holds) yield* [...left, ...right];
  else for (const one of left) for (const other of right) yield [...one, ...other];
}

/** One way through the test compares something that is known only of what the place holds, and none says that it is empty. */
function mayHoldFilled(
  file: FileAnalysis,
  test: Test,
  place: TSESTree.Node,
  store: TSESTree.AssignmentExpression,
  fn: FunctionNode,
): boolean {
  const all = [...alternatives(test)];
  if (all.length > 16) return false;
  return all.some(
    (parts) =>
      !parts.some((part) => saysEmpty(file, part, place)) &&
      parts.some((part) => isOfFilled(file, part, place, store, fn)),
  );
}

/** `!place`, `place === null`, `place === 0`, `!this.ready` */
function saysEmpty({ source }: FileAnalysis, { node, holds }: Test, place: TSESTree.Node): boolean {
  const text = source.text(place);
  if (node.type !== "BinaryExpression") return !holds && /^[\w$.#]+$/.test(source.text(node));
  const isNothing = isNullish(node.right) || (node.right.type === "Literal" && Number(node.right.value) <= 0);
  if (!isNothing || !/^(?:===?|!==?)$/.test(node.operator)) return false;
  return node.operator.startsWith("=") === holds && source.text(unwrap(node.left)) === text;
}

/** `kernel.rows !== n`; `n > capacity` where the capacity is written as well once the place is filled. */
function isOfFilled(
  file: FileAnalysis,
  { node, holds }: Test,
  place: TSESTree.Node,
  store: TSESTree.AssignmentExpression,
  fn: FunctionNode,
): boolean {
  if (node.type !== "BinaryExpression" || !/^(?:[<>]=?|[!=]==?)$/.test(node.operator)) return false;
  if (/^[!=]/.test(node.operator) && node.operator.startsWith("!") !== holds) return false;
  const sides = [unwrap(node.left), unwrap(node.right)];
  if (sides.some((side) => side.type === "Literal" || side.type === "UnaryExpression" || isNullish(side))) return false;
  const text = file.source.text(place);
  return sides.some((side, index) => {
    const other = sides[1 - index];
    if (other === undefined) return false;
    const own = file.source.text(side);
    if (own.startsWith(`${text}.`) || own.startsWith(`${text}?.`)) return true;
    return side.type !== "CallExpression" && outlives(file, side, fn) && isNoted(file, side, other, store, fn);
  });
}

/** `capacity = n` in the statements around the store: what was compared is remembered for the next time. */
function isNoted(
  { source }: FileAnalysis,
  side: TSESTree.Node,
  other: TSESTree.Node,
  store: TSESTree.AssignmentExpression,
  fn: FunctionNode,
): boolean {
  const text = source.text(side);
  const compared = source.text(other);
  return source.nodes("AssignmentExpression").some(({ left, right, operator, range }) => {
    if (operator !== "=" || left === store.left || range[0] < fn.range[0] || range[1] > fn.range[1]) return false;
    if (source.text(unwrap(left)) !== text) return false;
    const value = unwrap(right);
    return source.text(value) === compared || source.text(store.right).includes(source.text(value));
  });
}

/** Something is released or ended in the function, or it reads the place beside the tests: to copy, to hand on, to free. */
function isLookedAfter(
  file: FileAnalysis,
  place: TSESTree.Node,
  store: TSESTree.AssignmentExpression,
  fn: FunctionNode,
  tests: readonly Test[],
): boolean {
  if (endsAnything(file, fn)) return true;
  const isRead = mentionsOf(file, place, fn).some((mention) => {
    if (mention === unwrap(store.left) || tests.some(({ node }) => isInside(mention, node))) return false;
    if (isInside(mention, store.right)) return true;
    return mention.range[0] < store.range[0] && !areAlternatives(mention, store);
  });
  if (isRead) return true;
  const field = fieldOfThis(place);
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || isInside(call, store) || call.range[0] > store.range[0]) return false;
    const callee = unwrap(call.callee);
    if (callee.type === "Super" || ending.test(lastName(callee) ?? "")) return true;
    // A method of the object may do anything with its fields.
    if (callee.type === "MemberExpression" && field !== undefined) {
      const object = unwrap(callee.object);
      if (object.type === "ThisExpression" || object.type === "Super") return true;
    }
    const own = file.functions.resolve(callee);
    return own !== undefined && own !== fn && mentionsOf(file, place, own).length > 0;
  });
}
