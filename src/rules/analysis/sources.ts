import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "./source-file.ts";
import { Inheritance } from "./inheritance.ts";
import {
  classOfThis,
  isFunction,
  keyName,
  memberName,
  thisOwner,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "./syntax.ts";

/**
 * Where a value comes from: an expression, a parameter or an import, and the properties then read from it
 * (`const { instance: { exports } } = result` gives `result` and `["instance", "exports"]`).
 */
export type Source =
  | { kind: "expression"; node: TSESTree.Node; path: readonly string[] }
  | { kind: "parameter"; fn: FunctionNode; index: number; path: readonly string[] }
  | { kind: "import"; from: string; path: readonly string[] };

const known = new WeakMap<Variable, readonly Source[]>();

/** Everything ever put into a variable. */
export function sourcesOf(variable: Variable): readonly Source[] {
  let found = known.get(variable);
  if (found === undefined) known.set(variable, (found = findSources(variable)));
  return found;
}

function findSources(variable: Variable): Source[] {
  const found: Source[] = [];
  for (const definition of variable.defs) {
    const { node, name } = definition;
    switch (node.type) {
      case "ImportSpecifier":
        found.push(imported(node.parent as TSESTree.ImportDeclaration, [importedName(node)]));
        break;
      case "ImportDefaultSpecifier":
        found.push(imported(node.parent as TSESTree.ImportDeclaration, ["default"]));
        break;
      case "ImportNamespaceSpecifier":
        found.push(imported(node.parent as TSESTree.ImportDeclaration, []));
        break;
      case "TSImportEqualsDeclaration":
        if (node.moduleReference.type === "TSExternalModuleReference") found.push(...equated(node.moduleReference));
        break;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        if (name === node.id) found.push({ kind: "expression", node, path: [] });
        else found.push(...writtenTo(name));
        break;
      case "ClassDeclaration":
      case "ClassExpression":
        found.push({ kind: "expression", node, path: [] });
        break;
      default:
        found.push(...writtenTo(name));
    }
  }
  for (const reference of variable.references) {
    if (reference.isWrite() && reference.init !== true) found.push(...writtenTo(reference.identifier));
  }
  return found;
}

function imported(declaration: TSESTree.ImportDeclaration, path: string[]): Source {
  return { kind: "import", from: declaration.source.value, path };
}

/** `import Parser = require("web-tree-sitter")` */
function equated({ expression }: TSESTree.TSExternalModuleReference): Source[] {
  const from = expression.type === "Literal" ? expression.value : undefined;
  return typeof from === "string" ? [{ kind: "import", from, path: [] }] : [];
}

function importedName(node: TSESTree.ImportSpecifier): string {
  return node.imported.type === "Identifier" ? node.imported.name : node.imported.value;
}

/** What is put into the place a name or member expression stands for: `x = …`, `({ a: x } = …)`, a parameter, `for (x of …)`. */
export function writtenTo(place: TSESTree.Node): Source[] {
  const found: Source[] = [];
  const path: string[] = [];
  let child = place;
  for (let at = place.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case "Property":
        if (at.value !== child) return found;
        path.unshift(keyName(at) ?? "?");
        break;
      case "ArrayPattern":
        path.unshift(String(at.elements.indexOf(child as TSESTree.DestructuringPattern)));
        break;
      case "AssignmentPattern":
        if (at.left !== child) return found;
        found.push({ kind: "expression", node: at.right, path: [...path] });
        break;
      case "ObjectPattern":
      case "TSParameterProperty":
        break;
      case "RestElement":
        if (at.parent.type === "ObjectPattern") break;
        return found;
      case "VariableDeclarator":
        if (at.id === child && at.init !== null) found.push({ kind: "expression", node: at.init, path });
        else if (at.parent.parent.type === "ForOfStatement") {
          found.push({ kind: "expression", node: at.parent.parent.right, path: ["*", ...path] });
        }
        return found;
      case "AssignmentExpression":
        if (at.left === child && ["=", "??=", "||=", "&&="].includes(at.operator)) {
          found.push({ kind: "expression", node: at.right, path });
        }
        return found;
      case "ForOfStatement":
        if (at.left === child) found.push({ kind: "expression", node: at.right, path: ["*", ...path] });
        return found;
      default:
        if (isFunction(at)) {
          const index = at.params.indexOf(child as TSESTree.Parameter);
          if (index >= 0) found.push({ kind: "parameter", fn: at, index, path });
        }
        return found;
    }
  }
  return found;
}

/** The expression is the name of a parameter, whatever else is put into that later. */
export function isParameter(file: SourceFile, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return node.type === "Identifier" && file.variableOf(node)?.defs[0]?.type === "Parameter";
}

/** Which parameter of a function an expression is, where nothing else is ever put into it. */
export function parameterIn(file: SourceFile, expression: TSESTree.Node, fn: FunctionNode): number | undefined {
  const node = unwrap(expression);
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [from, other] = variable === undefined ? [] : sourcesOf(variable);
  const isOwn = from?.kind === "parameter" && from.fn === fn && from.path.length === 0 && other === undefined;
  return isOwn ? from.index : undefined;
}

/** The module that a value comes from: by `import`, `require` or `import()`. */
export function specifierOf(origin: Source): string | undefined {
  if (origin.kind === "import") return origin.from;
  return origin.kind === "expression" ? requiredSpecifier(unwrap(origin.node)) : undefined;
}

export function requiredSpecifier(expression: TSESTree.Node): string | undefined {
  let from: TSESTree.Node | undefined;
  if (expression.type === "ImportExpression") from = expression.source;
  else if (
    expression.type === "CallExpression" &&
    expression.callee.type === "Identifier" &&
    expression.callee.name === "require"
  ) {
    [from] = expression.arguments;
  }
  return from?.type === "Literal" && typeof from.value === "string" ? from.value : undefined;
}

/** Names places: a variable, a field of a class, and members of either, so that writes and reads of one place meet. */
export class Places {
  readonly #file: SourceFile;
  readonly #ids = new Map<object, number>();
  readonly #members = new Map<TSESTree.Node, string | undefined>();
  readonly #variables = new Map<Variable, string>();
  #writes: Map<string, Source[]> | undefined;
  readonly #inheritance: Inheritance;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#inheritance = new Inheritance(file);
  }

  /** The place an expression reads: equal strings are the same place. */
  keyOf(expression: TSESTree.Node): string | undefined {
    const node = unwrap(expression);
    if (node.type === "Identifier") {
      const variable = this.#file.variableOf(node);
      return variable === undefined ? `global ${node.name}` : this.variableKey(variable);
    }
    if (node.type === "ThisExpression") {
      const owner = thisOwner(node);
      const inClass = classOfThis(owner);
      if (inClass === undefined) return `this ${this.#id(owner)}`;
      return this.classKey(inClass.node, inClass.isStatic);
    }
    if (node.type !== "MemberExpression") return undefined;
    let key = this.#members.get(node);
    if (key !== undefined || this.#members.has(node)) return key;
    const name = memberName(node);
    const inherited = name === undefined ? undefined : this.#inherited(node, name);
    const object = name === undefined ? undefined : (inherited ?? this.keyOf(node.object));
    key = object === undefined ? undefined : `${object}.${name}`;
    this.#members.set(node, key);
    return key;
  }

  /** The key of the class that a member of `this` comes from, where that may be another than the one at hand. */
  #inherited(node: TSESTree.MemberExpression, name: string): string | undefined {
    if (unwrap(node.object).type !== "ThisExpression") return undefined;
    const inClass = classOfThis(thisOwner(node));
    return inClass === undefined || inClass.isStatic ? undefined : this.#homeKey(inClass.node, name);
  }

  #homeKey(owner: ClassNode, name: string): string {
    const home = owner.superClass === null ? owner : this.#inheritance.homeOf(owner, name);
    return this.classKey(home, false);
  }

  /** The place that `this.name` is in the instances of a class. */
  fieldKey(owner: ClassNode, name: string): string {
    return `${this.#homeKey(owner, name)}.${name}`;
  }

  variableKey(variable: Variable): string {
    let key = this.#variables.get(variable);
    if (key === undefined) {
      const definition = variable.defs[0]?.node;
      key =
        definition?.type === "ClassDeclaration" || definition?.type === "ClassExpression"
          ? this.classKey(definition, true)
          : `variable ${this.#id(variable.identifiers[0] ?? variable)}`;
      this.#variables.set(variable, key);
    }
    return key;
  }

  classKey(node: TSESTree.Node, isStatic: boolean): string {
    return `${isStatic ? "class" : "instance"} ${this.#id(node)}`;
  }

  /** Everything assigned to a field or member that {@link keyOf} names. */
  writesTo(key: string): readonly Source[] {
    this.#writes ??= this.#collect();
    return this.#writes.get(key) ?? [];
  }

  #id(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) this.#ids.set(object, (id = this.#ids.size));
    return id;
  }

  #collect(): Map<string, Source[]> {
    const writes = new Map<string, Source[]>();
    const add = (key: string | undefined, sources: Source[]): void => {
      if (key === undefined) return;
      const known = writes.get(key);
      if (known === undefined) writes.set(key, [...sources]);
      else known.push(...sources);
    };
    for (const member of this.#file.nodes("MemberExpression")) {
      const written = writtenTo(member);
      if (written.length > 0) add(this.keyOf(member), written);
    }
    for (const type of ["PropertyDefinition", "AccessorProperty"] as const) {
      for (const field of this.#file.nodes(type)) {
        const name = keyName(field);
        if (name === undefined || field.value === null) continue;
        const owner = field.parent.parent as ClassNode;
        add(field.static ? `${this.classKey(owner, true)}.${name}` : this.fieldKey(owner, name), [
          { kind: "expression", node: field.value, path: [] },
        ]);
      }
    }
    for (const property of this.#file.nodes("TSParameterProperty")) {
      const { parameter } = property;
      const name = parameter.type === "Identifier" ? parameter : parameter.left;
      const method = property.parent.parent;
      if (name.type !== "Identifier" || method?.type !== "MethodDefinition") continue;
      const written = writtenTo(name);
      if (written.length > 0) add(`${this.classKey(method.parent.parent, false)}.${name.name}`, written);
    }
    return writes;
  }
}
