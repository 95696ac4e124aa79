import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { classNamed } from "../inheritance.ts";
import { sourcesOf } from "../sources.ts";
import type { SourceFile, Variable } from "../source-file.ts";
import { classOfObject } from "./instances.ts";
import { functionProperty, ownMethod } from "./own-methods.ts";
import {
  classOfThis,
  declaredName,
  isClass,
  isFunction,
  isMethod,
  isInside,
  isNullish,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../syntax.ts";

/** Finds the functions of a file behind calls, and the variables that closures share with their surroundings. */
export class Functions {
  readonly #source: SourceFile;
  readonly #captures = new Map<TSESTree.Node, readonly Variable[]>();
  readonly #shared = new Map<Variable, boolean>();
  readonly #methods = new Map<ClassNode, Map<string, FunctionNode>>();

  constructor(source: SourceFile) {
    this.#source = source;
  }

  /** The one function of this file that a callee stands for. */
  resolve(callee: TSESTree.Node): FunctionNode | undefined {
    const node = unwrap(callee);
    if (isFunction(node)) return node;
    if (node.type === "Identifier") return this.functionOf(this.#source.variableOf(node));
    if (node.type !== "MemberExpression") return undefined;
    const name = memberName(node);
    if (name === undefined) return undefined;
    const object = unwrap(node.object);
    const owner = this.#objectOf(object) ?? this.#narrowed(object);
    if (owner === undefined)
      return object.type === "ThisExpression" ? ownMethod(this.#source, object, name) : undefined;
    if (owner.type === "ObjectExpression") return functionProperty(owner, name);
    return this.#methodsOf(owner.node).get(owner.isStatic ? `static ${name}` : name);
  }

  /** Variables a function (or a class body) reads or writes that belong to scopes around it. */
  captures(fn: TSESTree.Node): readonly Variable[] {
    let known = this.#captures.get(fn);
    if (known === undefined) {
      known = this.#findCaptures(fn);
      this.#captures.set(fn, known);
    }
    return known;
  }

  /** A closure that only calls by its name run is seen wherever it runs: `const fill = () => { p = malloc(8); }; fill();` */
  #isOnlyCalled(fn: TSESTree.Node, owner: TSESLint.Scope.Scope): boolean {
    if (!isFunction(fn) || fn.async || fn.generator) return false;
    const name = declaredName(fn);
    const variable = name?.type === "Identifier" ? this.#source.variableOf(name) : undefined;
    if (variable === undefined || this.functionOf(variable) !== fn) return false;
    return variable.references.every(({ identifier, from, init }) => {
      if (init === true) return true;
      const { parent } = identifier;
      return parent?.type === "CallExpression" && parent.callee === identifier && from.variableScope === owner;
    });
  }

  /** A closure writes the variable, so its value may change whenever something is called. */
  isWrittenElsewhere(variable: Variable): boolean {
    let known = this.#shared.get(variable);
    if (known === undefined) {
      known = variable.references.some(
        (reference) =>
          reference.isWrite() &&
          reference.from.variableScope !== variable.scope.variableScope &&
          !this.#isOnlyCalled(reference.from.variableScope.block, variable.scope.variableScope),
      );
      this.#shared.set(variable, known);
    }
    return known;
  }

  /** The function a variable that never changes holds. */
  functionOf(variable: Variable | undefined): FunctionNode | undefined {
    const [definition] = variable?.defs ?? [];
    if (variable === undefined || definition === undefined || variable.defs.length > 1) return undefined;
    const { node } = definition;
    if (node.type === "FunctionDeclaration")
      return node.id === definition.name && node.body !== null ? node : undefined;
    if (node.type !== "VariableDeclarator" || node.init === null || node.id !== definition.name) return undefined;
    if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return undefined;
    const init = unwrap(node.init);
    return isFunction(init) ? init : undefined;
  }

  #objectOf(
    node: TSESTree.Node,
  ): TSESTree.ObjectExpression | { type: "class"; node: ClassNode; isStatic: boolean } | undefined {
    if (node.type === "ThisExpression") {
      const found = classOfThis(thisOwner(node));
      return found === undefined ? undefined : { type: "class", ...found };
    }
    if (node.type === "NewExpression") {
      const made = this.#objectOf(unwrap(node.callee));
      return made?.type === "class" && made.isStatic ? { ...made, isStatic: false } : undefined;
    }
    // `a.multiply(b).inverse()`: the class that the first one says it gives.
    if (node.type === "CallExpression") return this.#instanceOf(this.resolve(node.callee)?.returnType);
    if (node.type === "MemberExpression") return this.#fieldOf(node);
    if (node.type !== "Identifier") return undefined;
    const variable = this.#source.variableOf(node);
    const definition = variable?.defs[0]?.node;
    if (definition === undefined) return undefined;
    if (isClass(definition)) return { type: "class", node: definition, isStatic: true };
    const declared = variable?.defs[0]?.name;
    const typed = declared?.type === "Identifier" ? this.#instanceOf(declared.typeAnnotation) : undefined;
    if (typed !== undefined) return typed;
    if (definition.type !== "VariableDeclarator") return undefined;
    if (definition.parent.kind !== "const" && variable !== undefined) return this.#filledWith(variable);
    if (definition.init === null) return undefined;
    const init = unwrap(definition.init);
    if (isClass(init)) return { type: "class", node: init, isStatic: true };
    if (init.type === "ObjectExpression") return init;
    const isMade = definition.id === declared && (init.type === "NewExpression" || init.type === "CallExpression");
    return isMade ? this.#objectOf(init) : undefined;
  }

  /** An object of a class of the file that a type names, where no other class of the file may stand in for it. */
  #instanceOf(
    annotation: TSESTree.TSTypeAnnotation | undefined,
  ): { type: "class"; node: ClassNode; isStatic: boolean } | undefined {
    const type = annotation?.typeAnnotation;
    if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return undefined;
    const node = classNamed(this.#source, type.typeName);
    return node === undefined || this.#isExtended(node) ? undefined : { type: "class", node, isStatic: false };
  }

  /** `this.pool.take()`, of what is declared to be a `Pool`, or is made as one wherever it is filled. */
  #fieldOf(member: TSESTree.MemberExpression): { type: "class"; node: ClassNode; isStatic: boolean } | undefined {
    const own = classOfObject(this.#source, member);
    if (own === undefined || own.from !== undefined || this.#isExtended(own.node)) return undefined;
    return { type: "class", node: own.node, isStatic: false };
  }

  #isExtended(node: ClassNode): boolean {
    this.#extended ??= new Set(
      [...this.#source.nodes("ClassDeclaration"), ...this.#source.nodes("ClassExpression")].flatMap(({ superClass }) =>
        superClass?.type === "Identifier" ? (classNamed(this.#source, superClass) ?? []) : [],
      ),
    );
    return this.#extended.has(node);
  }
  #extended: ReadonlySet<ClassNode> | undefined;

  /** `let engine; … engine = new Engine();`: whatever is put into the variable is an object of one class of the file. */
  #filledWith(variable: Variable): { type: "class"; node: ClassNode; isStatic: boolean } | undefined {
    let found: { type: "class"; node: ClassNode; isStatic: boolean } | undefined;
    // `var Module = new Module();`
    if (this.#filling.has(variable)) return undefined;
    this.#filling.add(variable);
    for (const origin of sourcesOf(variable)) {
      const made = origin.kind === "expression" && origin.path.length === 0 ? unwrap(origin.node) : undefined;
      if (made !== undefined && (isNullish(made) || made.type === "Literal")) continue;
      const object = made?.type === "NewExpression" ? this.#objectOf(made) : undefined;
      if (object?.type !== "class" || (found !== undefined && found.node !== object.node)) {
        found = undefined;
        break;
      }
      found = object;
    }
    this.#filling.delete(variable);
    return found;
  }
  readonly #filling = new Set<Variable>();

  /** `if (this.verifier instanceof Scanner) this.verifier.replace(p);` */
  #narrowed(node: TSESTree.Node): { type: "class"; node: ClassNode; isStatic: boolean } | undefined {
    if (node.type !== "Identifier" && node.type !== "MemberExpression") return undefined;
    for (let at: TSESTree.Node | undefined = node.parent; at && !isFunction(at); at = at.parent) {
      if (at.type !== "IfStatement" || !isInside(node, at.consequent)) continue;
      const test = unwrap(at.test);
      if (test.type !== "BinaryExpression" || test.operator !== "instanceof") continue;
      if (this.#source.text(test.left) !== this.#source.text(node) || test.right.type !== "Identifier") continue;
      const known = this.#source.variableOf(test.right)?.defs[0]?.node;
      if (isClass(known)) return { type: "class", node: known, isStatic: false };
    }
    return undefined;
  }

  #methodsOf(node: ClassNode): Map<string, FunctionNode> {
    let methods = this.#methods.get(node);
    if (methods !== undefined) return methods;
    methods = new Map();
    for (const member of node.body.body) {
      const name = isMethod(member) ? keyName(member) : undefined;
      if (isMethod(member) && name !== undefined) methods.set(member.static ? `static ${name}` : name, member.value);
    }
    this.#methods.set(node, methods);
    return methods;
  }

  #findCaptures(fn: TSESTree.Node): readonly Variable[] {
    const scope = this.#source.code.scopeManager?.acquire(fn);
    if (scope === null || scope === undefined) return [];
    const found = new Set<Variable>();
    for (const { identifier } of scope.through) {
      const variable = this.#source.variableOf(identifier);
      const definition = variable?.defs[0];
      if (variable !== undefined && definition !== undefined && !isInside(definition.name, fn)) found.add(variable);
    }
    return [...found];
  }
}
