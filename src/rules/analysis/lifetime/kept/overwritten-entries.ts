import type { TSESTree } from "@typescript-eslint/utils";
import { isParameter, sourcesOf } from "../../sources.ts";
import { enclosingFunction, isFunction, isInside, lastName, memberName, unwrap } from "../../syntax.ts";
import type { KeptFinding } from "../findings.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import { endsItself, isOnlyHere, overwritten } from "./dropped.ts";
import { ending, endsAnything, mentionsOf } from "./mentions.ts";
import { keptStores, type KeptStore } from "./stores.ts";
import { isWorkedOn } from "./worked-on.ts";

/**
 * `trees.set(uri, parser.parse(text))` over an entry that is still there: the function works on it before, or has a key
 * that comes again and asks nobody what is there.
 */
export function judgeOverwritten(file: FileAnalysis): KeptFinding[] {
  const found = new Map<string, KeptStore>();
  for (const store of keptStores(file)) {
    if (store.how !== "entry" || found.has(store.key)) continue;
    // `chunks[key] ??= made` puts nothing in the place of anything.
    if (store.node.type === "AssignmentExpression" && store.node.operator !== "=") continue;
    if (!isMap(file, store.place) || endsItself(file, store.place) || isEndedElsewhere(file, store)) continue;
    if (isOverWorkedOn(file, store) || (isOnlyHere(file, store) && isBlind(file, store))) found.set(store.key, store);
  }
  return [...found.values()].map((store) => overwritten(file, store));
}

/** A function of the file that has to do with the collection runs before, or something that by its name ends the entry. */
function isEndedElsewhere(file: FileAnalysis, { place, fn, node, entry }: KeptStore): boolean {
  const key = entry === undefined ? undefined : file.source.text(entry);
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || call.range[0] > node.range[0] || call === node) return false;
    const own = file.functions.resolve(call.callee);
    if (own !== undefined) return own !== fn && mentionsOf(file, place, own).length > 0;
    const isGivenKey = call.arguments.some((argument) => file.source.text(argument) === key);
    return isGivenKey && ending.test(lastName(call.callee) ?? "");
  });
}

/** `const old = trees.get(uri); old.edit(change); trees.set(uri, parser.parse(text, old));` */
function isOverWorkedOn(file: FileAnalysis, { place, entry, node, fn }: KeptStore): boolean {
  if (entry === undefined) return false;
  const key = file.source.text(entry);
  const reads: TSESTree.Node[] = [];
  for (const mention of mentionsOf(file, place, fn)) {
    const { parent } = mention;
    if (mention === unwrap(place)) continue;
    if (parent?.type !== "MemberExpression" || parent.object !== mention) return false;
    const call = parent.parent.type === "CallExpression" && parent.parent.callee === parent ? parent.parent : undefined;
    const asked = call === undefined ? parent.property : call.arguments[0];
    if (asked === undefined || file.source.text(asked) !== key) return false;
    const name = memberName(parent);
    if (call === undefined ? name === undefined : name === "get") reads.push(call ?? parent);
    else if (name !== "has") return false;
  }
  return reads.length > 0 && isWorkedOn(file, reads, node, fn);
}

const keyed = /uri|url|path|name|key|file|doc|href|source|text/i;
const filling =
  /^_?(?:update|set|parse|load|cache|render|process|refresh|replace|put|store|save|handle|on[A-Z]|open|change)/;

/** The key comes again, and neither the function nor one that calls it asks what is there. */
function isBlind(file: FileAnalysis, { entry, fn, place, node }: KeptStore): boolean {
  // `update(id, image) { cache.set(id, …); }`: whoever calls says which.
  if (entry === undefined || !(keyed.test(file.source.text(entry)) || isParameter(file.source, entry))) return false;
  const name = functionNameOf(fn);
  // What is handed to a call runs as often as something happens.
  const isFilling = name === undefined ? fn.parent.type === "CallExpression" : filling.test(name);
  if (!isFilling || endsAnything(file, fn, (call) => call === node)) return false;
  if (mentionsOf(file, place, fn).some((mention) => !isInside(mention, node))) return false;
  return !file.source.nodes("CallExpression").some((call) => {
    const caller = enclosingFunction(call);
    return (
      caller !== fn &&
      isFunction(caller) &&
      file.functions.resolve(call.callee) === fn &&
      mentionsOf(file, place, caller).length > 0
    );
  });
}

function isMap({ source }: FileAnalysis, place: TSESTree.Node): boolean {
  const node = unwrap(place);
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  if (variable === undefined) return true;
  return sourcesOf(variable).every((origin) => {
    if (origin.kind !== "expression") return false;
    const made = unwrap(origin.node);
    return (
      made.type === "ObjectExpression" ||
      (made.type === "NewExpression" && /(?:Map|Cache|LRU)$/.test(source.text(made.callee))) ||
      (made.type === "CallExpression" && source.text(made) === "Object.create(null)")
    );
  });
}
