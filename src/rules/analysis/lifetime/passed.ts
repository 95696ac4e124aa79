import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, memberName, unwrap } from "../syntax.ts";
import { isCopied } from "./call-results.ts";
import { isSettling } from "./executors.ts";
import { isHandedBack, isOfSameModule } from "./handed-back.ts";
import { handedOn, isDeletedAbroad, noteGiven } from "./handed-on.ts";
import { staysWithFunction } from "./lent-callbacks.ts";
import { useArgument } from "./needs.ts";
import { escape, lend, release, use, useListed } from "./ownership.ts";
import type { Run } from "./run.ts";
import type { State } from "./state.ts";
import type { Value } from "./value.ts";
import type { CallNode } from "./vocabulary.ts";
import { collectsResult, isTakenOff } from "./words/table-slots.ts";
import { accessorName, calledNative, isAccessor } from "./words/native-callee.ts";

/** What becomes of a value that a callee is given. */
export function passArgument(
  run: Run,
  state: State,
  node: CallNode,
  index: number,
  value: Value,
  receiver: Value,
): void {
  if (value.closure !== undefined) {
    escape(run, state, value, staysWithFunction(run, node, receiver));
    return;
  }
  if (value.ids.length === 0 && value.boxes.length === 0) return;
  if (isTruthTest(run, node) || isKey(run, node, value) || isPrinted(run, node, value)) return;
  use(run, state, value, node.arguments[index] ?? node);
  if (lastName(node.callee) === "ccall") useListed(run, state, value, node.arguments[index] ?? node);
  useArgument(run, state, value, node, node.arguments[index] ?? node);
  if (isCopied(run, value, node, receiver)) return;
  const told = run.file.vocabulary.argument(node, index);
  const given = told === "unknown" || told === "foreign" ? handedOn(run, node, receiver) : undefined;
  const effect = given ?? told;
  if (given !== undefined) for (const id of value.ids) noteGiven(state, id);
  noteNative(run, node, value);
  if (effect === "consumes" && node.type === "CallExpression") {
    const target = node.arguments[index] ?? node;
    release(run, state, value, node, { target, style: "function", name: "the call", exact: true, consumes: true });
  } else if (isInstalled(run, state, node, value) || isDeletedAbroad(run, node, value) || isSettling(run, node))
    escape(run, state, value);
  else if (effect === "takes" || effect === "holds" || effect === "consumes") escape(run, state, value);
  else if (effect === "unknown" || effect === "foreign") {
    if (effect === "foreign" || !lendTo(run, value, receiver)) lend(run, state, value, effect === "foreign");
    if (buildsOn(node)) for (const id of value.ids) markBuilt(run, id);
    const isSpread = node.arguments[index]?.type === "SpreadElement" && !holdsAddresses(run, state, node, value);
    if (value.boxes.length > 0 && (isSpread || effect === "foreign")) escape(run, state, value);
    escapeReturned(run, state, node, value);
  }
}

/** `module._put(...key, ...value)`: a native function is given numbers, and what holds them stays where it is. */
function holdsAddresses(run: Run, state: State, node: CallNode, { boxes }: Value): boolean {
  if (node.type !== "CallExpression" || calledNative(run.file.source, node) === undefined) return false;
  return boxes.every((box) => {
    const ids = state.box(box)?.elements.ids ?? [];
    return ids.every((id) => run.file.resources.get(id)?.acquisition?.kind === "pointer");
  });
}

/** `console.log(pointer)` shows the number, or the object in JavaScript, and reads no memory. */
function isPrinted({ file: { source } }: Run, { callee }: CallNode, { derived, boxes }: Value): boolean {
  const node = unwrap(callee);
  if (derived || boxes.length > 0 || node.type !== "MemberExpression" || node.object.type !== "Identifier")
    return false;
  return node.object.name === "console" && source.variableOf(node.object) === undefined;
}

/** `return wrap(made)`: what the function gives back may have it. */
export function escapeReturned(run: Run, state: State, node: CallNode, value: Value): void {
  if (value.derived || !isHandedBack(run, node) || isOfSameModule(run, node, value)) return;
  const isHandle = value.ids.some((id) => run.file.resources.get(id)?.acquisition?.kind === "handle");
  if (isHandle || value.boxes.length > 0) escape(run, state, value);
}

/** `decode(pointer)`: by its name it only reads, and may free what it was given, unless the glue reads there later. */
function noteNative(run: Run, node: CallNode, { ids }: Value): void {
  const name = calledNative(run.file.source, node) ?? accessorName(node);
  if (name === undefined) return;
  for (const id of ids) {
    const resource = run.file.resources.get(id);
    if (resource?.acquisition?.kind !== "pointer") continue;
    if (!isAccessor(name)) resource.seenByNative = true;
    else if (/^getValue$|ToString$|_stringify$/.test(name)) resource.readBack = true;
  }
}

/** `Boolean(key)` asks whether there is one, not what is in it. */
function isTruthTest(run: Run, { callee }: CallNode): boolean {
  return callee.type === "Identifier" && callee.name === "Boolean" && run.file.source.variableOf(callee) === undefined;
}

/** `instances.delete(p)`, `list.indexOf(mat)`: an address is only a number to the map that has it as a key, and a list compares. */
function isKey(run: Run, { callee, arguments: given }: CallNode, { ids }: Value): boolean {
  const target = unwrap(callee);
  const name = target.type === "MemberExpression" ? memberName(target) : undefined;
  if (given.length !== 1 || target.type !== "MemberExpression" || name === undefined) return false;
  if (/^(?:indexOf|lastIndexOf|includes)$/.test(name)) return true;
  const { source } = run.file;
  const object = source.text(target.object);
  const isMap = name === "get" && ["set", "has", "delete"].some((use) => source.mentions(`${object}.${use}(`));
  if (name !== "delete" && name !== "has" && !isMap) return false;
  return ids.every((id) => run.file.resources.get(id)?.acquisition?.kind !== "handle");
}

const building = /(?:^|_)(?:create|new|open|wrap)(?:_|$)|[a-z](?:Create|New|Open|Wrap)(?![a-z])/;

// What something is read from is copied or parsed: `song_create_from_memory(p, n)`, `object_create_str(type)`.
const reading =
  /(?:^|_)(?:from|str|string|text|json|xml|parse|decode|read)(?:_|$)|[a-z](?:From|Str|String|Json|Parse)(?![a-z])/i;

/** `const image = M._image_create(pixels)`: what is made of it may keep it and free it with itself. */
function buildsOn(node: CallNode): boolean {
  const callee = unwrap(node.callee);
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  return name !== undefined && building.test(name) && !reading.test(name) && node.parent.type !== "ExpressionStatement";
}

function markBuilt(run: Run, id: number): void {
  const resource = run.file.resources.get(id);
  if (resource?.acquisition?.kind === "pointer") resource.built = true;
}

/** A function of JavaScript's that native code was told to call stays in the table as long as it may be called. */
function isInstalled(run: Run, state: State, { callee, arguments: given }: CallNode, { ids }: Value): boolean {
  const target = unwrap(callee);
  const name = target.type === "MemberExpression" ? memberName(target) : undefined;
  if (
    name === undefined ||
    !/(?:^|_)(?:set|register|install|on|add)_|[cC]allback|[hH]andler|[hH]ook|[lL]istener/.test(name)
  )
    return false;
  return (
    ids.length > 0 &&
    ids.every((id) => {
      const { acquisition, site } = run.file.resources.get(id) ?? {};
      if (!/^(?:remove|uninstall)Function$/.test(acquisition?.family ?? "") || site?.type !== "CallExpression")
        return false;
      const isForThisCall = isTakenOff(run.file.source, site) || collectsResult(run.file.source, site);
      return !isForThisCall && !given.some((each) => isMadeHere(run, state, each, id));
    })
  );
}

/** `_job_set_progress(job, slot)` of a `job` that this function makes and ends. */
function isMadeHere(run: Run, state: State, given: TSESTree.Node, slot: number): boolean {
  const place = run.file.places.of(given);
  const ids = place === undefined ? [] : (state.value(place)?.ids ?? []);
  return ids.some((id) => id !== slot && run.file.resources.get(id)?.acquisition !== undefined);
}

/** An address given to a method of a native object may stay with that object, and with nothing else. */
function lendTo(run: Run, value: Value, receiver: Value): boolean {
  const [id = -1] = receiver.ids;
  if (receiver.ids.length !== 1 || receiver.derived || value.boxes.length > 0) return false;
  if (run.file.resources.get(id)?.acquisition?.kind !== "handle") return false;
  for (const each of value.ids) {
    const resource = run.file.resources.get(each);
    if (resource?.acquisition?.lent === "unknown") resource.lentTo.add(id);
  }
  return true;
}
