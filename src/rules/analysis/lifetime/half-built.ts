import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  inPattern,
  isInside,
  memberName,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../syntax.ts";
import { isReleased, type FieldStore } from "./fields.ts";
import { decisionSince, isKept } from "./lost.ts";
import type { FileAnalysis, Flow, Run } from "./run.ts";
import { ESCAPED, type State } from "./state.ts";
import type { Value } from "./value.ts";

/**
 * `this.path = new Path(); if (…) throw`: nobody is given an object whose constructor throws, so what its fields own is
 * lost. Only where the constructor lets nobody else have the object or the field before, but its own methods.
 */
export function checkHalfBuilt(run: Run, flow: Flow): void {
  const method = run.fn.parent;
  if (method?.type !== "MethodDefinition" || method.kind !== "constructor") return;
  if ((method.parent.parent as ClassNode).superClass !== null) return;
  for (const store of run.file.fields) {
    if (store.fn !== run.fn || store.isStatic || store.contained || store.resource.isOlder) continue;
    if (!isReleased(run.file, store)) continue;
    const { resource } = store;
    const thrown = flow.throws.find(({ state, node, byCallback }) => {
      if (!holds(store, state) || handsOutBefore(run, store, node)) return false;
      return byCallback === true ? isOwnStep(run, store, node) : state.implicit === undefined;
    });
    if (thrown === undefined) continue;
    resource.leaks.push({
      exit: "throw",
      node: thrown.node,
      when: decisionSince(thrown.state, resource.site),
      sure: thrown.state.isSure,
      kept: false,
      swallowed: false,
      together: new Set([resource.site]),
    });
  }
}

/** What comes after the `throw` in the constructor does not happen. */
function handsOutBefore(run: Run, store: FieldStore, { range: [, end] }: TSESTree.Node): boolean {
  return handsOutThis(run.file, run.fn, end) || !isOnlyInField(run, store, end);
}

function holds({ field, resource }: FieldStore, state: State): boolean {
  const held = state.value(`this.${field}`);
  if (held === undefined || held.derived || held.truth === -1 || held.ids.length !== 1) return false;
  return held.ids[0] === resource.id && state.bits(resource.id) === ESCAPED;
}

/** `this.load(bytes);`: a method of the object itself that throws, and leaves the field to whoever catches it. */
function isOwnStep({ file }: Run, { field }: FieldStore, node: TSESTree.Node): boolean {
  const method = node.type === "CallExpression" ? ownMethod(file, node) : undefined;
  if (method === undefined || method.async) return false;
  const text = file.source.text(method.body);
  return !ending.test(text) && !new RegExp(`\\bcatch\\b[^]*\\.${inPattern(field)}(?![\\w$])`).test(text);
}

const ending = /\.(?:destroy|dispose|free|delete|release|close|cleanup|terminate|shutdown)\w*\(\s*\)/;

function ownMethod(file: FileAnalysis, { callee }: TSESTree.CallExpression): FunctionNode | undefined {
  const target = unwrap(callee);
  if (target.type !== "MemberExpression" || unwrap(target.object).type !== "ThisExpression") return undefined;
  return file.functions.resolve(target);
}

/** `this` itself, a method of it or a closure that may read it goes to somebody else. */
function handsOutThis(file: FileAnalysis, fn: TSESTree.Node, before = Infinity, depth = 0): boolean {
  return file.source.nodes("ThisExpression").some((node) => {
    if (!isInside(node, fn) || node.range[0] > before) return false;
    const { parent } = node;
    if (enclosingFunction(node) !== fn) return true;
    if (parent.type !== "MemberExpression" || parent.object !== node || memberName(parent) === undefined) return true;
    if (parent.parent.type !== "CallExpression" || parent.parent.callee !== parent) return false;
    const method = ownMethod(file, parent.parent);
    return method === undefined || depth > 1 || handsOutThis(file, method, Infinity, depth + 1);
  });
}

/** Nobody but the field has it: it is stored as it is made, and what the field holds is only called, read or released. */
function isOnlyInField({ fn, file }: Run, { field, resource }: FieldStore, before = Infinity): boolean {
  let stored = false;
  for (const member of file.source.nodes("MemberExpression")) {
    if (
      !isInside(member, fn) ||
      member.range[0] > before ||
      member.object.type !== "ThisExpression" ||
      memberName(member) !== field
    )
      continue;
    const { parent } = member;
    if (parent.type === "AssignmentExpression" && parent.left === member) {
      stored ||= isMadeFor(file, unwrap(parent.right), resource.site);
    } else if (parent.type === "CallExpression") {
      if (file.vocabulary.release(parent) === undefined && !worksOn(file, parent, member, resource.site)) return false;
    } else if (asking.test(parent.type)) continue;
    else if (parent.type !== "MemberExpression" || parent.object !== member) return false;
  }
  return stored;
}

const asking = /^(?:Unary|Binary)Expression$|^IfStatement$/;

/** `lib.thing_set_mode(this.handle, mode)` beside `this.handle = lib.thing_new()`: a function about the thing, of the same module. */
function worksOn(
  { source }: FileAnalysis,
  { callee, arguments: [first] }: TSESTree.CallExpression,
  member: TSESTree.Node,
  site: TSESTree.Node,
): boolean {
  const target = unwrap(callee);
  const maker = site.type === "CallExpression" ? unwrap(site.callee) : site;
  if (first !== member || target.type !== "MemberExpression" || maker.type !== "MemberExpression") return false;
  // `lib.registry_add(this.handle)` may have it from then on.
  if (/(?:^|_)(?:add|append|attach|insert|install|push|register|own|adopt)(?:_|$)/.test(memberName(target) ?? ""))
    return false;
  return source.text(unwrap(target.object)) === source.text(unwrap(maker.object));
}

/** The value itself, or a constant that holds it and goes nowhere else. */
function isMadeFor(file: FileAnalysis, value: TSESTree.Node, site: TSESTree.Node): boolean {
  if (value === site) return true;
  const variable = value.type === "Identifier" ? file.source.variableOf(value) : undefined;
  const made = variable === undefined ? undefined : variable.defs[0]?.node;
  if (made?.type !== "VariableDeclarator" || made.init === null || unwrap(made.init) !== site) return false;
  return variable?.references.every(({ identifier, init }) => init === true || identifier === value) === true;
}

/** `this.path = new Path(); this.path = other;` in one method, where nothing but the field had the first. */
export function checkOverwrite(run: Run, state: State, place: string, value: Value, node: TSESTree.Node): void {
  const [id = -1, ...others] = state.value(place)?.ids ?? [];
  const resource = run.file.resources.get(id);
  if (resource?.acquisition === undefined || others.length > 0 || value.ids.includes(id)) return;
  const store = run.file.fields.find((each) => each.resource === resource && each.fn === run.fn);
  if (store === undefined || store.isStatic || store.contained || resource.isOlder || run.inlined.length > 0) return;
  if (!holds(store, state) || handsOutThis(run.file, run.fn) || !isOnlyInField(run, store)) return;
  resource.holder ??= `this.${store.field}`;
  resource.leaks.push({
    exit: "overwritten",
    node,
    when: decisionSince(state, resource.site),
    sure: state.isSure,
    kept: isKept(state, resource),
    swallowed: state.implicit !== undefined,
    together: new Set([resource.site]),
  });
}
