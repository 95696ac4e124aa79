import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { callsOf } from "../recognise/calls.ts";
import { functionNameOf } from "../lifetime/names.ts";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, isNullish, memberName, unwrap } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import { isCheck, type ViewWords } from "./words.ts";

// What is there to make the views anew may run whenever the memory has grown.
const refreshing = /update|refresh|renew|reset|reload|grow|resiz|view|heap|get|ensure/i;

/**
 * A variable of the module that functions fill with a view, and others read: `let heap; function init(instance) { heap =
 * new Uint8Array(instance.exports.memory.buffer); }`.
 */
export function refilledVariables(words: ViewWords): StaleView[] {
  const { file } = words.recognition;
  const seen = new Set<Variable>();
  return file.nodes("AssignmentExpression").flatMap((assignment): StaleView[] => {
    const { left, right, operator } = assignment;
    const variable = left.type === "Identifier" && operator === "=" ? file.variableOf(left) : undefined;
    if (variable === undefined || seen.has(variable) || !words.isView(right) || !isModules(variable)) return [];
    seen.add(variable);
    const by = staleBy(words, variable);
    const made = sourcesOf(variable).find((source) => source.kind === "expression" && words.isView(source.node));
    if (by === undefined || made?.kind !== "expression") return [];
    return [{ node: left, how: "module", name: variable.name, made: right, by, certain: false }];
  });
}

function isModules({ scope }: Variable): boolean {
  return scope.type === "module" || scope.type === "global";
}

/** What grows the memory in a function other than those that fill the variable, where another function reads it. */
function staleBy(words: ViewWords, variable: Variable): TSESTree.Node | undefined {
  const { recognition, growth } = words;
  const areViews = sourcesOf(variable).every(
    (source) => source.kind === "expression" && (isNullish(source.node) || words.isView(source.node)),
  );
  const readings = variable.references.filter((reference) => reference.isRead());
  if (!areViews || readings.some(({ identifier }) => isCheck(identifier) || isTested(identifier))) return undefined;
  const filling = new Set<TSESTree.Node>();
  for (const reference of variable.references) {
    const fn = enclosingFunction(reference.identifier);
    if (!reference.isWrite() || !isFunction(fn)) continue;
    const name = functionNameOf(fn) ?? (isOnceMade(fn) ? "" : "view");
    if (refreshing.test(name) || callsOf(recognition.file, fn).length > 1) return undefined;
    filling.add(fn);
  }
  const isReadLater = readings.some(({ identifier }) => {
    const fn = enclosingFunction(identifier);
    return isFunction(fn);
  });
  if (!isReadLater) return undefined;
  return growth.all.find(({ node }) => {
    const fn = enclosingFunction(node);
    return isFunction(fn) && !filling.has(fn);
  })?.node;
}

/** `instantiate(…).then((instance) => { heap = …; })` */
function isOnceMade({ parent }: TSESTree.Node): boolean {
  const callee = parent?.type === "CallExpression" ? unwrap(parent.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "then";
}

/** `if (!heap) heap = …`: filled when it is needed, as often as somebody empties it. */
function isTested({ parent }: TSESTree.Node): boolean {
  return (
    parent?.type === "UnaryExpression" ||
    parent?.type === "IfStatement" ||
    parent?.type === "LogicalExpression" ||
    (parent?.type === "BinaryExpression" && (isNullish(parent.left) || isNullish(parent.right)))
  );
}
