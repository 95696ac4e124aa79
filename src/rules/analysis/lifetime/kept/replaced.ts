import type { TSESTree } from "@typescript-eslint/utils";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  lastName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import { functionNameOf } from "../names.ts";
import type { FileAnalysis } from "../run.ts";
import type { KeptFinding } from "../findings.ts";
import { ending, endsAnything, mentionsOf } from "./mentions.ts";
import { keptStores, placeKey, type KeptStore } from "./stores.ts";

// What somebody calls for every file, frame or change; what a program begins with runs once.
export const again =
  /^_?(?:re(?:load|set|start|build|size|fresh|parse|create|place)|load(?=[A-Z]|$)|set[A-Z_]|change|switch|update|render|draw|parse|process|decode|encode|handle|on[A-Z]|apply|edit|select|next|compile|analy[sz]e)/;
const loading = /^_?load/;

/** A variable of the module, or a member of an object, that a function fills again without a look at what it holds. */
export function judgeReplaced(file: FileAnalysis): KeptFinding[] {
  const findings: KeptFinding[] = [];
  const seen = new Set<string>();
  for (const store of keptStores(file)) {
    if (store.how !== "value" || seen.has(store.key) || store.node.type !== "AssignmentExpression") continue;
    const name = functionNameOf(store.fn) ?? "";
    const { parent } = store.fn;
    const isSetter = parent.type === "MethodDefinition" && parent.kind === "set";
    if (!(isSetter || again.test(name)) || looksAt(file, store)) continue;
    const isReleased = isSetter || releasesPlace(file, store);
    // What loads the same each time, in a file that never unloads, is what the program keeps.
    if (!isReleased && loading.test(name) && store.fn.params.length === 0) continue;
    seen.add(store.key);
    findings.push({
      kind: "kept",
      site: store.node,
      acquisition: store.acquisition,
      place: file.source.text(store.place),
      how: "replaced",
      from: store.node,
      certainty: "possible",
    });
  }
  return findings;
}

/** `world = null;` where another function has filled it, and nobody looks at it before. */
export function judgeForgotten(file: FileAnalysis): KeptFinding[] {
  const stores = keptStores(file).filter(({ how }) => how === "value");
  const findings: KeptFinding[] = [];
  for (const node of stores.length === 0 ? [] : file.source.nodes("AssignmentExpression")) {
    const fn = enclosingFunction(node);
    const { left, right, operator } = node;
    if (operator !== "=" || !isFunction(fn) || !isNullish(right)) continue;
    const key = placeKey(file, left, fn, "value");
    const store = stores.find((each) => each.key === key);
    if (store === undefined || isForgottenWell(file, store, node, fn)) continue;
    findings.push({
      kind: "kept",
      site: node,
      acquisition: store.acquisition,
      place: file.source.text(left),
      how: "dropped",
      from: store.node,
      certainty: "possible",
    });
  }
  return findings;
}

/** It is read, released or given away before it is emptied, or it is empty until the function fills it. */
function isForgottenWell(
  file: FileAnalysis,
  { place }: KeptStore,
  node: TSESTree.AssignmentExpression,
  fn: FunctionNode,
): boolean {
  if (looksAt(file, { place, node, fn }) || endsAnything(file, fn)) return true;
  return mentionsOf(file, place, fn).some((each) => each.range[0] > node.range[1]);
}

/** Before the store the function reads the place, or calls what may have to do with it. */
function looksAt(file: FileAnalysis, { place, node, fn }: Pick<KeptStore, "place" | "node" | "fn">): boolean {
  const root = rootOf(place);
  const isBefore = (at: TSESTree.Node): boolean => at.range[0] < node.range[0];
  const isRead = (each: TSESTree.Node): boolean =>
    !(each.parent?.type === "AssignmentExpression" && each.parent.left === each && each.parent.operator === "=");
  if (mentionsOf(file, place, fn).some((each) => isBefore(each) && !isInside(each, node) && isRead(each))) return true;
  // `const { model } = parent`
  const text = file.source.code.text.slice(fn.range[0], node.range[0]);
  if (new RegExp(`\\}\\s*=\\s*${root.replace(/\$/g, "\\$")}\\b`).test(text)) return true;
  if (isUnderTest(node, fn)) return true;
  return file.source.nodes("CallExpression").some((call) => {
    if (!isInside(call, fn) || !isBefore(call)) return false;
    const callee = unwrap(call.callee);
    const name = lastName(callee) ?? "";
    if (ending.test(name)) return true;
    const own = file.functions.resolve(callee);
    return own !== undefined && own !== fn && mentionsOf(file, place, own).length > 0;
  });
}

function rootOf(place: TSESTree.Node): string {
  const node = unwrap(place);
  if (node.type === "ThisExpression") return "this";
  if (node.type === "MemberExpression") return rootOf(node.object);
  return node.type === "Identifier" ? node.name : "";
}

/** `if (!world) world = …`, `world ??= …` */
function isUnderTest(node: TSESTree.Node, fn: TSESTree.Node): boolean {
  for (let at = node.parent; at && at !== fn && !isFunction(at); at = at.parent)
    if (at.type === "IfStatement" || at.type === "ConditionalExpression" || at.type === "LogicalExpression")
      return true;
  return false;
}

/** Some release of the file names the place. */
function releasesPlace(file: FileAnalysis, { place }: KeptStore): boolean {
  const text = file.source.text(unwrap(place));
  return file.source.nodes("CallExpression").some((call) => {
    const release = file.vocabulary.release(call);
    return release !== undefined && file.source.text(unwrap(release.target)).replace(/[?!]/g, "") === text;
  });
}
