import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../source-file.ts";
import { callsOf } from "../recognise/calls.ts";
import { functionNameOf } from "../lifetime/names.ts";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, isNullish, type FunctionNode } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import { closureBelow, isThenCallback, lifeOf } from "./lives.ts";
import { isCheck, type ViewWords } from "./words.ts";

// What is there to make the views anew may run whenever the memory has grown.
const refreshing = /update|refresh|renew|reload|grow|resiz|memory|view|heap|get|ensure/i;

/**
 * A variable of the module, or of a function whose closures live on, that functions fill with a view and others read:
 * `let heap; function init(instance) { heap = new Uint8Array(instance.exports.memory.buffer); }`.
 */
export function refilledVariables(words: ViewWords): StaleView[] {
  const { file } = words.recognition;
  const seen = new Set<Variable>();
  return file.nodes("AssignmentExpression").flatMap((assignment): StaleView[] => {
    const { left, right, operator } = assignment;
    const isFilling = operator === "=" || isLazyFilling(assignment);
    const variable = left.type === "Identifier" && isFilling ? file.variableOf(left) : undefined;
    if (variable === undefined || seen.has(variable) || !words.isView(right)) return [];
    seen.add(variable);
    const home = isModules(variable) ? undefined : homeOf(variable);
    if (home === undefined && !isModules(variable)) return [];
    const by = staleBy(words, variable, home);
    if (by === undefined) return [];
    const how = home === undefined ? "module" : "closure";
    const first = declared(words, variable);
    const place = first ?? { node: left, made: right };
    return [{ ...place, how, name: variable.name, by, certain: false }];
  });
}

/** `let heap = new Uint8Array(memory.buffer);`: where the variable has its first view. */
function declared({ isView }: ViewWords, { defs }: Variable): Pick<StaleView, "node" | "made"> | undefined {
  const declarator = defs[0]?.node;
  if (declarator?.type !== "VariableDeclarator" || declarator.init === null || !isView(declarator.init))
    return undefined;
  return { node: declarator.id, made: declarator.init };
}

function isModules({ scope }: Variable): boolean {
  return scope.type === "module" || scope.type === "global";
}

/** The function whose variable it is. */
function homeOf({ identifiers: [name] }: Variable): FunctionNode | undefined {
  const home = name && enclosingFunction(name);
  return isFunction(home) ? home : undefined;
}

/** What grows the memory in a function other than those that fill the variable, where another function reads it. */
function staleBy(words: ViewWords, variable: Variable, home: FunctionNode | undefined): TSESTree.Node | undefined {
  const { recognition, growth } = words;
  const written = sourcesOf(variable);
  const areViews = written.every(
    (source) => source.kind === "expression" && (isNullish(source.node) || words.isView(source.node)),
  );
  const readings = variable.references.filter((reference) => reference.isRead());
  if (!areViews || readings.some(({ identifier }) => isCheck(identifier))) return undefined;
  const isLazy = readings.some(({ identifier }) => isTested(identifier) || isLazyFilling(identifier.parent));
  if (isLazy && isEmptied(variable)) return undefined;
  /** Functions that fill the variable, and where they did so last. */
  const filling = new Map<TSESTree.Node, number>();
  for (const reference of variable.references) {
    const fn = enclosingFunction(reference.identifier);
    if (!reference.isWrite() || !isFunction(fn)) continue;
    filling.set(fn, reference.identifier.range[1]);
    // What is made only while there is nothing stays, however often and by whatever name it is asked for.
    if (fn === home || isLazy) continue;
    const name = functionNameOf(fn) ?? (isThenCallback(fn) ? "" : "view");
    if (refreshing.test(name) || callsOf(recognition.file, fn).length > 1) return undefined;
  }
  const isReadLater = readings.some(({ identifier }) => {
    if (home === undefined) return isFunction(enclosingFunction(identifier));
    const closure = closureBelow(home, identifier);
    return closure !== undefined && lifeOf(words, closure) !== undefined;
  });
  if (!isReadLater) return undefined;
  return growth.all.find(({ node }) => {
    const fn = enclosingFunction(node);
    return isFunction(fn) && (isLazy || node.range[0] > (filling.get(fn) ?? -1));
  })?.node;
}

/** Whether something puts nothing into the variable later, so that the view is made anew at its next use. */
function isEmptied({ references, scope }: Variable): boolean {
  return references.some((reference) => {
    const { parent } = reference.identifier;
    const isLater = parent?.type === "AssignmentExpression" && enclosingFunction(parent) !== scope.block;
    return isLater && reference.isWrite() && isNullish(parent.right);
  });
}

/** `heap ??= new Uint8Array(memory.buffer)` */
function isLazyFilling(node: TSESTree.Node | undefined): boolean {
  return node?.type === "AssignmentExpression" && (node.operator === "??=" || node.operator === "||=");
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
