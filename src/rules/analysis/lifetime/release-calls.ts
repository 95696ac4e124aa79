import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, unwrap } from "../syntax.ts";
import { emptyArena } from "./arenas.ts";
import { callClosure } from "./closures.ts";
import { evaluate } from "./expressions.ts";
import { endFields } from "./field-ends.ts";
import { tellKept } from "./late-views.ts";
import { endBeside, endKnown, endOwned, releasePart } from "./needs.ts";
import { skipsOptional } from "./optional.ts";
import { acquire, escape, release } from "./ownership.ts";
import { isOwnFree } from "./own-free.ts";
import { PathEnd, type Run } from "./run.ts";
import { ESCAPED, LIVE, type State } from "./state.ts";
import { falsy, resourceValue, unknown, type Value } from "./value.ts";
import type { Release } from "./vocabulary.ts";
import { accessorName } from "./words/native-callee.ts";
import { isAnswerKept } from "./words/records.ts";

/** A call that releases: its parts in order, then the release. */
export function evaluateRelease(run: Run, state: State, node: TSESTree.CallExpression, how: Release): Value {
  const callee = unwrap(node.callee);
  const target = how.target;
  const value = evaluate(run, state, target);
  noteUnder(run, state, node, how, value);
  if (callee.type === "MemberExpression" && callee.object !== target) evaluate(run, state, callee.object);
  if (callee.type === "MemberExpression" && callee.optional && skipsOptional(run, state, value)) return falsy;
  let result = unknown;
  for (const argument of node.arguments) {
    if (argument === target) continue;
    const given = evaluate(run, state, argument);
    if (argument === how.callback && given.closure !== undefined) {
      result = callClosure(run, state, given.closure, [value], node);
    } else if (given.closure !== undefined) escape(run, state, given);
  }
  // `null.delete()` throws: nothing after it happens on this path.
  if (value.truth === -1 && how.style === "method" && how.exact) {
    run.mayThrow(state, node);
    throw new PathEnd(undefined);
  }
  if (value.truth === -1 || isRecord(run, value, node, how)) return result;
  if (releasePart(run, value, node, how)) return result;
  if (how.consumes === true) {
    if (value.ids.length > 0) release(run, state, value, node, how);
    const made = run.file.vocabulary.acquisition(node);
    return made === undefined ? result : acquire(run, state, node, made);
  }
  if (how.known === true) endKnown(run, state, value, node, target);
  endOwned(run, value, target);
  if (value.ids.length === 0 && value.boxes.length === 0) releaseOuter(run, state, node, how);
  else release(run, state, value, node, how);
  const given = node.arguments.map((argument) => (argument === target ? value : unknown));
  endBeside(run, state, node, given);
  tellKept(run, state, node);
  emptyArena(run, state, node);
  endFields(run, state, node);
  return result;
}

/** `_free(image.$$.ptr)`: `$$` is where an object of Embind keeps its address. */
function noteUnder(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  { target, name, style }: Release,
  value: Value,
): void {
  const member = unwrap(target);
  const held = member.type === "MemberExpression" && memberName(member) === "ptr" ? unwrap(member.object) : undefined;
  if (style !== "function" || held?.type !== "MemberExpression" || memberName(held) !== "$$") return;
  const text = run.file.source.text(held.object);
  run.file.findings.add(`under:${node.range[0]}`, { kind: "under", node, text, release: name, certainty: "certain" });
  for (const id of value.ids) state.setBits(id, ESCAPED);
}

/** Something whose acquisition is not seen is released: remembered by its name, for a second release or a later use. */
function releaseOuter(run: Run, state: State, node: TSESTree.CallExpression, how: Release): void {
  const place = run.file.places.of(how.target);
  if (place === undefined || place === "this" || !how.exact) return;
  const text = run.file.source.text(how.target);
  // `if (p === 0) free(p)` frees nothing.
  if (state.fact(`${text} === 0`) === true || state.fact(`${text} === null`) === true) return;
  if (holdsText(run, how.target) || isWritten(run, how.target)) return;
  if (isBorrowed(run, state, how)) {
    run.file.findings.add(`borrowed:${node.range[0]}`, {
      kind: "borrowed",
      node,
      text,
      release: how.name,
      certainty: "possible",
    });
  }
  const holder = state.value(place.split(".", 1)[0] ?? place);
  for (const id of holder?.ids ?? []) if (run.parameters.includes(id)) run.releasedParts.add(id);
  const resource = run.file.resources.at(
    run.fn,
    `outer ${place} ${[...run.inlinedAt].join()}`,
    "outer",
    undefined,
    text,
  );
  if ((how.style === "function" || isOwnFree(run, how)) && !isFilledByClosure(run, place)) {
    run.file.sureOuter.add(resource.id);
  }
  state.setBits(resource.id, LIVE);
  const value = resourceValue(resource.id, 0);
  state.set(place, value);
  release(run, state, value, node, how);
}

/** `p = UTF8ToString(p); free(p)`: the name stands for text by then, which `free` does nothing to. */
function holdsText({ file: { source } }: Run, target: TSESTree.Node): boolean {
  const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
  const written = variable?.references.filter(
    ({ identifier, writeExpr }) => writeExpr !== undefined && identifier.range[0] < target.range[0],
  );
  const last = written?.at(-1)?.writeExpr;
  const value = last ? unwrap(last) : undefined;
  return value?.type === "CallExpression" && /ToString$|_stringify$/.test(accessorName(value) ?? "");
}

/** `const slot = 1; release_slot(slot); fill_slot(slot);`: a number that the program chose comes from no allocator. */
function isWritten({ file: { source } }: Run, target: TSESTree.Node): boolean {
  const variable = target.type === "Identifier" ? source.variableOf(target) : undefined;
  const definition = variable?.defs[0]?.node;
  if (definition?.type !== "VariableDeclarator" || definition.init?.type !== "Literal") return false;
  const isChanged = variable?.references.some((each) => each.isWrite() && each.init !== true) === true;
  return typeof definition.init.value === "number" && definition.init.value !== 0 && !isChanged;
}

/** A local variable that a closure writes may be empty still. */
function isFilledByClosure(run: Run, place: string): boolean {
  const root = run.file.places.rootOf(place);
  return root !== undefined && run.file.places.isInside(place, run.fn) && run.file.functions.isWrittenElsewhere(root);
}

const record = /(?:^|[.#_]|[a-z](?=[A-Z]))(?:cursor|ref|reference|row|entry|record|message|request|cache)$/i;

/** `cursor.delete()`, `ref.delete()`: databases and caches delete records so. */
function isRecord(run: Run, { ids }: Value, node: TSESTree.CallExpression, { name, target }: Release): boolean {
  const isMade = ids.some((id) => run.file.resources.get(id)?.acquisition !== undefined);
  const { source } = run.file;
  const text = source.text(target);
  // `item.delete(); item.continue();` is a cursor of IndexedDB.
  const isRecordName = record.test(text) || source.mentions(`${text}.continue(`);
  return name === "delete" && !isMade && (isRecordName || isAnswerKept(node));
}

/** The name was given something that belongs to another object. */
function isBorrowed(run: Run, state: State, { target, name }: Release): boolean {
  const variable = target.type === "Identifier" ? run.file.source.variableOf(target) : undefined;
  const definition = variable?.defs[0]?.node;
  if (definition?.type !== "VariableDeclarator" || definition.init === null || variable?.defs.length !== 1)
    return false;
  const init = unwrap(definition.init);
  if (init.type !== "CallExpression") return false;
  if (run.file.vocabulary.isBorrowed(init)) return true;
  // A getter of an object that this function made gives a part of it.
  const callee = unwrap(init.callee);
  if (name !== "destroy" || callee.type !== "MemberExpression" || !/^get[A-Z]/.test(memberName(callee) ?? ""))
    return false;
  const owner = run.file.places.of(callee.object);
  return (
    owner !== undefined &&
    (state.value(owner)?.ids ?? []).some((id) => run.file.resources.get(id)?.acquisition !== undefined)
  );
}
