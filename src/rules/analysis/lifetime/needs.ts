import type { TSESTree } from "@typescript-eslint/utils";
import { isHarmlessMember } from "../../../resources/dependence.ts";
import { isInside, memberName, unwrap } from "../syntax.ts";
import { clip } from "./ownership.ts";
import { partOf } from "./parts.ts";
import type { Need, Resource } from "./resources.ts";
import type { Run } from "./run.ts";
import { isEmbind, isHeader, isOfView, partShown, shownBy } from "./shown.ts";
import { ESCAPED, RELEASED, type State } from "./state.ts";
import { resourceValue, unknown, type Value } from "./value.ts";
import type { CallNode, PartNode, Release } from "./vocabulary.ts";

/** `const root = tree.rootNode`: what a call or property gave needs the object it was asked of, or one it was given. */
export function relate(
  run: Run,
  state: State,
  node: CallNode | PartNode,
  value: Value,
  receiver: Value,
  args: readonly Value[],
): Value {
  const { vocabulary } = run.file;
  const library = resourceOf(run, receiver)?.needs[0]?.library;
  const related = vocabulary.related(node, library);
  if (related === undefined) return show(run, state, node, value, receiver, args);
  if (value.boxes.length > 0 || value.ids.length > 1) return value;
  const needs = related.needs.on.flatMap((index): readonly Need[] => {
    const given = index < 0 ? receiver : args[index];
    const resource = given === undefined ? undefined : resourceOf(run, given);
    if (resource !== undefined && (related.needs.isPassedOn || resource.origin === "part")) return resource.needs;
    const on = resource?.id ?? (given?.ids.length === 0 ? steadyPlace(run, expressionAt(node, index)) : undefined);
    const { isOrdered, isView, isEndedWith } = related.needs;
    if (isView && resource !== undefined && isHeader(resource, related.library)) return [];
    // What is not made here may be a header of a part of something else.
    const sure = related.sure && !(isView && resource?.acquisition === undefined);
    return on === undefined ? [] : [{ on, library: related.library, isOrdered, isEndedWith, sure }];
  });
  if (needs.length === 0) return value;
  if (value.ids.length === 0)
    return partValue(run, state, node, value, { needs, shows: related.needs.isView ? "view" : undefined });
  const made = resourceOf(run, value);
  return made === undefined ? value : withNeeds(run, state, made, needs, value);
}

/** A view of memory, or an address, that no package tells of. */
function show(
  run: Run,
  state: State,
  node: CallNode | PartNode,
  value: Value,
  receiver: Value,
  args: readonly Value[],
): Value {
  if (value.boxes.length > 0 || value.closure !== undefined || isOwn(run, value)) return value;
  const shown = shownBy(run, state, node, receiver, args);
  return shown === undefined ? value : partValue(run, state, node, value, shown);
}

/** The value tells of more than the views and addresses that it was computed from. */
function isOwn(run: Run, { ids, derived }: Value): boolean {
  const resources = ids.flatMap((id) => run.file.resources.get(id) ?? []);
  if (!derived || resources.some(({ acquisition }) => acquisition?.kind === "pointer")) return ids.length > 0;
  return resources.every(({ shows }) => shows === undefined);
}

function partValue(
  run: Run,
  state: State,
  node: CallNode | PartNode,
  value: Value,
  { needs, shows, of }: Pick<Resource, "needs" | "shows"> & { readonly of?: Resource },
): Value {
  const site = ["part", ...run.inlinedAt].join("/");
  const part = run.file.resources.at(node, site, "part", undefined, clip(run.file.source.text(node)));
  part.shows = shows;
  part.late ??= of?.late;
  state.setBits(part.id, ESCAPED);
  return withNeeds(run, state, part, needs, resourceValue(part.id, value.truth));
}

/** A view of the memory of what a function was given. */
export type ShownParameter = Omit<Need, "on"> & { readonly parameter: number };

/** What a function returns is a view of one of its parameters: `return mat.data`. */
export function shownParameter(run: Run, { shows, needs: [need, ...others] }: Resource): ShownParameter | undefined {
  if ((shows !== "view" && shows !== "buffer") || need === undefined || others.length > 0) return undefined;
  const parameter = typeof need.on === "number" ? run.parameters.indexOf(need.on) : -1;
  return parameter < 0 ? undefined : { ...need, parameter };
}

/** What a helper gives that returns a view of what it was given. */
export function viewOf(
  run: Run,
  state: State,
  node: TSESTree.CallExpression,
  { parameter, ...need }: ShownParameter,
  args: readonly Value[],
): Value {
  const owner = args[parameter] === undefined ? undefined : resourceOf(run, args[parameter]);
  if (owner === undefined || owner.origin === "part" || (need.library !== "" && isHeader(owner, need.library)))
    return unknown;
  return partValue(run, state, node, unknown, { needs: [{ ...need, on: owner.id }], shows: "view" });
}

/** One that came from different objects on different paths needs nobody knows which. */
function withNeeds(run: Run, state: State, resource: Resource, needs: readonly Need[], value: Value): Value {
  const isSame = resource.needs.length === 0 || resource.needs.every(({ on }, index) => on === needs[index]?.on);
  resource.needs = isSame ? needs : [];
  if (resource.needs.some(({ isEndedWith }) => isEndedWith === true)) run.file.resources.owned.add(resource);
  renew(state, resource);
  return value;
}

function resourceOf(run: Run, { ids, derived, some }: Value): Resource | undefined {
  const [id = -1, ...others] = ids;
  return others.length > 0 || derived || some ? undefined : run.file.resources.get(id);
}

function expressionAt(node: CallNode | PartNode, index: number): TSESTree.Node | undefined {
  if (index >= 0) return "arguments" in node ? node.arguments[index] : undefined;
  const object = node.type === "NewExpression" ? undefined : partOf(node)?.object;
  return object && unwrap(object);
}

/** A place that holds one thing as long as the function runs. */
function steadyPlace(run: Run, expression: TSESTree.Node | undefined): string | undefined {
  const place = expression === undefined ? undefined : run.file.places.of(expression);
  if (expression === undefined || place === undefined || place === "this") return undefined;
  const root = run.file.places.rootOf(place);
  if (root !== undefined && root.references.filter((reference) => reference.isWrite()).length > 1) return undefined;
  const isSet = run.file.source
    .nodes("AssignmentExpression")
    .some(
      ({ left }) => left.type === "MemberExpression" && isInside(left, run.fn) && run.file.places.of(left) === place,
    );
  return isSet ? undefined : place;
}

const endKey = (on: number | string): string => `@ended ${on}`;

/** What the place in the code gives now is not what it gave, and somebody ended, a round before. */
export function renew(state: State, { id }: Resource): void {
  state.delete(endKey(id));
}

/** `db.close()`: by what its package says the object is gone, whatever else holds it. */
export function endKnown(run: Run, state: State, value: Value, node: TSESTree.Node, target: TSESTree.Node): void {
  const owner = resourceOf(run, value);
  const on = owner?.id ?? (value.ids.length === 0 ? run.file.places.of(target) : undefined);
  if (on !== undefined) state.set(endKey(on), endValue(run, state, node, run.file.source.text(target)));
}

/** `db.close()` finalizes the statements that are left: where it is forgotten, the database is what leaks. */
export function endOwned(run: Run, value: Value, target: TSESTree.Node): void {
  const owner = resourceOf(run, value);
  const on = owner?.id ?? (value.ids.length === 0 ? run.file.places.of(target) : undefined);
  if (on !== undefined) endOwnedBy(run, on);
}

function endOwnedBy(run: Run, on: number | string): void {
  for (const resource of run.file.resources.owned) {
    if (resource.endedWithOwner === "here" || !resource.needs.some((need) => need.on === on)) continue;
    const isHere = isInside(resource.site, run.fn);
    if (!isHere && resource.endedWithOwner === "elsewhere") continue;
    resource.endedWithOwner = isHere ? "here" : "elsewhere";
    endOwnedBy(run, resource.id);
  }
}

function endValue(run: Run, state: State, node: TSESTree.Node, text: string): Value {
  const end = run.file.resources.at(node, "end", "part", undefined, clip(text));
  state.setBits(end.id, ESCAPED);
  return resourceValue(end.id, 0);
}

/** `world.removeRigidBody(body)`: what is ended there without a release of its own. */
export function endBeside(run: Run, state: State, node: CallNode, args: readonly Value[]): void {
  const ends = node.type === "CallExpression" ? run.file.vocabulary.ends(node) : undefined;
  if (ends === undefined) return;
  const end = endValue(run, state, node, run.file.source.text(node));
  for (const id of given(run, state, node, ends, args)) state.set(endKey(id), end);
}

function given(
  run: Run,
  state: State,
  node: CallNode,
  { what, library }: { what: number; library: string },
  args: readonly Value[],
): number[] {
  const value = args[what];
  const expression = node.arguments[what];
  if (value === undefined || expression === undefined) return [];
  const known = resourceOf(run, value);
  if (known !== undefined) return known.needs.length > 0 ? [known.id] : [];
  const place = value.ids.length === 0 && value.boxes.length === 0 ? run.file.places.of(expression) : undefined;
  if (place === undefined || place === "this") return [];
  const text = run.file.source.text(expression);
  const part = run.file.resources.at(run.fn, `given ${place} ${run.inlinedAt.join()}`, "part", undefined, text);
  part.needs = [{ on: `@given ${part.id}`, library, isOrdered: false, sure: true }];
  state.setBits(part.id, ESCAPED);
  state.set(place, resourceValue(part.id, 0));
  return [part.id];
}

/** A member of something whose owner is gone is read or called: `root.text` after `tree.delete()`. */
export function useMember(
  run: Run,
  state: State,
  object: Value,
  member: TSESTree.MemberExpression,
  at: TSESTree.Node = member,
): void {
  const resource = resourceOf(run, object);
  if (resource === undefined || resource.needs.length === 0) return;
  const name = memberName(member);
  if (resource.shows !== undefined && (resource.shows === "address" || isOfView(name))) return;
  if (name !== undefined && resource.needs.some(({ library }) => isHarmlessMember(library, name))) return;
  report(run, state, resource, object, at, () => true);
}

/** Given to a function of the package, or to one of the file that reads members of it. */
export function useArgument(run: Run, state: State, value: Value, node: CallNode, argument: TSESTree.Node): void {
  const resource = resourceOf(run, value);
  if (resource === undefined || resource.needs.length === 0 || resource.shows !== undefined) return;
  const isKept = node.type === "CallExpression" && run.file.vocabulary.ends(node) !== undefined;
  if (!isKept && (run.file.vocabulary.isKnown(node) || isLookedInto(run, node, argument)))
    report(run, state, resource, value, argument, () => true);
}

/** `toArray(at)` where `function toArray(v) { return [v.x(), v.y()]; }` */
function isLookedInto({ file }: Run, node: CallNode, argument: TSESTree.Node): boolean {
  const fn = file.functions.resolve(node.callee);
  const param = fn?.params[node.arguments.findIndex((each) => each === argument)];
  const variable = param?.type === "Identifier" ? file.source.variableOf(param) : undefined;
  return (
    variable?.references.some(({ identifier: { parent } }) => {
      return (
        parent.type === "MemberExpression" && parent.parent.type === "CallExpression" && parent.parent.callee === parent
      );
    }) ?? false
  );
}

/** A release that comes after the release of what the thing needs, where the package says that it is too late. */
export function releaseLate(run: Run, state: State, value: Value, node: TSESTree.Node): void {
  const resource = resourceOf(run, value);
  if (resource !== undefined) report(run, state, resource, value, node, ({ isOrdered }) => isOrdered);
}

/** `Ammo.destroy(body.getWorldTransform())`: a part goes with what it belongs to, and is released with nothing else. */
export function releasePart(run: Run, value: Value, node: TSESTree.Node, how: Release): boolean {
  const resource = resourceOf(run, value);
  if (resource?.origin !== "part" || resource.needs.length === 0 || !how.exact) return false;
  if (resource.needs.some(({ isNamed }) => isNamed === true) || resource.shows === "address") return false;
  const certainty = value.maybe !== true && resource.needs.every(({ sure }) => sure) ? "certain" : "possible";
  const text = clip(run.file.source.text(how.target));
  run.file.findings.add(`borrowed:${node.range[0]}`, { kind: "borrowed", node, text, release: how.name, certainty });
  return true;
}

/** A view is read, or goes on to somebody who reads it, by itself or as a part of something: `[...view]`, `post({ view })`. */
export function useShown(run: Run, state: State, value: Value, node: TSESTree.Node, depth = 0): void {
  const part = partShown(run, value);
  if (part !== undefined && part.shows !== "address") report(run, state, part, value, node, () => true);
  for (const boxId of depth > 1 ? [] : value.boxes) {
    for (const inner of state.box(boxId)?.props.values() ?? []) useShown(run, state, inner, node, depth + 1);
  }
}

/** Memory is looked at where an address says: `HEAPU8[p]`. */
export function useAddress(run: Run, state: State, value: Value, node: TSESTree.Node): void {
  const part = partShown(run, value);
  if (part?.shows === "address") report(run, state, part, { ...value, derived: false }, node, () => true);
}

/** What a function returns needs something that the function has released: nobody can use it. */
export function returnNeeding(run: Run, state: State, value: Value, node: TSESTree.Node, depth = 0): void {
  const resource = resourceOf(run, value);
  if (resource !== undefined && resource.shows !== "address") report(run, state, resource, value, node, () => true);
  for (const boxId of depth > 1 ? [] : value.boxes) {
    for (const part of state.box(boxId)?.props.values() ?? []) returnNeeding(run, state, part, node, depth + 1);
  }
}

function report(
  run: Run,
  state: State,
  resource: Resource,
  value: Value,
  node: TSESTree.Node,
  counts: (need: Need) => boolean,
): void {
  const gone = resource.needs.length === 0 ? undefined : goneFor(run, state, resource, counts, new Set());
  if (gone === undefined || state.bits(resource.id) === RELEASED) return;
  const isSure = gone.sure && value.maybe !== true && !resource.isOlder && state.isSure;
  const isShown = resource.shows !== undefined;
  if (isShown && resource.late !== undefined && resource.late.node !== node && (resource.late.sure || !isSure)) return;
  if (isShown) resource.late = { node, sure: isSure };
  run.file.findings.add(`use:${node.range[0]}:${node.range[1]}`, {
    kind: "use-after-release",
    node,
    released: gone.released,
    acquisition: resource.acquisition,
    certainty: isSure ? "certain" : "possible",
    text: nameOf(resource),
    how: isShown ? "shown" : "needed",
    owner: gone.owner,
  });
}

interface Gone {
  readonly released: TSESTree.Node;
  readonly owner: string;
  readonly sure: boolean;
}

function goneFor(
  run: Run,
  state: State,
  resource: Resource,
  counts: (need: Need) => boolean,
  seen: Set<number>,
): Gone | undefined {
  if (seen.has(resource.id)) return undefined;
  seen.add(resource.id);
  const ended = endOf(run, state, resource.id);
  if (ended !== undefined && resource.needs.some(counts)) return ended;
  for (const need of resource.needs) {
    const ended = counts(need) ? endOf(run, state, need.on) : undefined;
    if (ended !== undefined) return { ...ended, sure: ended.sure && need.sure };
    const held = typeof need.on === "string" ? state.value(need.on) : resourceValue(need.on, 0);
    const owner = held === undefined ? undefined : resourceOf(run, held);
    if (owner === undefined || held === undefined || owner.isOlder || (resource.shows && owner.isShared)) continue;
    if (need.isNamed === true && !isEmbind(owner)) continue;
    const released = state.releasedAt(owner.id);
    if (counts(need) && state.bits(owner.id) === RELEASED && released !== undefined)
      return { released, owner: nameOf(owner), sure: need.sure && held.maybe !== true };
    const further = goneFor(run, state, owner, counts, seen);
    if (further !== undefined) return further;
  }
  return undefined;
}

function endOf(run: Run, state: State, on: number | string): Gone | undefined {
  const value = state.value(endKey(on));
  const end = value === undefined ? undefined : resourceOf(run, value);
  if (end === undefined) return undefined;
  return { released: end.site, owner: end.label, sure: value?.maybe !== true };
}

function nameOf({ holder, label }: Resource): string {
  return clip(holder ?? label);
}
