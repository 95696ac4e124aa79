import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { enclosingFunction, isFunction, isInside, memberName, unwrap } from "../syntax.ts";

/**
 * What is put before a call of the same function into something that is there after it: a list, a map, a field, an object
 * from outside; into one of the function's own only where that is used after the call.
 */
export function keptOf(file: SourceFile, call: TSESTree.CallExpression): TSESTree.Node[] {
  return (putsOf(file).get(enclosingFunction(call)) ?? []).flatMap(({ node, holder, value }) => {
    if (node.range[1] > call.range[0] || !comesBefore(node, call) || !livesOn(file, holder, call)) return [];
    const isOverwritten = node.type === "AssignmentExpression" && isWrittenLater(file, node, node.left);
    return isOverwritten ? [] : [value];
  });
}

/** A value that something is made to keep. */
interface Put {
  readonly node: TSESTree.CallExpression | TSESTree.AssignmentExpression;
  readonly holder: TSESTree.Node;
  readonly value: TSESTree.Node;
}

const mayBeView: ReadonlySet<string> = new Set([
  "Identifier",
  "MemberExpression",
  "NewExpression",
  "CallExpression",
  "ObjectExpression",
]);
const puts = new WeakMap<SourceFile, ReadonlyMap<TSESTree.Node, readonly Put[]>>();

/** What each function of the file puts somewhere. */
function putsOf(file: SourceFile): ReadonlyMap<TSESTree.Node, readonly Put[]> {
  let found = puts.get(file);
  if (found === undefined) {
    const all = new Map<TSESTree.Node, Put[]>();
    const add = (node: Put["node"], holder: TSESTree.Node, value: TSESTree.Node | undefined): void => {
      if (value === undefined || !mayBeView.has(unwrap(value).type)) return;
      const home = enclosingFunction(node);
      if (!isFunction(home)) return;
      const list = all.get(home);
      if (list === undefined) all.set(home, [{ node, holder, value }]);
      else list.push({ node, holder, value });
    };
    for (const node of file.nodes("CallExpression")) {
      const callee = unwrap(node.callee);
      const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
      if (callee.type === "MemberExpression" && name !== undefined) add(node, callee.object, collected(name, node));
    }
    for (const node of file.nodes("AssignmentExpression")) {
      const { left, right, operator } = node;
      if (operator === "=" && left.type === "MemberExpression") add(node, left.object, right);
    }
    puts.set(file, (found = all));
  }
  return found;
}

/** What a list or map is given; `heap.set(view, at)` copies. */
function collected(name: string, { arguments: given }: TSESTree.CallExpression): TSESTree.Node | undefined {
  if (name === "push" || name === "unshift") return given.at(-1);
  if (name === "add") return given.length === 1 ? given[0] : undefined;
  return name === "set" && given.length === 2 ? given[1] : undefined;
}

/** Whoever does the one does the other: the call stands in the block of the node, in one inside of that, or in its `finally`. */
function comesBefore(node: TSESTree.Node, call: TSESTree.Node): boolean {
  let block = node.parent;
  while (block && block.type !== "BlockStatement") block = block.parent;
  if (block === undefined) return false;
  const { parent } = block;
  return isInside(call, parent.type === "TryStatement" && parent.block === block ? parent : block);
}

/** The holder is from outside, or is used further down. */
function livesOn(file: SourceFile, holder: TSESTree.Node, call: TSESTree.CallExpression): boolean {
  let root = unwrap(holder);
  while (root.type === "MemberExpression") root = unwrap(root.object);
  if (root.type === "ThisExpression") return true;
  if (root.type !== "Identifier") return false;
  const variable = file.variableOf(root);
  const declared = variable?.defs[0]?.name;
  if (variable === undefined || declared === undefined) return false;
  const home = enclosingFunction(call);
  const isOwn = enclosingFunction(declared) === home && variable.defs[0]?.type !== "Parameter";
  return !isOwn || variable.references.some(({ identifier }) => identifier.range[0] > call.range[1]);
}

/** The same place gets something else further down in the function. */
function isWrittenLater(file: SourceFile, { range }: TSESTree.Node, place: TSESTree.Node): boolean {
  const home = enclosingFunction(place);
  const text = file.text(place);
  return file
    .nodes("AssignmentExpression")
    .some(({ left }) => left.range[0] > range[1] && enclosingFunction(left) === home && file.text(left) === text);
}
