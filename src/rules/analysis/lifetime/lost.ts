import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, inPattern, isFunction, isInside, unwrap } from "../syntax.ts";
import { comparison } from "./comparisons.ts";
import { isCollected } from "./collected.ts";
import type { ExitKind } from "./findings.ts";
import { happensOnce } from "./once.ts";
import { isGiven } from "./handed-on.ts";
import type { Run } from "./run.ts";
import type { Resource } from "./resources.ts";
import { isConstant } from "./surroundings.ts";
import { ESCAPED, LIVE, NONE, RELEASED, type State } from "./state.ts";

/** The first decision on a path that was taken after the acquisition: what a reader needs to follow it. */
export function decisionSince(state: State, site: TSESTree.Node): { test: TSESTree.Node; taken: boolean } | undefined {
  for (let at = state.trail; at !== undefined; at = at.before) {
    if (at.test.range[0] > site.range[1]) return { test: at.test, taken: at.taken };
  }
  return undefined;
}

/** The path was chosen by what a callee that was given the resource answered: it may have said that it keeps it. */
function isToldByTaker(run: Run, state: State, { site, holder }: Resource): boolean {
  if (holder === undefined) return false;
  for (let at = state.trail; at !== undefined; at = at.before) {
    if (at.test.range[0] < site.range[1]) continue;
    let test = unwrap(at.test);
    while (test.type === "UnaryExpression") test = unwrap(test.argument);
    if (test.type === "CallExpression" && isReleasedOtherwise(run, at, test, holder)) return true;
    const definition = test.type === "Identifier" ? run.file.source.variableOf(test)?.defs[0]?.node : undefined;
    if (definition?.type !== "VariableDeclarator" || definition.init === null) continue;
    const told = unwrap(definition.init);
    const asked = told.type === "AwaitExpression" ? unwrap(told.argument) : told;
    if (asked.type !== "CallExpression" || unwrap(asked.callee).type !== "Identifier") continue;
    if (asked.arguments.some((given) => given.type === "Identifier" && given.name === holder)) return true;
  }
  return false;
}

/** `const found = lookUp(); if (!found.cached) found.path.delete();`: what stands beside it says whose it is. */
export function isToldBeside(state: State, { isOneOf, site }: Resource): boolean {
  if (!isOneOf) return false;
  const declarator = site.parent?.type === "AwaitExpression" ? site.parent.parent : site.parent;
  if (declarator?.type !== "VariableDeclarator") return false;
  const names = namesIn(declarator.id);
  for (let at = state.trail; at !== undefined; at = at.before) {
    let test = unwrap(at.test);
    while (test.type === "UnaryExpression") test = unwrap(test.argument);
    const told = declarator.id.type === "Identifier" && test.type === "MemberExpression" ? unwrap(test.object) : test;
    if (told.type === "Identifier" && names.includes(told.name) && (told !== test || names.length > 1)) return true;
  }
  return false;
}

function namesIn(pattern: TSESTree.Node): string[] {
  if (pattern.type === "Identifier") return [pattern.name];
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) => (property.type === "Property" ? namesIn(property.value) : []));
}

/** A variable around the function decided this path: it may also have decided that another of them holds nothing. */
export function isToldByOuter({ file: { places }, fn }: Run, state: State, counts = always): boolean {
  for (let at = state.trail; at !== undefined; at = at.before) {
    const test = unwrap(at.test);
    if (!counts(test)) continue;
    for (const side of test.type === "BinaryExpression" ? [test.left, test.right] : [test]) {
      const place = places.of(side);
      if (place !== undefined && places.rootOf(place) !== undefined && !places.isInside(place, fn)) return true;
    }
  }
  return false;
}

/** `if (!card.insert(p)) { free(p); throw … }`: where it is released is where the callee did not want it. */
function isReleasedOtherwise(
  run: Run,
  { test, taken }: { test: TSESTree.Node; taken: boolean },
  asked: TSESTree.CallExpression,
  holder: string,
): boolean {
  const isHolder = (node: TSESTree.Node): boolean => node.type === "Identifier" && node.name === holder;
  let { parent } = test;
  let isTrue = taken;
  for (; parent?.type === "UnaryExpression" && parent.operator === "!"; parent = parent.parent) isTrue = !isTrue;
  if (parent?.type !== "IfStatement" || !asked.arguments.some(isHolder)) return false;
  const other = isTrue ? parent.alternate : parent.consequent;
  if (other === null) return false;
  return run.file.source.nodes("CallExpression").some((call) => {
    const target = isInside(call, other) ? run.file.vocabulary.release(call)?.target : undefined;
    return target !== undefined && isHolder(unwrap(target));
  });
}

function always(_: TSESTree.Node): boolean {
  return true;
}

/** Nothing can have released it on this path, and the path is one that a run can take. */
export function isSurelyLive(run: Run, state: State, resource: Resource): boolean {
  return (
    state.bits(resource.id) === LIVE &&
    state.isSure &&
    !resource.isOlder &&
    !isGiven(state, resource.id) &&
    !isToldByTaker(run, state, resource) &&
    !isToldFailed(run, state, resource) &&
    !isRuledOut(run, state)
  );
}

/**
 * `if (p) { free(p); free(q); }`: on the other way `p` is 0, which only memory that has run out explains. A way out inside of
 * the test (`if (!q) return;`) is what its author thought of.
 */
export function hangsOnFailure({ file }: Run, state: State, { id }: Resource, exit: TSESTree.Node): boolean {
  for (let at = state.trail; at !== undefined; at = at.before) {
    const { test } = at;
    let asked = unwrap(test);
    while (asked.type === "UnaryExpression" && asked.operator === "!") asked = unwrap(asked.argument);
    const place = file.places.of(comparison(asked)?.operand ?? asked);
    const [other, ...more] = (place === undefined ? undefined : state.value(place)?.ids) ?? [];
    if (other === undefined || more.length > 0 || other === id || state.bits(other) !== NONE) continue;
    let around: TSESTree.Node | undefined = test.parent;
    while (around?.type === "UnaryExpression" || around?.type === "LogicalExpression") around = around.parent;
    const isAllocated = file.resources.get(other)?.acquisition?.evidence.kind === "allocator";
    if (isAllocated && around?.type === "IfStatement" && !isInside(exit, around)) return true;
  }
  return false;
}

/** `const p = GDALOpen(…); if (CPLGetLastErrorType() === failure) throw …`: where a C library says that it failed, it made nothing. */
function isToldFailed({ file: { source } }: Run, state: State, { acquisition, site }: Resource): boolean {
  if (acquisition?.kind !== "pointer" || acquisition.evidence.kind === "allocator") return false;
  const test = decisionSince(state, site)?.test;
  if (test === undefined) return false;
  const isByName = acquisition.evidence.kind === "catalog" && /[eE]rr|ERR|[sS]tatus|[fF]ail/.test(source.text(test));
  return isByName || isToldThrough(source, site, test);
}

const reading = /\bgetValue\(|\bHEAP\w+|\bget(?:Ui|I)nt\d+\(/;

/** `const codec = C._open(rate, error); if (C.getValue(error, "i32") !== 0) throw …`: it says through an argument that it failed. */
function isToldThrough(source: SourceFile, site: TSESTree.Node, test: TSESTree.Node): boolean {
  if (site.type !== "CallExpression") return false;
  const asked = unwrap(test);
  const side = asked.type === "BinaryExpression" ? unwrap(asked.left) : asked;
  const definition = side.type === "Identifier" ? source.variableOf(side)?.defs[0]?.node : undefined;
  const init = definition?.type === "VariableDeclarator" ? definition.init : undefined;
  const told = source.text(init ?? side);
  return (
    reading.test(told) &&
    site.arguments.some(
      (given) => given.type === "Identifier" && new RegExp(`(?<![\\w$.])${inPattern(given.name)}(?![\\w$])`).test(told),
    )
  );
}

/** What decided this path in a closure may be ruled out by the condition under which the closure is made. */
function isRuledOut(run: Run, state: State): boolean {
  const known = conditional.get(run.fn);
  const isConditional = known ?? isMadeConditionally(run.fn);
  if (known === undefined) conditional.set(run.fn, isConditional);
  return isConditional && isToldByOuter(run, state, (test) => isConstant(run.file.source, test));
}

const conditional = new WeakMap<TSESTree.Node, boolean>();

function isMadeConditionally(fn: TSESTree.Node): boolean {
  for (let at = fn.parent; at; at = at.parent) {
    if (at.type === "IfStatement" || at.type === "ConditionalExpression" || at.type === "SwitchCase") return true;
  }
  return false;
}

/** Something that was given the resource, and may use it, has not been released on this path. */
export function isKept(state: State, { lentTo }: Resource): boolean {
  for (const id of lentTo) if (state.bits(id) !== RELEASED) return true;
  return false;
}

/** Live resources that no variable reaches any more can never be released: dropped results, temporaries, overwrites. */
export function checkLost(run: Run, states: readonly State[], node: TSESTree.Node, kind: ExitKind): void {
  for (const state of states) {
    let reachable: Set<number> | undefined;
    for (const [id, bits] of [...state.allBits()]) {
      if ((bits & LIVE) === 0) continue;
      const resource = run.file.resources.get(id);
      if (resource?.acquisition === undefined) continue;
      reachable ??= state.reachable();
      if (reachable.has(id) || run.isPending(id) || isToldBeside(state, resource)) continue;
      if (isCollected(run, state, resource)) continue;
      const isOfCalled = enclosingFunction(resource.site) !== run.fn;
      if ((resource.holder === undefined || isOfCalled) && happensOnce(run.file.source, resource.site)) continue;
      resource.leaks.push({
        exit: kind === "lost" && isOverwrite(node, resource.holder) ? "overwritten" : kind,
        node,
        when: decisionSince(state, resource.site),
        sure: isSurelyLive(run, state, resource),
        kept: isKept(state, resource),
        swallowed: state.implicit !== undefined && kind !== "implicit",
        together: new Set([resource.site]),
      });
      state.setBits(id, (bits & ~LIVE) | ESCAPED);
    }
  }
}

/** The names declared in a block end with it. */
export function leaveBlock(run: Run, node: TSESTree.Node, states: State[]): State[] {
  if (isFunction(node.parent) || !declaresNames(node)) return states;
  for (const state of states) {
    endUsing(run, state, node);
    run.file.places.leave(state, node);
  }
  checkLost(run, states, node, "end");
  return states;
}

/** A `using` variable is disposed of where its block ends. */
function endUsing(run: Run, state: State, block: TSESTree.Node): void {
  for (const [key, value] of [...state.entries()]) {
    const declared = run.file.places.rootOf(key)?.defs[0]?.parent;
    if (declared?.type !== "VariableDeclaration" || declared.parent !== block) continue;
    if (declared.kind !== "using" && declared.kind !== "await using") continue;
    for (const id of value.ids) {
      if (state.bits(id) === ESCAPED) {
        state.setBits(id, RELEASED);
        state.setReleasedAt(id, declared);
      }
    }
  }
}

function declaresNames(node: TSESTree.Node): boolean {
  if (node.type === "SwitchStatement") return true;
  if (!("body" in node) || !Array.isArray(node.body)) return false;
  return (node.body as TSESTree.Node[]).some(
    (statement) => statement.type === "VariableDeclaration" && statement.kind !== "var",
  );
}

function isOverwrite(node: TSESTree.Node, holder: string | undefined): boolean {
  if (holder === undefined || node.type !== "ExpressionStatement" || node.expression.type !== "AssignmentExpression")
    return false;
  const { left } = node.expression;
  if (left.type === "ArrayPattern" || left.type === "ObjectPattern") return true;
  return (left.type === "Identifier" && left.name === holder) || holder.startsWith("this.");
}
