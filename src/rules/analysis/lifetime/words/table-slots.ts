import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  isZero,
  keyName,
  lastName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";
import { wordsOf } from "./native-callee.ts";

// What runs once for a module puts its functions into the table for good.
const once = /^#?_?(?:init|set_?up|install|register|bootstrap|load|main|start|ready|run|on[A-Z_]|constructor$)/i;

/**
 * `addFunction` in a function that runs again and again, of a closure made for that one call: it reads a parameter, a
 * local or `this`. Each call takes another slot of the table, whatever the file knows of giving slots back.
 */
export function isSlotPerCall(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const closure = closureGiven(source, node);
  const home = enclosingFunction(node);
  if (closure === undefined || !isFunction(home) || !isInside(closure, home)) return false;
  if (isTakenOff(source, node)) return true;
  for (let at: TSESTree.Node = home; isFunction(at); at = enclosingFunction(at)) {
    const name = nameOf(at);
    // A callback without a name runs when somebody else says so, and often only once.
    if (name === undefined ? at === home : once.test(name)) return false;
  }
  return readsOwn(source, closure, home, node);
}

/**
 * `mod._set_meter(channel, slot)` and later `mod._set_meter(channel, 0)`, `mod._mixer_listen(mixer, slot)` and later
 * `mod._mixer_unlisten(mixer, token)`: native code will not call it any more.
 */
export function isTakenOff(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const home = enclosingFunction(node);
  return installedBy(source, node).some(({ call, index }) =>
    source.nodes("CallExpression").some((other) => {
      if (other.range[0] < call.range[1] || !isInside(other, home)) return false;
      if (undoes(lastName(other.callee) ?? "", lastName(call.callee) ?? "")) return true;
      const given = other.arguments[index];
      if (given === undefined || source.text(other.callee) !== source.text(call.callee)) return false;
      return isZero(given) || isNullish(given);
    }),
  );
}

const installing = new Set("add set register install on attach bind listen subscribe watch hook".split(" "));
const removing = new Set("remove clear unset reset off detach cancel delete drop".split(" "));

/** `unlisten` and `listen`, `clear_hook` and `set_hook`. */
function undoes(ender: string, maker: string): boolean {
  const ended = wordsOf(ender);
  const made = wordsOf(maker);
  if (ended.length !== made.length || ender === maker) return false;
  let isUndone = false;
  const isSame = ended.every((word, at) => {
    const before = made[at] ?? "";
    if (word === before) return true;
    isUndone = installing.has(before) && (word === `un${before}` || removing.has(word));
    return isUndone;
  });
  return isSame && isUndone;
}

/** `const trace = []; const slot = addFunction((text) => trace.push(text)); …; return trace;`: it is for this one call. */
export function collectsResult(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const closure = closureGiven(source, node);
  const home = enclosingFunction(node);
  if (closure === undefined) return false;
  return source.nodes("ReturnStatement").some(({ argument, range }) => {
    const variable = argument?.type === "Identifier" ? source.variableOf(argument) : undefined;
    if (argument === null || variable === undefined || enclosingFunction(argument) !== home) return false;
    return range[0] > node.range[1] && variable.references.some(({ identifier }) => isInside(identifier, closure));
  });
}

/** The calls that are given the slot by its name. */
function installedBy(
  source: SourceFile,
  node: TSESTree.CallExpression,
): { readonly call: TSESTree.CallExpression; readonly index: number }[] {
  const { parent } = node;
  const variable =
    parent.type === "VariableDeclarator" && parent.id.type === "Identifier" ? source.variableOf(parent.id) : undefined;
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const call = identifier.parent;
    const index = call?.type === "CallExpression" ? call.arguments.findIndex((each) => each === identifier) : -1;
    return call?.type === "CallExpression" && index >= 0 ? [{ call, index }] : [];
  });
}

/** `addFunction(run, "vi")`, and SQLite's `installFunction("v(i)", run)`. */
function closureGiven(source: SourceFile, { arguments: given }: TSESTree.CallExpression): FunctionNode | undefined {
  for (const argument of given) {
    const closure = closureOf(source, unwrap(argument));
    if (closure !== undefined) return closure;
  }
  return undefined;
}

function closureOf(source: SourceFile, node: TSESTree.Node): FunctionNode | undefined {
  if (isFunction(node)) return node;
  const definition = node.type === "Identifier" ? source.variableOf(node)?.defs[0]?.node : undefined;
  if (definition?.type === "FunctionDeclaration") return definition;
  const init = definition?.type === "VariableDeclarator" && definition.init !== null ? unwrap(definition.init) : null;
  return isFunction(init) ? init : undefined;
}

function nameOf(fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name;
  const { parent } = fn;
  if (parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" || parent.type === "Property")
    return keyName(parent);
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent.type !== "AssignmentExpression") return undefined;
  return parent.left.type === "MemberExpression" ? memberName(parent.left) : undefined;
}

/** The closure reads something that is another one in each call of the function around it; the module itself is not. */
function readsOwn(
  source: SourceFile,
  closure: FunctionNode,
  home: FunctionNode,
  node: TSESTree.CallExpression,
): boolean {
  const callee = source.text(node.callee);
  const scope = source.code.scopeManager?.acquire(closure);
  const isOwn = scope?.through.some(({ identifier }) => {
    const variable = source.variableOf(identifier);
    const definition = variable?.defs[0];
    if (variable === undefined || definition === undefined || isInside(definition.name, closure)) return false;
    return isInside(definition.name, home) && !callee.startsWith(`${variable.name}.`) && variable.name !== callee;
  });
  if (isOwn === true) return true;
  if (closure.type !== "ArrowFunctionExpression") return false;
  return source.nodes("ThisExpression").some((each) => {
    if (!isInside(each, closure)) return false;
    for (let at = enclosingFunction(each); isFunction(at); at = enclosingFunction(at)) {
      if (at === closure) return true;
      if (at.type !== "ArrowFunctionExpression") return false;
    }
    return false;
  });
}
