import type { TSESTree } from "@typescript-eslint/utils";
import { isNamedExports } from "../lifetime/words/native-callee.ts";
import type { Values } from "../recognise/values.ts";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf } from "../sources.ts";
import { lastName, unwrap } from "../syntax.ts";

/** Which places of a file are given to a releasing function somewhere: variables, fields, and what collections hold. */
export class Releases {
  readonly #known = new Map<TSESTree.CallExpression, boolean>();
  readonly #file: SourceFile;
  readonly #values: Values;
  #places: Set<string> | undefined;

  constructor(file: SourceFile, values: Values) {
    this.#file = file;
    this.#values = values;
  }

  /** Whether the place of an expression is released, directly or as an element of a collection. */
  has(expression: TSESTree.Node): boolean {
    const key = this.#values.places.keyOf(expression);
    return key !== undefined && this.hasKey(key);
  }

  get hasAny(): boolean {
    return this.#all().size > 0;
  }

  hasKey(key: string): boolean {
    return this.#all().has(key);
  }

  /** Whether a call frees its first argument, by the name of what it calls. */
  isRelease(call: TSESTree.CallExpression): boolean {
    let answer = this.#known.get(call);
    if (answer === undefined) this.#known.set(call, (answer = this.#isRelease(call)));
    return answer;
  }

  #isRelease(call: TSESTree.CallExpression): boolean {
    const callee = unwrap(call.callee);
    const value = this.#values.of(callee);
    const name = value?.kind === "function" ? value.name : lastName(callee);
    const evidence = name === undefined ? undefined : this.#values.families.release(name);
    if (evidence !== "exports") return evidence !== undefined;
    return value?.kind === "function" || (callee.type === "MemberExpression" && isNamedExports(callee.object));
  }

  #all(): Set<string> {
    if (this.#places !== undefined) return this.#places;
    const places = (this.#places = new Set<string>());
    for (const call of this.#file.nodes("CallExpression")) {
      const [argument] = call.arguments;
      if (argument !== undefined && this.isRelease(call)) this.#add(argument, places, 0);
    }
    return places;
  }

  /** Adds a place and where its value was taken from: `for (const p of list) free(p)`, `free(map.get(k))`, `list.forEach(free)`. */
  #add(expression: TSESTree.Node, places: Set<string>, depth: number): void {
    if (depth > 4) return;
    const node = unwrap(expression);
    const key = this.#values.places.keyOf(node);
    if (key !== undefined) places.add(key);
    if (node.type === "Identifier") {
      const variable = this.#file.variableOf(node);
      for (const source of variable ? sourcesOf(variable) : []) {
        if (source.kind === "expression") this.#add(source.node, places, depth + 1);
        if (source.kind === "parameter") this.#addReceiver(source.fn, places, depth);
      }
    } else if (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
      this.#add(node.callee.object, places, depth + 1);
    } else if (node.type === "MemberExpression") {
      this.#add(node.object, places, depth + 1);
    }
  }

  #addReceiver(fn: TSESTree.Node, places: Set<string>, depth: number): void {
    const call = fn.parent;
    if (call?.type === "CallExpression" && call.callee.type === "MemberExpression" && call.arguments[0] === fn) {
      this.#add(call.callee.object, places, depth + 1);
    }
  }
}

const releases = new WeakMap<Values, Releases>();

/** The releases of a file, the same for all that ask. */
export function releasesOf(file: SourceFile, values: Values): Releases {
  let found = releases.get(values);
  if (found === undefined) releases.set(values, (found = new Releases(file, values)));
  return found;
}
