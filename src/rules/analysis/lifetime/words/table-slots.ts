import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../../source-file.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
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
  for (let at: TSESTree.Node = home; isFunction(at); at = enclosingFunction(at)) {
    const name = nameOf(at);
    // A callback without a name runs when somebody else says so, and often only once.
    if (name === undefined ? at === home : once.test(name)) return false;
  }
  return readsOwn(source, closure, home, node);
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
