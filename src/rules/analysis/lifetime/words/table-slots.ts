import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  isZero,
  keyName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../../syntax.ts";

// What runs once for a module puts its functions into the table for good.
const once = /^#?_?(?:init|set_?up|install|register|bootstrap|load|main|start|ready|run|on[A-Z_]|constructor$)/i;

/**
 * `addFunction` in a function that runs again and again, of a closure made for that one call: it reads a parameter, a
 * local or `this`. Each call takes another slot of the table, whatever the file knows of giving slots back.
 */
export function isSlotPerCall(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const [given] = node.arguments;
  const closure = given === undefined ? undefined : closureOf(source, unwrap(given));
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

/** `mod._set_meter(channel, callback)` and later `mod._set_meter(channel, 0)`: native code will not call it any more. */
export function isTakenOff(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const home = enclosingFunction(node);
  return installedBy(source, node).some(({ call, index }) =>
    source.nodes("CallExpression").some((other) => {
      const given = other.arguments[index];
      if (given === undefined || other.range[0] < call.range[1] || !isInside(other, home)) return false;
      return (isZero(given) || isNullish(given)) && source.text(other.callee) === source.text(call.callee);
    }),
  );
}

/** `const trace = []; const slot = addFunction((text) => trace.push(text)); …; return trace;`: it is for this one call. */
export function collectsResult(source: SourceFile, node: TSESTree.CallExpression): boolean {
  const [given] = node.arguments;
  const closure = given === undefined ? undefined : closureOf(source, unwrap(given));
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
