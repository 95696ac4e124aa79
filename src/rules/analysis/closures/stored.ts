import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf, writtenTo, type Places } from "../sources.ts";
import { isNullish, memberName, unwrap } from "../syntax.ts";

const adders = new Set(["push", "unshift", "add", "set"]);
const weak = new Set(["WeakMap", "WeakSet"]);

/** What is put into an object after it is made: `o.owner = x`, `list.push(x)`, `map.set(key, x)`. */
export class Stored {
  readonly #file: SourceFile;
  readonly #places: Places;
  #values: Map<string, TSESTree.Node[]> | undefined;
  #emptied: Set<string> | undefined;

  constructor(file: SourceFile, places: Places) {
    this.#file = file;
    this.#places = places;
  }

  /** The values put into the object at a place; a member that is set to `null` anywhere does not count. */
  into(key: string): readonly TSESTree.Node[] {
    return this.#all().get(key) ?? [];
  }

  /** Whether a member is set to `null` or `undefined` somewhere, or deleted. */
  isEmptied(key: string): boolean {
    if (this.#emptied === undefined) {
      this.#emptied = new Set();
      for (const { left, right } of this.#file.nodes("AssignmentExpression")) {
        const name = left.type === "MemberExpression" && isNullish(right) ? this.#places.keyOf(left) : undefined;
        if (name !== undefined) this.#emptied.add(name);
      }
      for (const { operator, argument } of this.#file.nodes("UnaryExpression")) {
        const name = operator === "delete" ? this.#places.keyOf(argument) : undefined;
        if (name !== undefined) this.#emptied.add(name);
      }
    }
    return this.#emptied.has(key);
  }

  /** A `WeakMap` or `WeakSet`: it keeps neither its keys alive nor, by itself, what it has for them. */
  #isWeak(collection: TSESTree.Node): boolean {
    const node = unwrap(collection);
    const variable = node.type === "Identifier" ? this.#file.variableOf(node) : undefined;
    const key = variable === undefined ? this.#places.keyOf(node) : undefined;
    const sources = variable !== undefined ? sourcesOf(variable) : key === undefined ? [] : this.#places.writesTo(key);
    return sources.some((source) => {
      const made = source.kind === "expression" && source.path.length === 0 ? unwrap(source.node) : undefined;
      return made?.type === "NewExpression" && made.callee.type === "Identifier" && weak.has(made.callee.name);
    });
  }

  #all(): Map<string, TSESTree.Node[]> {
    if (this.#values !== undefined) return this.#values;
    const values = (this.#values = new Map<string, TSESTree.Node[]>());
    const add = (key: string | undefined, value: TSESTree.Node): void => {
      if (key === undefined) return;
      const list = values.get(key);
      if (list === undefined) values.set(key, [value]);
      else list.push(value);
    };
    for (const member of this.#file.nodes("MemberExpression")) {
      const sources = writtenTo(member);
      const whole = sources.length === 0 ? undefined : this.#places.keyOf(member);
      if (sources.length > 0 && whole !== undefined && this.isEmptied(whole)) continue;
      for (const source of sources) {
        if (source.kind === "expression" && source.path.length === 0)
          add(this.#places.keyOf(member.object), source.node);
      }
    }
    for (const field of this.#file.nodes("PropertyDefinition")) {
      if (field.value !== null) add(this.#places.classKey(field.parent.parent, field.static), field.value);
    }
    for (const property of this.#file.nodes("TSParameterProperty")) {
      const { parameter } = property;
      const method = property.parent.parent;
      const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      if (method?.type === "MethodDefinition") add(this.#places.classKey(method.parent.parent, false), name);
    }
    for (const call of this.#file.nodes("CallExpression")) {
      const callee = unwrap(call.callee);
      if (callee.type !== "MemberExpression" || !adders.has(memberName(callee) ?? "")) continue;
      if (this.#isWeak(callee.object)) continue;
      for (const argument of call.arguments) {
        if (argument.type !== "SpreadElement") add(this.#places.keyOf(callee.object), argument);
      }
    }
    return values;
  }
}
