import type { TSESTree } from "@typescript-eslint/utils";
import { viewConstructors } from "../recognise/wasm-values.ts";
import { lastName, memberName, unwrap } from "../syntax.ts";
import { keptOf } from "../views/stored.ts";
import { isReadFrom } from "./addresses.ts";
import { useAddress, useShown } from "./needs.ts";
import { clip } from "./ownership.ts";
import type { Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import { partShown } from "./shown.ts";
import type { State } from "./state.ts";
import { resourceValue, type Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";

/** `out.set(view)`, `new Uint8Array(memory.buffer, p, n)`: a call reads the views it is given, and looks at what an address says. */
export function useShownArguments(run: Run, state: State, node: CallNode, args: readonly Value[]): void {
  const callee = unwrap(node.callee);
  const isLooking =
    node.type === "NewExpression" ? viewConstructors.has(lastName(callee) ?? "") : isReadFrom(run.file.source, node);
  const isList =
    callee.type === "MemberExpression" && /^(?:push_back|set|insert|resize)$/.test(memberName(callee) ?? "");
  args.forEach((value, index) => {
    if (value.ids.length === 0 && value.boxes.length === 0) return;
    const at: TSESTree.Node = node.arguments[index] ?? node;
    useShown(run, state, value, at);
    if (isLooking) useAddress(run, state, value, at);
    // A list of native objects has a share in what it is given.
    if (isList) for (const id of value.ids) markShared(run, id);
  });
}

function markShared(run: Run, id: number): void {
  const resource = run.file.resources.get(id);
  if (resource !== undefined) resource.isShared = true;
}

/** `frames.push({ data: mat.data }); mat.delete();`: a list, or an object from outside, has a view of what is released. */
export function tellKept(run: Run, state: State, node: TSESTree.CallExpression): void {
  if (!run.file.resources.all().some(({ shows }) => shows !== undefined)) return;
  for (const kept of keptOf(run.file.source, node)) {
    // What a place with a name holds is told of at the end of the function.
    const { parent } = kept;
    if (parent?.type === "AssignmentExpression" && run.file.places.of(parent.left) !== undefined) continue;
    const value = unwrap(kept);
    const parts = value.type === "ObjectExpression" ? value.properties.flatMap(valueOf) : [value];
    for (const part of parts) {
      const place = run.file.places.of(part);
      const held = place === undefined ? undefined : state.value(place);
      const shown = held === undefined ? run.file.resources.shownAt(part) : partShown(run, held);
      if (shown !== undefined) useShown(run, state, { ...resourceValue(shown.id, 0), maybe: true }, part);
    }
  }
}

function valueOf(property: TSESTree.ObjectLiteralElement): TSESTree.Node[] {
  return property.type === "Property" ? [unwrap(property.value)] : [];
}

/** `using mat = cv.imread(img); return mat.data;`: the caller gets a view of what is released by then. */
export function tellUsing(
  run: Run,
  state: State,
  value: Value,
  node: TSESTree.Node,
  { owner, declared }: { readonly owner: Resource; readonly declared: TSESTree.Node },
): void {
  const part = partShown(run, value);
  const need = part?.shows === "address" ? undefined : part?.needs.find(({ on }) => on === owner.id);
  if (part !== undefined && need !== undefined)
    run.file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
      kind: "use-after-release",
      node,
      released: declared,
      acquisition: undefined,
      certainty: need.sure ? "certain" : "possible",
      text: clip(part.holder ?? part.label),
      how: "shown",
      owner: clip(owner.holder ?? owner.label),
    });
  for (const boxId of value.boxes) {
    for (const inner of state.box(boxId)?.props.values() ?? [])
      if (inner.boxes.length === 0) tellUsing(run, state, inner, node, { owner, declared });
  }
}

/** Remembers where something was given a view, for the case that it outlives the function. */
export function noteStored(run: Run, state: State, value: Value, node: TSESTree.Node, depth = 0): void {
  const part = partShown(run, value);
  if (part !== undefined && !value.derived && part.shows !== "address" && !isKeptView(part, node)) part.storedAt = node;
  for (const boxId of depth > 1 ? [] : value.boxes) {
    for (const inner of state.box(boxId)?.props.values() ?? []) noteStored(run, state, inner, node, depth + 1);
  }
}

/** `this.view = new Uint8Array(memory.buffer, p, n)`: whatever is released, it goes stale when memory grows, and is told of for that. */
function isKeptView({ site }: Resource, node: TSESTree.Node): boolean {
  if (site.type !== "NewExpression" || node.type !== "AssignmentExpression" || unwrap(node.right) !== site)
    return false;
  return node.left.type === "MemberExpression";
}

/** `this.pixels = mat.data; mat.delete();`: the object is left with a view of memory that was released on the way out. */
export function checkStoredViews(run: Run, ends: readonly State[]): void {
  for (const state of ends) {
    for (const [key, value] of [...state.entries()]) {
      if (value.ids.length + value.boxes.length > 0 && isOutside(run, key)) tellStored(run, state, value);
    }
  }
}

function tellStored(run: Run, state: State, value: Value, depth = 0): void {
  const part = partShown(run, value);
  if (part?.storedAt !== undefined) useShown(run, state, value, part.storedAt);
  for (const boxId of depth > 1 ? [] : value.boxes) {
    for (const inner of state.box(boxId)?.props.values() ?? []) tellStored(run, state, inner, depth + 1);
  }
}

/** A field, a variable of a scope around the function, or a member of what it was given. */
function isOutside({ file: { places }, fn }: Run, key: string): boolean {
  if (key.startsWith("this.")) return true;
  const root = places.rootOf(key);
  return root !== undefined && (!places.isInside(key, fn) || (key.includes(".") && root.defs[0]?.type === "Parameter"));
}
