import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../../sources.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import { heldAfterRelease, type Finding } from "../findings.ts";
import { freesAtOnce } from "../frees.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { mentionsOf } from "./mentions.ts";
import { keptStores, placeKey, type KeptStore } from "./stores.ts";

/**
 * `this.sounds.push(sound); this.byName.set(name, sound);`, and `M.destroy(this.sounds.splice(at, 1)[0])`: the other
 * collection still has what is gone.
 */
export function judgeHeldElsewhere(file: FileAnalysis): Finding[] {
  const findings: Finding[] = [];
  const pairs = [...storedTwice(file)];
  if (pairs.length === 0) return findings;
  for (const node of file.source.nodes("CallExpression")) {
    const release = file.vocabulary.release(node);
    const fn = enclosingFunction(node);
    if (!isFunction(fn) || !(release?.exact === true || freesAtOnce(release))) continue;
    const other = pairs.find(
      ([from, kept]) =>
        from.fn !== fn &&
        isTakenFrom(file, release.target, from, fn) &&
        isForgotten(file, kept, fn) &&
        isRead(file, kept),
    );
    if (other !== undefined) findings.push(heldAfterRelease(node, file.source.text(other[1].place), "entry"));
  }
  return findings;
}

/** Both orders of two collections that a function puts the same thing into. */
function* storedTwice(file: FileAnalysis): Iterable<[KeptStore, KeptStore]> {
  const stores = keptStores(file).filter(({ how, value }) => how !== "value" && unwrap(value).type === "Identifier");
  for (const one of stores)
    for (const other of stores) {
      if (one.fn !== other.fn || one.key === other.key) continue;
      if (file.source.text(one.value) === file.source.text(other.value)) yield [one, other];
    }
}

/** What the function has taken out of the first collection: `list.pop()`, `list.splice(at, 1)[0]`, `map.get(key)` and `map.delete(key)`. */
function isTakenFrom(file: FileAnalysis, target: TSESTree.Node, { key }: KeptStore, fn: FunctionNode): boolean {
  let read = unwrap(target);
  if (read.type === "Identifier") {
    const variable = file.source.variableOf(read);
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (origin?.kind !== "expression" || other !== undefined) return false;
    read = unwrap(origin.node);
  }
  while (read.type === "MemberExpression" && read.computed) read = unwrap(read.object);
  const callee = read.type === "CallExpression" ? unwrap(read.callee) : undefined;
  if (callee?.type !== "MemberExpression" || !isInside(callee, fn)) return false;
  if (placeKey(file, callee.object, fn, "entry") !== key) return false;
  const method = memberName(callee) ?? "";
  const text = file.source.text(unwrap(callee.object));
  return /^(?:pop|shift|splice)$/.test(method) || (method === "get" && isTakenOut(file, text, fn));
}

function isTakenOut({ source }: FileAnalysis, text: string, fn: FunctionNode): boolean {
  return source.nodes("CallExpression").some((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || memberName(callee) !== "delete" || !isInside(call, fn)) return false;
    return source.text(unwrap(callee.object)) === text;
  });
}

/** Neither the function, nor what it calls of this file, nor what calls it looks after the other collection. */
function isForgotten(file: FileAnalysis, { place }: KeptStore, fn: FunctionNode): boolean {
  if (mentionsOf(file, place, fn).length > 0) return false;
  const name = functionNameOf(fn);
  return !file.source.nodes("CallExpression").some((call) => {
    const own = file.functions.resolve(call.callee);
    if (isInside(call, fn)) return own !== undefined && mentionsOf(file, place, own).length > 0;
    const callee = unwrap(call.callee);
    const called = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    const caller = enclosingFunction(call);
    const isCaller = own === fn || (name !== undefined && called === name);
    return isCaller && isFunction(caller) && mentionsOf(file, place, caller).length > 0;
  });
}

/** Another function takes something from it: who only counts what is there does not work on it. */
function isRead(file: FileAnalysis, { place, key, fn, node }: KeptStore): boolean {
  return mentionsOf(file, place, file.source.code.ast).some((mention) => {
    const home = enclosingFunction(mention);
    if (isInside(mention, node) || home === fn || !isFunction(home)) return false;
    // Another class may have a field of that name.
    if (placeKey(file, mention, home, "entry") !== key) return false;
    const { parent } = mention;
    if (parent?.type === "ForOfStatement") return true;
    if (parent?.type !== "MemberExpression" || parent.object !== mention) return false;
    return parent.computed || /^(?:get|values|forEach|entries|map|pop|shift|at)$/.test(memberName(parent) ?? "");
  });
}
