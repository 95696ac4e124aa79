import type { TSESTree } from "@typescript-eslint/utils";
import { sourcesOf } from "../sources.ts";
import { enclosingFunction, isFunction, memberName, unwrap } from "../syntax.ts";
import type { StaleView } from "./index.ts";
import type { ViewWords } from "./words.ts";

/** `cache.set(key, view)`, `this.parts[key] = view`, `list.push(view)`: kept by something that outlives the function. */
export function keptInCollections(words: ViewWords): StaleView[] {
  const { file } = words.recognition;
  const found: StaleView[] = [];
  const add = (collection: TSESTree.Node, value: TSESTree.Node): void => {
    if (!isFunction(enclosingFunction(value)) || !isOfOthers(words, collection) || words.isView(collection)) return;
    const made = partMade(words, value);
    if (made === undefined) return;
    found.push({ node: value, how: "stored", name: file.text(value), made, by: value, certain: false });
  };
  for (const { left, right, operator } of file.nodes("AssignmentExpression"))
    if (operator === "=" && left.type === "MemberExpression" && left.computed) add(left.object, right);
  for (const { callee, arguments: given } of file.nodes("CallExpression")) {
    const method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    const value = method === "set" && given.length === 2 ? given[1] : method === "push" ? given[0] : undefined;
    if (value !== undefined && callee.type === "MemberExpression") add(callee.object, value);
  }
  return found;
}

/** A variable around the function, or a field. */
function isOfOthers({ recognition }: ViewWords, collection: TSESTree.Node): boolean {
  const node = unwrap(collection);
  if (node.type === "MemberExpression") return unwrap(node.object).type === "ThisExpression";
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  return variable !== undefined && (variable.scope.type === "module" || variable.scope.type === "global");
}

/** Where the view of one block is made; the whole heap, kept by its name, is rather there to be filled anew. */
function partMade({ recognition, isView }: ViewWords, value: TSESTree.Node): TSESTree.Node | undefined {
  const node = unwrap(value);
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  const [source, ...others] = variable === undefined ? [] : sourcesOf(variable);
  const made = variable === undefined ? node : source?.kind === "expression" ? unwrap(source.node) : undefined;
  if (made === undefined || others.length > 0 || !isView(made)) return undefined;
  const isPart =
    made.type === "NewExpression"
      ? made.arguments.length > 1
      : made.type === "CallExpression" && made.arguments.length > 0;
  return isPart ? made : undefined;
}
