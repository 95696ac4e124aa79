import type { TSESTree } from "@typescript-eslint/utils";
import { declaredName, enclosingFunction, isFunction, memberName, unwrap, type FunctionNode } from "../syntax.ts";
import type { ViewWords } from "./words.ts";

/** The function right inside of `home` that a node is in. */
export function closureBelow(home: FunctionNode, node: TSESTree.Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (let at = node.parent; at && at !== home; at = at.parent) if (isFunction(at)) found = at;
  return found;
}

type Life = "again" | "once";

/** How a closure lives on after the function that makes it: called again and again, some time later, or not at all. */
export function lifeOf(words: ViewWords, closure: FunctionNode, depth = 0): Life | undefined {
  const { file } = words.recognition;
  const { parent } = closure;
  const lifeAt = (place: TSESTree.Node): Life | undefined => {
    const call = place.parent;
    if (call?.type !== "CallExpression" || call.callee !== place) return lifeOfValue(words, place);
    // Whoever calls it may itself live on.
    const home = enclosingFunction(closure);
    const caller = isFunction(home) && depth < 3 ? closureBelow(home, call) : undefined;
    return caller === undefined || caller === closure ? undefined : lifeOf(words, caller, depth + 1);
  };
  if (closure.type === "FunctionDeclaration" || (parent.type === "VariableDeclarator" && parent.init === closure)) {
    const name = declaredName(closure);
    const variable = name ? file.variableOf(name) : undefined;
    const lives = (variable?.references ?? []).map((reference) =>
      reference.isRead() ? lifeAt(reference.identifier) : undefined,
    );
    return lives.includes("again") ? "again" : lives.find((life) => life !== undefined);
  }
  return lifeAt(closure);
}

function lifeOfValue(words: ViewWords, place: TSESTree.Node): Life | undefined {
  const { parent } = place;
  switch (parent?.type) {
    case "ReturnStatement":
    case "Property":
    case "ArrayExpression":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "ArrowFunctionExpression":
      return "again";
    case "AssignmentExpression":
      return parent.right === place && parent.left.type === "MemberExpression" ? "again" : undefined;
    case "CallExpression":
    case "NewExpression":
      return parent.callee === place || words.runs(parent) !== undefined ? undefined : "once";
    default:
      return undefined;
  }
}

/** `port.onmessage = () => { … }`, `socket.addEventListener("open", () => { … })`: upon what is no growth of the memory. */
export function isHandler(fn: TSESTree.Node): boolean {
  const { parent } = fn;
  const target = parent?.type === "AssignmentExpression" && parent.right === fn ? parent.left : undefined;
  const name = target?.type === "MemberExpression" ? memberName(target) : undefined;
  if (name !== undefined) return /^on[a-z]/.test(name) && !/grow|memory|resiz|heap|buffer/i.test(name);
  const callee = parent?.type === "CallExpression" ? unwrap(parent.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "addEventListener";
}

/** `instantiate(…).then((instance) => { heap = …; })` */
export function isThenCallback({ parent }: TSESTree.Node): boolean {
  const callee = parent?.type === "CallExpression" ? unwrap(parent.callee) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === "then";
}
