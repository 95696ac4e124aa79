import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";
import { enclosingFunction, isConstructor, isFunction, isInside, memberName, unwrap } from "../syntax.ts";
import { RELEASED, type State } from "./state.ts";

/** The environment's names for variables and the members reached from them: `v3`, `v3.field`, `this.field`. */
export class Places {
  readonly #source: SourceFile;
  readonly #keys = new Map<Variable, string>();
  readonly #variables = new Map<string, Variable>();
  readonly #roots = new Map<string, Variable>();
  /** The fields that something else than a constructor writes, of whatever object. */
  #changed: ReadonlySet<string> | undefined;

  constructor(source: SourceFile) {
    this.#source = source;
  }

  variable(variable: Variable): string {
    let key = this.#keys.get(variable);
    if (key === undefined) {
      key = `v${this.#keys.size}`;
      this.#keys.set(variable, key);
      this.#variables.set(key, variable);
    }
    return key;
  }

  /** What an expression reads, if it has a name. */
  of(expression: TSESTree.Node): string | undefined {
    const node = unwrap(expression);
    if (node.type === "Identifier") {
      const variable = this.#source.variableOf(node);
      return variable === undefined ? undefined : this.variable(variable);
    }
    if (node.type === "ThisExpression") return "this";
    if (node.type !== "MemberExpression") return undefined;
    const name = memberName(node);
    const object = name === undefined ? undefined : this.of(node.object);
    return object === undefined ? undefined : `${object}.${name}`;
  }

  /** The variable a place starts at. */
  rootOf(key: string): Variable | undefined {
    const known = this.#roots.get(key);
    if (known !== undefined) return known;
    const root = this.#variables.get(key.split(".", 1)[0] ?? key);
    if (root !== undefined) this.#roots.set(key, root);
    return root;
  }

  /** Whether a place starts at a variable that is declared inside a node. */
  isInside(key: string, node: TSESTree.Node): boolean {
    const name = this.rootOf(key)?.defs[0]?.name;
    return name !== undefined && isInside(name, node);
  }

  /** Ends the life of the variables declared inside a node. */
  leave(state: State, node: TSESTree.Node): void {
    for (const key of [...state.entries()].map(([name]) => name)) {
      if (this.isInside(key, node) && !this.#isUsedBehind(key, node)) state.delete(key);
    }
  }

  /** `switch (kind) { case 1: var made = …; } use(made);`: a `var` outlives its block. */
  #isUsedBehind(key: string, block: TSESTree.Node): boolean {
    const variable = this.rootOf(key);
    const declaration = variable?.defs[0]?.parent;
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "var" || isFunction(block)) return false;
    return variable?.references.some(({ identifier }) => !isInside(identifier, block)) === true;
  }

  /** Forgets what others may have changed: fields, and variables of scopes around the function. */
  forgetShared(state: State, fn: TSESTree.Node): void {
    for (const [key, value] of [...state.entries()]) {
      if (key === "this" || key.startsWith("@")) continue;
      if (value.ids.length > 0 && value.ids.some((id) => (state.bits(id) & 1) !== 0)) continue;
      // What is waited for releases something of JavaScript.
      const isGone = value.ids.some(
        (id) => state.bits(id) === RELEASED && state.releasedAt(id)?.parent?.type !== "AwaitExpression",
      );
      if (isGone && this.#isOfConstructor(key)) continue;
      if (key.startsWith("this.") || !this.isInside(key, fn)) state.delete(key);
    }
  }

  /** A field that only constructors fill is the same for as long as its object is there. */
  #isOfConstructor(key: string): boolean {
    const field = /^this\.([^.]+)$/.exec(key)?.[1];
    if (field === undefined) return false;
    this.#changed ??= new Set(
      [
        ...this.#source.nodes("AssignmentExpression").map(({ left }) => left),
        ...this.#source.nodes("UpdateExpression").map(({ argument }) => argument),
        ...this.#source
          .nodes("UnaryExpression")
          .map(({ operator, argument }) => (operator === "delete" ? argument : undefined)),
      ].flatMap((written) => {
        const member = written === undefined ? undefined : unwrap(written);
        if (member?.type !== "MemberExpression") return [];
        return isConstructor(enclosingFunction(member)) ? [] : (memberName(member) ?? []);
      }),
    );
    return !this.#changed.has(field);
  }
}
