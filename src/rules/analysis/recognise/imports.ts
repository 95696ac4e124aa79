import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../source-file.ts";
import { requiredSpecifier, sourcesOf, type Places, type Source } from "../sources.ts";
import { lastName, memberName, stringValue, unwrap } from "../syntax.ts";
import { writtenType } from "../written-types.ts";
import type { Callees } from "./callees.ts";
import { callsOf } from "./calls.ts";
import { returnedBy } from "./returns.ts";
import { Steps } from "./steps.ts";

/** What another file gives: its namespace where the path is empty, else what is read from that. */
export interface Imported {
  readonly from: string;
  readonly path: readonly string[];
}

const followed: ReadonlySet<string> = new Set([
  "Identifier",
  "MemberExpression",
  "CallExpression",
  "ImportExpression",
  "ConditionalExpression",
  "LogicalExpression",
  "AssignmentExpression",
]);

/** Follows what other files give through one file, however it comes in: `import`, `require`, `import()`, by its type. */
export class Imports {
  readonly #file: SourceFile;
  readonly #places: Places;
  readonly #callees: Callees;
  readonly #known = new Map<object, Imported>();
  readonly #steps = new Steps();

  constructor(file: SourceFile, places: Places, callees: Callees) {
    this.#file = file;
    this.#places = places;
    this.#callees = callees;
  }

  /** What an expression stands for; promises stand for what they resolve to. */
  of(expression: TSESTree.Node): Imported | undefined {
    const node = unwrap(expression);
    if (!followed.has(node.type)) return undefined;
    return this.#remembered(node, () => this.#evaluate(node) ?? this.#typed(node));
  }

  ofVariable(variable: Variable): Imported | undefined {
    return this.#remembered(variable, () => this.#any(sourcesOf(variable)));
  }

  #remembered(key: object, find: () => Imported | undefined): Imported | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#steps.run(key, find);
    if (found !== undefined) this.#known.set(key, found);
    return found;
  }

  #evaluate(node: TSESTree.Node): Imported | undefined {
    switch (node.type) {
      case "Identifier": {
        const variable = this.#file.variableOf(node);
        return variable === undefined ? undefined : this.ofVariable(variable);
      }
      case "MemberExpression":
        return this.#member(node);
      case "ImportExpression":
        return required(node);
      case "CallExpression":
        return required(node) ?? this.#called(node);
      case "ConditionalExpression":
        return this.of(node.consequent) ?? this.of(node.alternate);
      case "LogicalExpression":
        return this.of(node.left) ?? this.of(node.right);
      case "AssignmentExpression":
        return this.of(node.right);
      default:
        return undefined;
    }
  }

  #member(node: TSESTree.MemberExpression): Imported | undefined {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const object = this.of(node.object);
    if (object !== undefined) return inside(object, [name]);
    const key = this.#places.keyOf(node);
    return key === undefined ? undefined : this.#any(this.#places.writesTo(key));
  }

  #called(node: TSESTree.CallExpression): Imported | undefined {
    const callee = unwrap(node.callee);
    if (callee.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(memberName(callee) ?? "")) {
      const [callback] = node.arguments;
      const fn = callback === undefined ? undefined : this.#callees.of(callback);
      const returned = memberName(callee) === "then" && fn !== undefined ? this.#returned(fn) : undefined;
      return returned ?? this.of(callee.object);
    }
    const fn = this.#callees.of(callee);
    return fn === undefined || fn.generator ? undefined : this.#returned(fn);
  }

  #returned(fn: Parameters<typeof returnedBy>[1]): Imported | undefined {
    for (const value of returnedBy(this.#file, fn)) {
      const found = this.of(value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #any(sources: readonly Source[]): Imported | undefined {
    for (const source of sources) {
      const found = this.#source(source);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #source(source: Source): Imported | undefined {
    if (source.kind === "import") return { from: source.from, path: source.path };
    if (source.kind === "parameter") return this.#parameter(source);
    const [first, ...rest] = source.path;
    const value = first === undefined ? undefined : this.#part(source.node, first);
    if (value !== undefined) return inside(value, rest);
    const whole = this.of(source.node);
    return whole && inside(whole, source.path);
  }

  /** One of the promises that were waited for together, or what a hook of React keeps. */
  #part(expression: TSESTree.Node, name: string): Imported | undefined {
    const call = unwrap(expression);
    if (call.type !== "CallExpression") return undefined;
    const called = lastName(call.callee);
    const [given] = call.arguments;
    if (called === "all" && given?.type === "ArrayExpression") {
      const element = given.elements[Number(name)];
      return element ? this.of(element) : undefined;
    }
    return called === "useState" && name === "0" ? this.#state(call) : undefined;
  }

  /** `const [lib, setLib] = useState<typeof import("lib") | null>(null)`, filled by `setLib(lib)` or `.then(setLib)`. */
  #state(call: TSESTree.CallExpression): Imported | undefined {
    for (const type of call.typeArguments?.params ?? []) {
      const written = this.#ofType(type);
      if (written !== undefined) return written;
    }
    const { parent } = call;
    const pattern = parent.type === "VariableDeclarator" && parent.id.type === "ArrayPattern" ? parent.id : undefined;
    const setter = pattern?.elements[1];
    const variable = setter?.type === "Identifier" ? this.#file.variableOf(setter) : undefined;
    for (const { identifier } of variable?.references ?? []) {
      const at = identifier.parent;
      if (at?.type !== "CallExpression") continue;
      const [given] = at.arguments;
      const callee = unwrap(at.callee);
      const isCallback = given === identifier && callee.type === "MemberExpression" && memberName(callee) === "then";
      const value = at.callee === identifier ? given : isCallback ? callee.object : undefined;
      const found = value === undefined ? undefined : this.of(value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #parameter({ fn, index, path }: Extract<Source, { kind: "parameter" }>): Imported | undefined {
    for (const call of callsOf(this.#file, fn)) {
      const value = call.receiver ?? call.arguments[index];
      if (value === undefined || value.type === "SpreadElement" || (call.receiver && index > 0)) continue;
      const found = this.of(value);
      if (found !== undefined) return inside(found, path);
    }
    return undefined;
  }

  #typed(node: TSESTree.Node): Imported | undefined {
    if (node.type === "CallExpression" || !this.#file.mentions("typeof ")) return undefined;
    const type = writtenType(this.#file, node);
    return type === undefined ? undefined : this.#ofType(type);
  }

  /** `typeof import("lib")`, `typeof Lib` of an import, and either or nothing. */
  #ofType(type: TSESTree.TypeNode): Imported | undefined {
    switch (type.type) {
      case "TSUnionType":
        return first(type.types.map((each) => this.#ofType(each)));
      case "TSTypeReference": {
        const { typeName, typeArguments } = type;
        const isWrapper = typeName.type === "Identifier" && /^(?:Promise|Awaited|Readonly)$/.test(typeName.name);
        return isWrapper ? first((typeArguments?.params ?? []).map((each) => this.#ofType(each))) : undefined;
      }
      case "TSTypeQuery": {
        const { exprName } = type;
        if (exprName.type === "TSImportType") return ofImportType(exprName);
        if (exprName.type !== "Identifier") return undefined;
        const variable = this.#file.variableOf(exprName);
        return variable === undefined ? undefined : this.ofVariable(variable);
      }
      case "TSImportType":
        return ofImportType(type);
      default:
        return undefined;
    }
  }
}

function required(node: TSESTree.Node): Imported | undefined {
  const from = requiredSpecifier(node);
  return from === undefined ? undefined : { from, path: [] };
}

// Older parsers keep the specifier in `argument`, as a type.
function ofImportType(type: TSESTree.TSImportType): Imported | undefined {
  const given = type as { source?: TSESTree.Node; argument?: TSESTree.Node };
  const at = given.source ?? given.argument;
  const literal = at?.type === "TSLiteralType" ? at.literal : at;
  const from = literal === undefined ? undefined : stringValue(literal);
  return from === undefined || type.qualifier !== null ? undefined : { from, path: [] };
}

/** What is read of it; the default of a namespace that CommonJS wraps is the namespace. */
function inside({ from, path }: Imported, names: readonly string[]): Imported {
  return names.length === 0 ? { from, path } : { from, path: [...path, ...names] };
}

function first(found: readonly (Imported | undefined)[]): Imported | undefined {
  return found.find((each) => each !== undefined);
}
