import type { TSESTree } from "@typescript-eslint/utils";
import type { Values } from "../recognise/values.ts";
import { isHeap } from "../recognise/wasm-values.ts";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { keyName, lastName, memberName, unwrap } from "../syntax.ts";
import type { Releases } from "./releases.ts";

const writers = /^(?:setValue|set(?:Big)?(?:Int|Uint)(?:32|64))$/;

/** What else in the file looks after a pointer: a native struct, a collection that is emptied, a function that frees the parts. */
export class Owners {
  readonly #file: SourceFile;
  readonly #values: Values;
  readonly #releases: Releases;
  readonly #found = new Set<string>();
  #isSearched = false;
  #parts: ReadonlySet<string> | undefined;

  constructor(file: SourceFile, values: Values, releases: Releases) {
    this.#file = file;
    this.#values = values;
    this.#releases = releases;
  }

  /** Whether the place of a pointer is also kept where it is looked after. */
  has(pointer: TSESTree.Node): boolean {
    const key = this.#values.places.keyOf(pointer);
    if (key !== undefined && this.#places().has(key)) return true;
    const property = pointer.parent;
    if (property?.type !== "Property") return false;
    this.#parts ??= releasedParts(this.#file, this.#releases);
    return this.#parts.has(keyName(property) ?? "");
  }

  #places(): ReadonlySet<string> {
    if (this.#isSearched) return this.#found;
    this.#isSearched = true;
    for (const call of this.#file.nodes("CallExpression")) this.#fromCall(call, this.#releases);
    for (const { left, right } of this.#file.nodes("AssignmentExpression")) {
      if (left.type !== "MemberExpression" || !left.computed) continue;
      if (isHeap(this.#values.of(left.object)) || this.#releases.has(left.object)) this.#add(right);
    }
    return this.#found;
  }

  #fromCall({ callee, arguments: given }: TSESTree.CallExpression, releases: Releases): void {
    const fn = unwrap(callee);
    const name = lastName(fn);
    if (name === undefined) return;
    if (writers.test(name)) this.#add(given[1]);
    if (fn.type !== "MemberExpression") return;
    // `heap.set([n, pointer], at)`: the struct at `at` owns it.
    if (name === "set" && isHeap(this.#values.of(fn.object))) this.#add(given[0]);
    else if (/^(?:push|unshift|add|set)$/.test(name) && releases.has(fn.object))
      for (const each of given) this.#add(each);
  }

  #add(value: TSESTree.Node | undefined): void {
    if (value?.type === "ArrayExpression") {
      for (const element of value.elements) if (element) this.#add(element);
      return;
    }
    const key = value && this.#values.places.keyOf(value);
    if (key !== undefined) this.#found.add(key);
  }
}

/** The property names of which some function of the file frees what it finds in an object it is given. */
function releasedParts(file: SourceFile, releases: Releases): Set<string> {
  const found = new Set<string>();
  for (const call of file.nodes("CallExpression")) {
    const [argument] = call.arguments;
    if (argument === undefined || !releases.isRelease(call)) continue;
    const node = unwrap(argument);
    if (node.type === "MemberExpression") {
      const name = memberName(node);
      if (name !== undefined && unwrap(node.object).type === "Identifier") found.add(name);
    }
    const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
    for (const source of variable ? sourcesOf(variable) : []) {
      const last = source.path.at(-1);
      if (source.kind === "parameter" && last !== undefined) found.add(last);
    }
  }
  return found;
}
