import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { isFunction, isNullish, isTopLevel, lastName, memberName, unwrap } from "../syntax.ts";
import { isDoubted } from "./doubted.ts";
import type { Finding } from "./findings.ts";
import { boundTo } from "./words/vectors.ts";

const runners = new Set(["describe", "it", "test", "suite", "context", "specify", "Deno"]);
const assertions = /^(?:expect|assert|should|spyOn|t)(?:$|[A-Z])/;

const comparing = /^(?:not)?(?:[sS]trict|[dD]eep)*[eE]qual$/;

// `toThrow`, `throwsAsync`, `rejects`, and not `unthrow`, which takes results apart.
const expecting = /^(?:to|be|is|does|not)?(?:[tT]hrow|[rR]eject)/;

/**
 * Tests use an object after its release, or release it twice, to see what comes of it: nothing to report where that is
 * what an assertion asks, and not certain elsewhere in a test.
 */
export function asTestsMeanIt(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding): Finding[] => {
    if (finding.kind !== "double-release" && finding.kind !== "use-after-release") return [finding];
    const place = placeInTest(finding.node);
    if (place === "asserted" || isMeantToFail(finding.node)) return [];
    if (finding.kind === "double-release" && isAboutRepeating(finding.node)) return [];
    if (finding.kind === "use-after-release" && isDoubted(finding)) return [];
    // Of an address nothing can be asked after its release.
    if (finding.acquisition?.kind === "pointer") return [finding];
    // A test that works with an object after its `delete()` knows it for something else, such as emptying a log.
    const isUsed = finding.kind === "use-after-release" && finding.acquisition === undefined;
    if (place === "test" && isUsed && isMethod(finding.released)) return [];
    return place === "test" ? [{ ...finding, certainty: "possible" }] : [finding];
  });
}

/** `log.delete()`: called on the object, with nothing given. */
function isMethod(release: TSESTree.Node): boolean {
  return (
    release.type === "CallExpression" &&
    release.arguments.length === 0 &&
    unwrap(release.callee).type === "MemberExpression"
  );
}

/** `expect(() => { make(-1); }).toThrow()`: nothing is made there. */
export function isExpectedToThrow(site: TSESTree.Node): boolean {
  if (isMeantToFail(site) || isCaughtByTest(site)) return true;
  let inner = site;
  for (let at = site.parent; at; inner = at, at = at.parent) {
    if (at.type !== "CallExpression" || !isFunction(inner)) continue;
    let chain: TSESTree.Node = at;
    while (
      chain.parent?.type === "MemberExpression" ||
      (chain.parent?.type === "CallExpression" && chain.parent.callee === chain)
    )
      chain = chain.parent;
    if (chain.type === "CallExpression" && namesOf(chain.callee).some((name) => expecting.test(name))) return true;
  }
  return false;
}

/** `table.view(config).catch((error) => expect(error.message).toBe("no such column"));` */
function isCaughtByTest(site: TSESTree.Node): boolean {
  const { parent } = site;
  const call = parent?.type === "MemberExpression" && parent.object === site ? parent.parent : undefined;
  if (call?.type !== "CallExpression" || call.parent.type !== "ExpressionStatement") return false;
  return lastName(call.callee) === "catch" && isFunction(call.arguments[0]) && placeInTest(site) !== undefined;
}

/** `try { free(p); assert(false); } catch {}`: the call right before has to throw. */
function isMeantToFail(node: TSESTree.Node): boolean {
  for (let at = node; at.parent && !isFunction(at); at = at.parent) {
    const block = at.parent;
    if (block.type !== "BlockStatement" || block.parent.type !== "TryStatement") continue;
    const { handler } = block.parent;
    if (block !== block.parent.block || handler === null) return false;
    const next = block.body[block.body.indexOf(at as TSESTree.Statement) + 1];
    const isOnly = block.body.length === 1 && at.type === "ExpressionStatement";
    if (next === undefined && placeInTest(node) !== undefined && (isOnly || notesFailure(handler))) return true;
    return (
      next !== undefined && (isFailure(next) || (handler.body.body.length === 0 && setsFailure(next, block.parent)))
    );
  }
  return false;
}

/** `try { make(-1); } catch { threw = true; }`, `catch (e) { error = e; }` */
function notesFailure({ body: { body } }: TSESTree.CatchClause): boolean {
  return body.some((statement) => {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") return false;
    const { left, right } = statement.expression;
    const isNoted = right.type === "Literal" ? right.value === true : right.type === "Identifier";
    return left.type === "Identifier" && isNoted;
  });
}

/** `assert(false)`, `assert.fail()`, `expect.unreachable()`. */
function isFailure(statement: TSESTree.Node): boolean {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return false;
  const { callee, arguments: given } = statement.expression;
  const names = namesOf(callee);
  if (/^(?:fail|unreachable|notReached)$/.test(names.at(-1) ?? "")) return true;
  const [first] = given;
  return assertions.test(names[0] ?? "") && first?.type === "Literal" && first.value === false;
}

/** `try { make(-1); isMade = true; } catch {} if (isMade) throw …` */
function setsFailure(statement: TSESTree.Node, around: TSESTree.TryStatement): boolean {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") return false;
  const { left, right } = statement.expression;
  if (left.type !== "Identifier" || right.type !== "Literal" || right.value !== true) return false;
  const { parent } = around;
  const body = parent.type === "BlockStatement" || isTopLevel(parent) ? parent.body : [];
  const next = body[body.indexOf(around) + 1];
  if (next?.type !== "IfStatement" || next.test.type !== "Identifier" || next.test.name !== left.name) return false;
  const end = next.consequent.type === "BlockStatement" ? next.consequent.body.at(-1) : next.consequent;
  return end?.type === "ThrowStatement" || (end !== undefined && isFailure(end));
}

const repeating =
  /\b(?:idempotent|twice|multiple times|more than once|repeated(?:ly)?|second|again|already)\b|\bdouble[- ]/i;

/** `it("may be disposed of twice", () => { … })` */
function isAboutRepeating(node: TSESTree.Node): boolean {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    if (at.type !== "CallExpression" || !runners.has(namesOf(at.callee)[0] ?? "")) continue;
    const [title] = at.arguments;
    if (title?.type === "Literal" && typeof title.value === "string") return repeating.test(title.value);
  }
  return false;
}

const empty = /^(?:toBe(?:Null|Undefined|Nullish|Falsy)|(?:is)?(?:Null|Undefined|NotOk)|null|undefined)$/;

/** `expect(parser.parse(text)).toBeNull()`, also of the variable that has it: nothing is made there. */
export function isAssertedEmpty(source: SourceFile, site: TSESTree.Node): boolean {
  if (isToldEmpty(site)) return true;
  const name = boundTo(site);
  const variable = name === undefined ? undefined : source.variableOf(name);
  const [only, other] = variable?.references.filter((reference) => reference.isWrite()) ?? [];
  if (variable === undefined || only === undefined || other !== undefined) return false;
  return variable.references.some(({ identifier }) => isToldEmpty(identifier));
}

function isToldEmpty(value: TSESTree.Node): boolean {
  const call = value.parent;
  if (call?.type !== "CallExpression" || call.arguments[0] !== value) return false;
  const names = namesOf(call.callee);
  if (!assertions.test(names[0] ?? "")) return false;
  if (names.length > 1) return empty.test(names.at(-1) ?? "");
  const asked = call.parent;
  if (asked.type !== "MemberExpression" || asked.object !== call) return false;
  const told = memberName(asked) ?? "";
  const [given] = asked.parent.type === "CallExpression" ? asked.parent.arguments : [];
  return empty.test(told) || (/^to(?:Be|Equal|StrictEqual)$/.test(told) && given !== undefined && isNullish(given));
}

/** Whether a test runs a node, and whether what it gives is asserted. */
export function placeInTest(node: TSESTree.Node): "asserted" | "test" | undefined {
  let isAsserted = false;
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    if (at.type !== "CallExpression") continue;
    const names = namesOf(at.callee);
    if (runners.has(names[0] ?? "") && at.arguments.some((argument) => isFunction(argument)))
      return isAsserted ? "asserted" : "test";
    if (names.some((name) => assertions.test(name)) || comparing.test(names.at(-1) ?? "")) isAsserted = true;
  }
  return undefined;
}

/** The names that a callee is made of, the first one first: `expect(x).not.toBe` is called on `expect`. */
function namesOf(callee: TSESTree.Node): string[] {
  const node = unwrap(callee);
  if (node.type === "Identifier") return [node.name];
  if (node.type === "CallExpression") return namesOf(node.callee);
  if (node.type !== "MemberExpression") return [];
  return [...namesOf(node.object), memberName(node) ?? ""];
}
