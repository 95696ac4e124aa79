import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceFile, Variable } from "../../source-file.ts";
import { classNamed } from "../../inheritance.ts";
import { sourcesOf } from "../../sources.ts";
import { isClass, keyName, lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition } from "../vocabulary.ts";
import { functionNameOf } from "../names.ts";
import { isBuiltinMethod } from "./builtin-methods.ts";
import { boundTo, vectorsOf } from "./vectors.ts";

// Properties of the language's own objects, of the DOM and of libraries whose nodes belong to their tree.
const plainProperty =
  /^(?:constructor|prototype|length|parent|parentNode|children|style|classList|dataset|target|current|value|values|ref|refs|options|config|props|state|data|rootNode|module|channel|HEAP\w*|\$\w*|_\w*|[A-Z]\w*)$/;

/**
 * Properties and vector elements of Embind objects, which are new objects each time they are read. Nothing but their use
 * tells: a vector by `.size()` and `.get(i)`, an object by what the file deletes.
 */
export class Structures {
  readonly #source: SourceFile;
  readonly #found = new Map<TSESTree.Node, Acquisition>();
  readonly #deleted = new Map<Variable, number>();
  /** Properties and vectors whose values the file deletes somewhere, with the line. */
  readonly #properties = new Map<string, number>();
  readonly #vectors = new Map<string, number>();
  /** Properties of one variable that are deleted in place, with the line. */
  readonly #parts = new Map<string, number>();
  readonly #told = new Set<string>();
  readonly #isKnown: (node: TSESTree.Node) => boolean;

  constructor(source: SourceFile, isKnown: (node: TSESTree.Node) => boolean) {
    this.#source = source;
    this.#isKnown = isKnown;
    if (!source.code.text.includes(".delete()")) return;
    this.#collect();
  }

  acquisition(node: TSESTree.Node): Acquisition | undefined {
    // To look a node up costs its hash; most files have none here.
    return this.#found.size === 0 ? undefined : this.#found.get(node);
  }

  #collect(): void {
    const source = this.#source;
    for (const call of source.nodes("CallExpression")) {
      const callee = unwrap(call.callee);
      if (callee.type !== "MemberExpression" || memberName(callee) !== "delete" || call.arguments.length > 0) continue;
      const object = unwrap(callee.object);
      const variable = object.type === "Identifier" ? source.variableOf(object) : undefined;
      if (variable !== undefined) this.#noteDeleted(variable, call.loc.start.line);
      else if (object.type === "MemberExpression") this.#notePart(object, call.loc.start.line);
    }
    const vectors = new Set([...vectorsOf(source), ...[...this.#deleted.keys()].filter(isIndexed)]);
    const isNative = /wasm|emscripten|embind|\w+Module\b\.\w/i.test(source.code.text);
    const isEnded = (vector: Variable): boolean => this.#deleted.has(vector) || this.#isGivenDeleted(vector);
    const isVectorFile = [...vectors].some(isEnded) || this.#vectors.size > 0;
    if ((!isNative && !isVectorFile) || definesVector(source)) return;
    const queue: Variable[] = [];
    const known = new Set<Variable>();
    const add = (variable: Variable | undefined): void => {
      if (variable === undefined || known.has(variable)) return;
      known.add(variable);
      queue.push(variable);
    };
    if (isVectorFile) vectors.forEach(add);
    if (isNative) for (const variable of this.#deleted.keys()) add(variable);
    for (let variable = queue.pop(); variable !== undefined; variable = queue.pop()) {
      if (isVectorFile && vectors.has(variable)) this.#vectorProperty(variable);
      for (const { identifier } of variable.references) {
        const made = this.#read(identifier as TSESTree.Identifier, variable, vectors);
        if (made !== undefined) add(source.variableOf(made));
      }
    }
  }

  /** `output.flange.delete(); output.delete();`: what the property gives is deleted, so each read of it gives another. */
  #notePart(part: TSESTree.MemberExpression, line: number): void {
    const name = memberName(part);
    const object = unwrap(part.object);
    const variable = object.type === "Identifier" ? this.#source.variableOf(object) : undefined;
    if (name === undefined || variable === undefined || part.computed || plainProperty.test(name)) return;
    const [origin, other] = sourcesOf(variable);
    const made = origin?.kind === "expression" && other === undefined ? unwrap(origin.node) : undefined;
    // What a class of the file makes keeps its parts in fields.
    const isOfModule =
      (made?.type === "CallExpression" || made?.type === "NewExpression") &&
      unwrap(made.callee).type === "MemberExpression";
    if (isOfModule) this.#parts.set(`${name} of ${variable.identifiers[0]?.range[0]}`, line);
  }

  #noteDeleted(variable: Variable, line: number): void {
    this.#deleted.set(variable, line);
    const definition = variable.defs[0]?.node;
    if (definition?.type !== "VariableDeclarator" || definition.init === null) return;
    const init = unwrap(definition.init);
    if (init.type === "MemberExpression") {
      const name = memberName(init);
      if (name !== undefined && !init.computed && !plainProperty.test(name)) this.#properties.set(name, line);
    } else if (init.type === "CallExpression") {
      const vector = elementOf(init);
      if (vector !== undefined) this.#vectors.set(this.#source.text(vector), line);
    }
  }

  /** `texts(answers); answers.delete();` of a function that reads its parameter as a vector. */
  #isGivenDeleted({ defs: [definition] }: Variable): boolean {
    if (definition?.type !== "Parameter") return false;
    const name = functionNameOf(definition.node);
    const index = definition.node.params.findIndex((param) => param === definition.name);
    return this.#source.nodes("CallExpression").some(({ callee, arguments: given }) => {
      const argument = given[index];
      if (name === undefined || argument?.type !== "Identifier" || lastName(callee) !== name) return false;
      const variable = this.#source.variableOf(argument);
      return variable !== undefined && this.#deleted.has(variable);
    });
  }

  /** `const chains = model.chains`, read as a vector. */
  #vectorProperty(variable: Variable): void {
    const definition = variable.defs[0]?.node;
    if (definition?.type !== "VariableDeclarator" || definition.init === null) return;
    const init = unwrap(definition.init);
    if (init.type !== "MemberExpression" || init.computed || unwrap(init.object).type === "ThisExpression") return;
    const name = memberName(init);
    if (name === undefined || /^[A-Z#]/.test(name) || this.#isKnown(init.object) || this.#isKnown(init)) return;
    this.#note(init, name, this.#properties.get(name), `\`${variable.name}\` is read as Embind vectors are`);
  }

  /** What reading something of an object gives: the name it is bound to, if that is an object too. */
  #read(
    identifier: TSESTree.Identifier,
    variable: Variable,
    vectors: ReadonlySet<Variable>,
  ): TSESTree.Identifier | undefined {
    const member = identifier.parent;
    if (member.type !== "MemberExpression" || member.object !== identifier || this.#isKnown(identifier))
      return undefined;
    if (isOfOwnClass(this.#source, variable)) return undefined;
    const name = memberName(member);
    if (name === undefined) return undefined;
    const { parent } = member;
    if (parent.type === "CallExpression" && parent.callee === member) {
      if (!vectors.has(variable) || elementOf(parent) === undefined) return undefined;
      const bound = boundTo(parent);
      // By its name alone, what is not read as a vector may be another list of numbers.
      const line = vectorsOf(this.#source).has(variable) ? this.#vectors.get(variable.name) : undefined;
      const isObject = line !== undefined || (bound === undefined ? isCalled(parent) : this.#isObject(bound, vectors));
      if (isObject) this.#note(parent, name, line, `elements of \`${variable.name}\` are objects of their own`);
      return isObject ? bound : undefined;
    }
    if (member.computed || plainProperty.test(name) || isWritten(member)) return undefined;
    if (this.#isRepeated(member, name, variable)) return undefined;
    // An object of a vector, or one that the file deletes.
    const bound = boundTo(member);
    const line = this.#properties.get(name);
    const isObject = line !== undefined || (bound === undefined ? isCalled(member) : this.#isObject(bound, vectors));
    if (!isObject) return undefined;
    this.#note(
      member,
      name,
      line,
      `\`${variable.name}\` is an object of the module and gives a new one for \`.${name}\``,
    );
    return bound;
  }

  /** A property that is deleted in place is told of where it is read first, and again nowhere. */
  #isRepeated(member: TSESTree.MemberExpression, name: string, variable: Variable): boolean {
    const key = `${name} of ${variable.identifiers[0]?.range[0]}`;
    const line = this.#parts.get(key);
    if (line === undefined) return false;
    if (!this.#told.has(key) && boundTo(member) === undefined && member.parent.type === "MemberExpression") {
      this.#told.add(key);
      const text = `\`${this.#source.text(member)}\` is deleted on line ${line}, and each read of it gives another object`;
      this.#note(member, name, undefined, text);
    }
    return true;
  }

  /** The name is used as only objects with methods of their own are, or deleted. */
  #isObject(name: TSESTree.Identifier, vectors: ReadonlySet<Variable>): boolean {
    const variable = this.#source.variableOf(name);
    if (variable === undefined) return false;
    if (vectors.has(variable) || this.#deleted.has(variable)) return true;
    return variable.references.some(({ identifier }) => isCalled(identifier as TSESTree.Node));
  }

  #note(node: TSESTree.Node, name: string, line: number | undefined, text: string): void {
    if (this.#found.has(node)) return;
    this.#found.set(node, {
      kind: "handle",
      family: "delete",
      release: ".delete()",
      releases: [],
      certainty: line === undefined ? "possible" : "certain",
      evidence: {
        kind: line === undefined ? "duck" : "destructor-seen",
        text: line === undefined ? text : `another \`${this.#source.text(node)}\` is deleted on line ${line}`,
      },
      finalizer: "unknown",
      lent: "stays",
      name,
    });
  }
}

/** `new Layer()` of a class of the file, whose parts are its fields. */
function isOfOwnClass(source: SourceFile, variable: Variable): boolean {
  const [origin] = sourcesOf(variable);
  const made = origin?.kind === "expression" ? unwrap(origin.node) : undefined;
  return (
    made?.type === "NewExpression" && made.callee.type === "Identifier" && classNamed(source, made.callee) !== undefined
  );
}

// What maps, caches and clients are asked beside `get`, and vectors are not.
const ofKeys = /^(?:has|post|put|patch|fetch|exists|expire|save|update|then|catch|collection)$/;

/**
 * `answers.get(i)` of what `answers.delete()` ends: a map's `delete` asks for the key, and a client or a document is asked
 * by name, or waited for.
 */
function isIndexed({ references }: Variable): boolean {
  let isRead = false;
  for (const { identifier } of references) {
    const member = identifier.parent;
    const call = member?.type === "MemberExpression" && member.object === identifier ? member.parent : undefined;
    if (call?.type !== "CallExpression" || call.callee !== member) continue;
    const name = memberName(member as TSESTree.MemberExpression);
    if (name === undefined || ofKeys.test(name)) return false;
    if (name === "delete" && call.arguments.length > 0) return false;
    if (elementOf(call) === undefined) continue;
    if (call.parent.type === "AwaitExpression" || !isIndex(call.arguments[0])) return false;
    isRead = true;
  }
  return isRead;
}

function isIndex(node: TSESTree.Node | undefined): boolean {
  if (node?.type === "Literal") return typeof node.value === "number";
  return node?.type === "Identifier" || node?.type === "BinaryExpression" || node?.type === "UpdateExpression";
}

/** `v.get(i)`, `v.at(i)`: the vector. */
function elementOf(call: TSESTree.CallExpression): TSESTree.Node | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression" || call.arguments.length !== 1) return undefined;
  const name = memberName(callee);
  return name === "get" || name === "at" ? unwrap(callee.object) : undefined;
}

/** A method of the value is called at once that no string, number, array or view has. */
function isCalled(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (parent?.type !== "MemberExpression" || parent.object !== node) return false;
  if (parent.parent.type !== "CallExpression" || parent.parent.callee !== parent) return false;
  const name = memberName(parent);
  return name !== undefined && !isBuiltinMethod(name);
}

function isWritten(node: TSESTree.MemberExpression): boolean {
  const { parent } = node;
  return (
    (parent.type === "AssignmentExpression" && parent.left === node) ||
    parent.type === "UpdateExpression" ||
    (parent.type === "UnaryExpression" && parent.operator === "delete")
  );
}

/** The file has a container of its own with these methods. */
function definesVector(source: SourceFile): boolean {
  return [...source.nodes("ClassDeclaration"), ...source.nodes("ClassExpression")].some((node) => {
    if (!isClass(node)) return false;
    const names = new Set(node.body.body.map((member) => ("key" in member ? keyName(member) : undefined)));
    return names.has("size") && names.has("get");
  });
}
