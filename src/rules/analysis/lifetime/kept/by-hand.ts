import type { TSESTree } from "@typescript-eslint/utils";
import { lastName, memberName, stringValue, unwrap, type FunctionNode } from "../../syntax.ts";
import type { FileAnalysis } from "../run.ts";
import { keptStores, type KeptStore } from "./stores.ts";

/**
 * What a person asks for as often as they like: `button.onclick = () => { last = image.clone(); }`, a function of a script
 * that only the page can call, or three handlers that fill one variable in turn. Of a place that the file releases
 * somewhere, another button may have done so.
 */
export function isAskedForByHand(file: FileAnalysis, store: KeptStore): boolean {
  const { key, fn, place } = store;
  if (unwrap(place).type !== "Identifier" || isEndedAnywhere(file, place)) return false;
  const others = new Set(
    keptStores(file).flatMap((each) => (each.key === key && each.how === "value" ? [each.fn] : [])),
  );
  const isOfMany = others.size >= 3 && [...others].every((each) => isHandler(each));
  return isOfMany || isClicked(fn) || isCalledByPage(file, fn);
}

/** Some call that ends something names the variable, be it by `forEach` or in a list. */
export function isEndedAnywhere(file: FileAnalysis, place: TSESTree.Node): boolean {
  const name = file.source.text(unwrap(place));
  return file.source.nodes("CallExpression").some((call) => {
    const isEnd = file.vocabulary.release(call) !== undefined || ending.test(lastName(call.callee) ?? "");
    return isEnd && new RegExp(`(?<![\\w$.])${name.replace(/\$/g, "\\$&")}(?![\\w$])`).test(file.source.text(call));
  });
}

const ending = /free|delete|destroy|dispose|release|clean|clear|reset|forEach/i;
const beginnings = /init|start|begin|open|load|creat|connect|play|run|set_?up|ready|main|boot|launch|camera|enable/i;

/** `target.addEventListener("click", fn)`, `button.onclick = fn`, of an element that is not there to begin something. */
function isClicked(fn: FunctionNode): boolean {
  const target = handledBy(fn, /^(?:click|change|drop|submit|dblclick)$/);
  return target !== undefined && !beginnings.test(target);
}

function isHandler(fn: FunctionNode): boolean {
  return handledBy(fn, /^\w+$/) !== undefined;
}

/** The text of the element whose event the function handles. */
function handledBy(fn: FunctionNode, events: RegExp): string | undefined {
  const { parent } = fn;
  if (
    parent.type === "CallExpression" &&
    parent.arguments[1] === fn &&
    lastName(parent.callee) === "addEventListener"
  ) {
    const [first, , options] = parent.arguments;
    const isOnce = options?.type === "ObjectExpression";
    const isOfEvent = first !== undefined && events.test(stringValue(first) ?? "");
    return isOfEvent && !isOnce ? textOf(parent.callee) : undefined;
  }
  if (parent.type !== "AssignmentExpression" || parent.right !== fn || parent.left.type !== "MemberExpression")
    return undefined;
  const name = memberName(parent.left) ?? "";
  return name.startsWith("on") && events.test(name.slice(2)) ? textOf(parent.left) : undefined;
}

/** The names and strings in an expression: `document.getElementById("blur").onclick` → `document getElementById blur onclick`. */
function textOf(node: TSESTree.Node): string {
  switch (node.type) {
    case "MemberExpression":
      return `${textOf(node.object)} ${memberName(node) ?? ""}`;
    case "CallExpression":
      return `${textOf(node.callee)} ${node.arguments.map(textOf).join(" ")}`;
    case "Identifier":
      return node.name;
    default:
      return stringValue(node) ?? "";
  }
}

/** A function of a plain script that nothing in the file calls or names: an `onclick` of the page does. */
function isCalledByPage({ source }: FileAnalysis, fn: FunctionNode): boolean {
  if (fn.type !== "FunctionDeclaration" || fn.parent.type !== "Program" || fn.id === null) return false;
  const { name } = fn.id;
  if (beginnings.test(name) || /^on[A-Z]|^(?:get|test|use|make|build|prepare)/.test(name)) return false;
  const isModule = source.statements.some(({ type }) => /^(?:Import|Export)/.test(type));
  if (
    isModule ||
    /\b(?:require\(|module\.exports|exports\.|importScripts|customElements|defineComponent)/.test(source.code.text)
  )
    return false;
  const [variable] = source.code.scopeManager?.getDeclaredVariables(fn) ?? [];
  if (variable === undefined || variable.references.length > 0) return false;
  // `setTimeout("draw()", 20)`
  const isInText = source.nodes("Literal").some(({ value }) => typeof value === "string" && value.includes(`${name}(`));
  return !isInText && /\b(?:document|window|alert)\b/.test(source.code.text);
}
