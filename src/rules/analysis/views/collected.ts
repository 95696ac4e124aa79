import type { TSESTree } from "@typescript-eslint/utils";
import { returnedBy } from "../recognise/returns.ts";
import { sourcesOf } from "../sources.ts";
import {
  enclosingFunction,
  isFunction,
  isInside,
  isNullish,
  keyName,
  memberName,
  unwrap,
  type FunctionNode,
} from "../syntax.ts";
import type { StaleView } from "./index.ts";
import type { ViewWords } from "./words.ts";

/** `cache.set(key, view)`, `this.parts[key] = view`, `list.push(view)`: kept by something that outlives the function. */
export function keptInCollections(words: ViewWords): StaleView[] {
  const { file } = words.recognition;
  const found: StaleView[] = [];
  const add = (collection: TSESTree.Node, value: TSESTree.Node): void => {
    const home = enclosingFunction(value);
    if (!isFunction(home) || !isOfOthers(words, collection, home) || words.isView(collection)) return;
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

/** A variable of the module, or a field of `this` or of an object around the function: `plugin.vars`. */
function isOfOthers({ recognition }: ViewWords, collection: TSESTree.Node, home: FunctionNode): boolean {
  const node = unwrap(collection);
  if (node.type === "MemberExpression") {
    const object = unwrap(node.object);
    const owner = object.type === "Identifier" ? recognition.file.variableOf(object) : undefined;
    const name = owner?.identifiers[0];
    return object.type === "ThisExpression" || (name !== undefined && !node.computed && !isInside(name, home));
  }
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  return variable !== undefined && (variable.scope.type === "module" || variable.scope.type === "global");
}

/** Where the view of one block is made; the whole heap, kept by its name, is rather there to be filled anew. */
function partMade(words: ViewWords, value: TSESTree.Node): TSESTree.Node | undefined {
  const { recognition, isView } = words;
  const node = unwrap(value);
  const variable = node.type === "Identifier" ? recognition.file.variableOf(node) : undefined;
  const [source, ...others] = variable === undefined ? [] : sourcesOf(variable);
  const made = variable === undefined ? node : source?.kind === "expression" ? unwrap(source.node) : undefined;
  if (made === undefined || others.length > 0 || !(isView(made) || isViewOfMethod(words, made))) return undefined;
  const isPart =
    made.type === "NewExpression"
      ? made.arguments.length > 1
      : made.type === "CallExpression" && made.arguments.length > 0;
  return isPart ? made : undefined;
}

/** `allocator.getBytes(p)`, where the only method of that name in the file returns nothing but views. */
function isViewOfMethod({ recognition, isView }: ViewWords, made: TSESTree.Node): boolean {
  const callee = made.type === "CallExpression" ? unwrap(made.callee) : undefined;
  const name = callee?.type === "MemberExpression" ? memberName(callee) : undefined;
  if (name === undefined || ofTheLanguage.has(name)) return false;
  const { file } = recognition;
  const [method, ...others] = file.nodes("MethodDefinition").filter((each) => keyName(each) === name);
  if (method === undefined || others.length > 0 || !isFunction(method.value)) return false;
  const returned = returnedBy(file, method.value).filter((value) => !isNullish(value));
  return returned.length > 0 && returned.every(isView);
}

/** Names that lists, maps and typed arrays have as well. */
const ofTheLanguage = new Set(
  [Array, Map, Set, Uint8Array, Object.getPrototypeOf(Uint8Array) as typeof Uint8Array, DataView, String].flatMap(
    ({ prototype }) => Object.getOwnPropertyNames(prototype),
  ),
);
