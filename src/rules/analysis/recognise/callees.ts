import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile } from "../source-file.ts";
import { sourcesOf, type Places, type Source } from "../sources.ts";
import { isFunction, keyName, unwrap, type FunctionNode } from "../syntax.ts";

/** The functions of a file by the expressions that name them: a variable, a method of `this`, a property written once. */
export class Callees {
  readonly #file: SourceFile;
  readonly #places: Places;
  #methods: ReadonlyMap<string, FunctionNode> | undefined;

  constructor(file: SourceFile, places: Places) {
    this.#file = file;
    this.#places = places;
  }

  /** The one function that an expression can be; `undefined` when there is none, or more than one. */
  of(expression: TSESTree.Node): FunctionNode | undefined {
    const node = unwrap(expression);
    if (isFunction(node)) return node;
    if (node.type === "Identifier") {
      const variable = this.#file.variableOf(node);
      const sources = variable === undefined ? [] : sourcesOf(variable);
      return sources.length === 1 ? functionSource(sources[0]) : undefined;
    }
    if (node.type !== "MemberExpression") return undefined;
    const key = this.#places.keyOf(node);
    if (key === undefined) return undefined;
    const method = this.methods.get(key);
    if (method !== undefined) return method;
    const writes = this.#places.writesTo(key);
    return writes.length === 1 ? functionSource(writes[0]) : undefined;
  }

  /** Methods by place: `instance 3.free`, `class 3.make`. */
  get methods(): ReadonlyMap<string, FunctionNode> {
    if (this.#methods !== undefined) return this.#methods;
    const methods = new Map<string, FunctionNode>();
    for (const method of this.#file.nodes("MethodDefinition")) {
      const name = keyName(method);
      if (name === undefined || method.kind === "constructor" || !isFunction(method.value)) continue;
      const key = this.#places.classKey(method.parent.parent, method.static);
      methods.set(method.kind === "method" ? `${key}.${name}` : `${key}.${method.kind} ${name}`, method.value);
    }
    return (this.#methods = methods);
  }
}

/** The calls of a function by the name it is declared with: `render()`. */
export function callsByName(file: SourceFile, name: TSESTree.Node | null): TSESTree.CallExpression[] {
  const variable = name === null ? undefined : file.variableOf(name);
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent?.type === "CallExpression" && parent.callee === identifier ? [parent] : [];
  });
}

function functionSource(source: Source | undefined): FunctionNode | undefined {
  if (source?.kind !== "expression" || source.path.length > 0) return undefined;
  const node = unwrap(source.node);
  return isFunction(node) ? node : undefined;
}
