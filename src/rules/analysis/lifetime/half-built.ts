import { enclosingFunction, isInside, memberName, unwrap, type ClassNode } from "../syntax.ts";
import { isReleased, type FieldStore } from "./fields.ts";
import { decisionSince } from "./lost.ts";
import type { Flow, Run } from "./run.ts";
import { ESCAPED, type State } from "./state.ts";

/**
 * `this.path = new Path(); if (…) throw`: nobody is given an object whose constructor throws, so what its fields own is
 * lost. Only where the constructor lets nobody else have the object or the field before.
 */
export function checkHalfBuilt(run: Run, flow: Flow): void {
  const method = run.fn.parent;
  if (method?.type !== "MethodDefinition" || method.kind !== "constructor") return;
  if ((method.parent.parent as ClassNode).superClass !== null || handsOutThis(run)) return;
  for (const store of run.file.fields) {
    if (store.fn !== run.fn || store.isStatic || store.contained || store.resource.isOlder) continue;
    if (!isOnlyInField(run, store) || !isReleased(run.file, store)) continue;
    const { resource } = store;
    const thrown = flow.throws.find(
      ({ state, byCallback }) => byCallback !== true && state.implicit === undefined && holds(store, state),
    );
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

function holds({ field, resource }: FieldStore, state: State): boolean {
  const held = state.value(`this.${field}`);
  if (held === undefined || held.derived || held.truth === -1 || held.ids.length !== 1) return false;
  return held.ids[0] === resource.id && state.bits(resource.id) === ESCAPED;
}

/** `this` itself, a method of it or a closure that may read it goes to somebody else. */
function handsOutThis({ fn, file }: Run): boolean {
  return file.source.nodes("ThisExpression").some((node) => {
    if (!isInside(node, fn)) return false;
    const { parent } = node;
    if (enclosingFunction(node) !== fn) return true;
    if (parent.type !== "MemberExpression" || parent.object !== node || memberName(parent) === undefined) return true;
    return parent.parent.type === "CallExpression" && parent.parent.callee === parent;
  });
}

/** Stored as it is made, and only called or read from then on. */
function isOnlyInField({ fn, file }: Run, { field, resource }: FieldStore): boolean {
  let stored = false;
  for (const member of file.source.nodes("MemberExpression")) {
    if (!isInside(member, fn) || member.object.type !== "ThisExpression" || memberName(member) !== field) continue;
    const { parent } = member;
    if (parent.type === "AssignmentExpression" && parent.left === member) {
      if (stored || unwrap(parent.right) !== resource.site) return false;
      stored = true;
    } else if (parent.type !== "MemberExpression" || parent.object !== member) return false;
  }
  return stored;
}
