import type { TSESTree } from "@typescript-eslint/utils";
import type { CallFact, ClassFacts, PackageFacts } from "../../../../resources/catalog.ts";
import { reexported } from "../../neighbours/reexports.ts";
import type { TypeOracle } from "../../recognise/oracle.ts";
import { returnedBy } from "../../recognise/returns.ts";
import { Steps } from "../../recognise/steps.ts";
import { usesPort } from "../../installed.ts";
import { sourcesOf, specifierOf, type Places, type Source } from "../../sources.ts";
import type { SourceFile, Variable } from "../../source-file.ts";
import { isFunction, memberName, unwrap, type FunctionNode } from "../../syntax.ts";
import { writtenType } from "../../written-types.ts";
import { classInType } from "./annotations.ts";
import { typeGiven } from "./callback-types.ts";
import { namedCalls, propertyOf } from "./callers.ts";
import { classInDoc } from "./doc-types.ts";
import { givenBack } from "./given-back.ts";
import { fieldsNamed, functionBehind } from "./members.ts";
import { isCatalogName, isNamedInstance, packageOfGlobal } from "./globals.ts";
import { libraryMember } from "./library-names.ts";
import { constructed, property, required, type Known } from "./known.ts";
import { isMaking } from "./making.ts";
import { classOfMentioned } from "./mentioned.ts";
import { classLoaded, classOfOwnModule, classTested, isTypedOtherwise, methodByName } from "./named-receivers.ts";
import { isNeighbour, neighbourKnown } from "./neighbour-classes.ts";
import { importedSpecifiers, isOwnObject, packageFor } from "./specifiers.ts";

/** Follows the packages of the catalog from their imports to the objects they hand out. */
export class Packages {
  readonly #source: SourceFile;
  readonly #places: Places;
  readonly #oracle: TypeOracle | undefined;
  readonly #known = new Map<TSESTree.Node, Known>();
  readonly #variables = new Map<Variable, Known>();
  readonly #steps = new Steps();
  readonly #guessed = new Set<PackageFacts>();
  readonly #namedAlike = new WeakSet<Known>();

  constructor(source: SourceFile, places: Places, oracle?: TypeOracle) {
    this.#source = source;
    this.#places = places;
    this.#oracle = oracle;
  }

  of(expression: TSESTree.Node): Known | undefined {
    const node = unwrap(expression);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const found = this.#steps.run(
      node,
      () => this.#evaluate(node) ?? this.#typed(node) ?? this.#written(node) ?? this.#cast(expression),
    );
    if (found !== undefined) this.#known.set(node, found);
    return found;
  }

  /** What the catalog says of a call, with the class it is a method of. */
  call(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
  ): { fact: CallFact; of: PackageFacts; name: string; isGuess: boolean } | undefined {
    const callee = unwrap(node.callee);
    const isGuess = (known: Known, of: PackageFacts): boolean => this.#namedAlike.has(known) || this.isGuess(of);
    if (node.type === "NewExpression") {
      const known = this.of(callee) ?? this.#loaded(callee);
      const made = known === undefined ? undefined : constructed(known);
      // `new cv.Mat.zeros(rows, cols, type)`: a function that gives an object of its own gives it to `new` as well.
      if (made === undefined && known?.kind !== "class") return this.#factory(callee);
      if (known === undefined || made === undefined || (made.constructsPromise && !isAwaited(node))) return undefined;
      const of = made.package;
      if (isNeighbour(of) && made.construct.result === "none") return undefined;
      return { fact: made.construct, of, name: made.name, isGuess: isGuess(known, of) };
    }
    const fn = this.of(callee);
    if (fn?.kind === "function") return { fact: fn.fact, of: fn.of, name: fn.name, isGuess: isGuess(fn, fn.of) };
    if (callee.type !== "MemberExpression") return undefined;
    const name = memberName(callee);
    const receiver = name === undefined ? undefined : this.of(callee.object);
    if (name === undefined) return undefined;
    if (receiver === undefined) {
      const found = methodByName(this.#source, this.imported(), callee);
      return found && { ...found, isGuess: true };
    }
    if (receiver.kind === "instance" || receiver.kind === "class") {
      const fact = receiver.kind === "instance" ? receiver.of.method(name) : receiver.of.staticMethod(name);
      const of = receiver.of.package;
      return fact === undefined ? undefined : { fact, of, name, isGuess: isGuess(receiver, of) };
    }
    return undefined;
  }

  #factory(callee: TSESTree.Node): ReturnType<Packages["call"]> {
    const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    const owner = callee.type === "MemberExpression" ? this.of(callee.object) : undefined;
    const fact = owner?.kind === "class" && name !== undefined ? owner.of.staticMethod(name) : undefined;
    if (fact === undefined || owner?.kind !== "class" || name === undefined || isNeighbour(owner.of.package))
      return undefined;
    const of = owner.of.package;
    return { fact, of, name, isGuess: this.#namedAlike.has(owner) || this.isGuess(of) };
  }

  /** The packages of the catalog that the file imports. */
  imported(): readonly PackageFacts[] {
    this.#imports ??= [...new Set(importedSpecifiers(this.#source))].flatMap(
      (from) => packageFor(this.#source, from) ?? [],
    );
    return this.#imports;
  }
  #imports: readonly PackageFacts[] | undefined;

  /** Nothing but what the file calls its module tells that it is this package. */
  isGuess(of: PackageFacts): boolean {
    return this.#guessed.has(of) && !this.#passedOn.has(of) && !this.imported().includes(of);
  }

  /** Packages that a file beside this one passes on. */
  readonly #passedOn = new Set<PackageFacts>();

  /** Something known by a name alone, which may mean another thing. */
  isNamedAlike(known: Known): boolean {
    return this.#namedAlike.has(known) || ("package" in known.of && this.isGuess(known.of.package));
  }

  #global(name: string, isSet = false): Known | undefined {
    const known = packageOfGlobal(this.#source, name);
    // Of the two that have the name here, the port to JavaScript owns nothing.
    if (known?.kind === "namespace" && usesPort(this.#source.filename, known.of.name))
      return isSet ? this.#asSure(true, known) : undefined;
    if (known?.kind === "namespace" && isCatalogName(name)) this.#guessed.add(known.of);
    return known?.kind === "instance" && isNamedInstance(name) ? this.#asSure(true, known) : known;
  }

  /** The class of the catalog that the declaration of a call's result names. */
  annotatedResult(node: TSESTree.CallExpression | TSESTree.NewExpression): ClassFacts | undefined {
    if (node.type === "NewExpression") return undefined;
    // `r(new Builder())` gives back what it registers.
    const passesOn = node.arguments.some((given) => unwrap(given).type === "NewExpression");
    if (passesOn) return undefined;
    const at = node.parent.type === "AwaitExpression" ? node.parent : node;
    const { parent } = at;
    const known =
      parent?.type === "VariableDeclarator" && parent.init === at
        ? this.#annotated(parent.id)
        : parent?.type === "AssignmentExpression" && parent.right === at
          ? this.#declaredType(parent.left, node)
          : undefined;
    return known?.kind === "instance" ? known.of : undefined;
  }

  /** `let tree: Tree;` or a field, which gets its value further down; a field may also keep what is another's. */
  #declaredType(name: TSESTree.Node, made: TSESTree.CallExpression): Known | undefined {
    if (name.type === "MemberExpression")
      return isMaking(made) ? this.#fieldType(name, memberName(name) ?? "") : undefined;
    if (name.type !== "Identifier") return undefined;
    const variable = this.#source.variableOf(name);
    const isLocal = variable?.defs[0]?.node.type === "VariableDeclarator";
    for (const identifier of isLocal ? variable.identifiers : []) {
      const known = this.#annotated(identifier);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  #evaluate(node: TSESTree.Node): Known | undefined {
    switch (node.type) {
      case "Identifier": {
        const variable = this.#source.variableOf(node);
        if (variable === undefined) return this.#global(node.name);
        return this.#variable(variable);
      }
      case "MemberExpression":
        return this.#member(node);
      case "NewExpression": {
        const made = this.of(node.callee) ?? this.#loaded(unwrap(node.callee));
        const of = made === undefined ? undefined : constructed(made);
        return made === undefined || of === undefined ? undefined : this.#asSure(made, { kind: "instance", of });
      }
      case "ImportExpression":
        return required(this.#source, node);
      case "CallExpression":
        return required(this.#source, node) ?? this.#called(node);
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

  /** What came through a field, a parameter or another file is known by its type alone. */
  #typed(node: TSESTree.Node): Known | undefined {
    if (node.type !== "Identifier" && node.type !== "MemberExpression" && node.type !== "CallExpression")
      return undefined;
    return this.#oracle?.classOf(node);
  }

  /** The file has written a type for it: a part of a parameter, a member of an interface, the result of a function. */
  #written(node: TSESTree.Node): Known | undefined {
    const type = writtenType(this.#source, node);
    return type === undefined ? undefined : this.#ofType(type);
  }

  /** `(tree as Tree).walk()` */
  #cast(expression: TSESTree.Node): Known | undefined {
    const isCast = expression.type === "TSAsExpression" || expression.type === "TSTypeAssertion";
    return isCast ? this.#written(expression) : undefined;
  }

  #ofType(type: TSESTree.TypeNode): Known | undefined {
    const found = classInType(this.#source, type);
    if (found === undefined) return undefined;
    return "construct" in found ? { kind: "instance", of: found } : { kind: "namespace", of: found };
  }

  #variable(variable: Variable): Known | undefined {
    const known = this.#variables.get(variable);
    if (known !== undefined) return known;
    const found = this.#steps.run(variable, () => this.#declared(variable));
    if (found !== undefined) this.#variables.set(variable, found);
    return found;
  }

  #declared(variable: Variable): Known | undefined {
    let known: Known | undefined;
    for (const identifier of variable.identifiers) known ??= this.#annotated(identifier);
    const sources = sourcesOf(variable);
    for (const origin of sources) known ??= this.#origin(origin);
    for (const identifier of variable.identifiers) known ??= this.#documented(identifier);
    known ??= this.#tested(variable);
    const isNative = sources.some((origin) => nativeAddon.test(specifierOf(origin) ?? ""));
    if (known !== undefined || isNative || sources.some((origin) => isOwnObject(this.#source, origin))) return known;
    const found = this.#global(
      variable.name,
      sources.some(({ kind }) => kind === "expression"),
    );
    const [name] = variable.identifiers;
    return name === undefined ? found : this.#unlessTyped(name, found);
  }

  /** `parser: TemplateParser` of the project's own is no parser of the package. */
  #unlessTyped(object: TSESTree.Node, found: Known | undefined): Known | undefined {
    const isOther = found?.kind === "instance" && isTypedOtherwise(this.#source, object, [found.of.package]);
    return isOther ? undefined : found;
  }

  #documented(name: TSESTree.Node): Known | undefined {
    const found = name.type === "Identifier" ? classInDoc(this.#source, name) : undefined;
    if (found === undefined) return undefined;
    return this.#asSure(
      true,
      "construct" in found ? { kind: "instance", of: found } : { kind: "namespace", of: found },
    );
  }

  #tested(variable: Variable): Known | undefined {
    const of = classTested(variable, (node) => this.of(node));
    return of === undefined ? undefined : this.#asSure(true, { kind: "instance", of });
  }

  #annotated(name: TSESTree.Node): Known | undefined {
    if (!("typeAnnotation" in name) || name.typeAnnotation?.type !== "TSTypeAnnotation") return undefined;
    return this.#ofType(name.typeAnnotation.typeAnnotation);
  }

  #origin(origin: Source): Known | undefined {
    if (origin.kind === "import") return this.#imported(origin.from, origin.path);
    if (origin.kind === "parameter") return this.#parameter(origin);
    let known = this.of(origin.node);
    for (const name of origin.path) {
      if (known === undefined) break;
      const found = name === "*" ? known : property(known, name);
      known = found && this.#asSure(known, found);
    }
    return known ?? this.#ofLibrary(origin.path.at(-1) ?? "", origin.node);
  }

  /** The parameter of a callback that gets what a promise of a package resolves to. */
  #parameter(origin: Extract<Source, { kind: "parameter" }>): Known | undefined {
    const { fn, index, path } = origin;
    const declared = fn.params[index];
    const name = declared?.type === "TSParameterProperty" ? declared.parameter : declared;
    const annotated = name === undefined || path.length > 0 ? undefined : this.#annotated(name);
    if (annotated !== undefined) return annotated;
    const typed = path.length > 0 ? undefined : typeGiven(this.#source, fn, index);
    const declaredFor = typed === undefined ? undefined : this.#ofType(typed);
    if (declaredFor !== undefined) return declaredFor;
    return (
      this.#given(fn, index, path) ?? this.#resolved(fn, index, path) ?? this.#ofLibrary(path.at(-1) ?? "", undefined)
    );
  }

  /** `import("x").then(({ Parser }) => …)` */
  #resolved(fn: FunctionNode, index: number, path: readonly string[]): Known | undefined {
    const call = fn.parent;
    if (index !== 0 || call.type !== "CallExpression" || call.arguments[0] !== fn) return undefined;
    const callee = unwrap(call.callee);
    if (callee.type !== "MemberExpression" || memberName(callee) !== "then") return undefined;
    let known = this.of(callee.object);
    for (const name of path) {
      const found: Known | undefined = known === undefined ? undefined : property(known, name);
      known = known && found && this.#asSure(known, found);
    }
    return known;
  }

  /** What the calls of this file give a function that has a name: `area(contours)`, `start({ cv })`. */
  #given(fn: FunctionNode, index: number, path: readonly string[]): Known | undefined {
    if (path.length > 1) return undefined;
    for (const call of namedCalls(this.#source, fn)) {
      const argument = call.arguments[index];
      const given = argument === undefined || argument.type === "SpreadElement" ? undefined : unwrap(argument);
      if (given === undefined) continue;
      const [name] = path;
      const value = name === undefined ? given : propertyOf(given, name);
      const known = value === undefined ? undefined : this.of(value);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  #loaded(callee: TSESTree.Node): Known | undefined {
    const of = classLoaded(this.#source, this.imported(), callee);
    return of === undefined ? undefined : this.#asSure(true, { kind: "class", of });
  }

  #imported(from: string, path: readonly string[]): Known | undefined {
    const of = packageFor(this.#source, from);
    if (of !== undefined) return exportedBy(of, path);
    const last = path.at(-1);
    const made = last === undefined ? undefined : classOfOwnModule(from, last);
    if (made !== undefined) return this.#asSure(true, { kind: "class", of: made });
    const passed = reexported(this.#source, from, path);
    const behind = passed && packageFor(passed.source, passed.from);
    if (passed !== undefined && behind !== undefined) {
      this.#passedOn.add(behind);
      return exportedBy(behind, passed.path);
    }
    const found = neighbourKnown(this.#source, from, path);
    return found && this.#asSure(true, found);
  }

  #member(node: TSESTree.MemberExpression): Known | undefined {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const object = this.of(node.object);
    if (object !== undefined) {
      const found = property(object, name);
      if (found !== undefined) return this.#asSure(object, found);
    }
    const key = this.#places.keyOf(node);
    if (key !== undefined) {
      const annotated = this.#fieldType(node, name);
      if (annotated !== undefined) return annotated;
      for (const origin of this.#places.writesTo(key)) {
        const known = this.#origin(origin);
        if (known !== undefined) return known;
      }
    }
    return (
      this.#unlessTyped(node, this.#global(name)) ??
      this.#ofLibrary(name, node.object) ??
      this.#ofOwnModule(name, node.object)
    );
  }

  /** `wasm.CompactCiphertextList` of a module of the project's own. */
  #ofOwnModule(name: string, object: TSESTree.Node): Known | undefined {
    const variable = object.type === "Identifier" ? this.#source.variableOf(object) : undefined;
    const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
    if (origin?.kind !== "import" || other !== undefined) return undefined;
    const of = classOfOwnModule(origin.from, name);
    return of === undefined ? undefined : this.#asSure(true, { kind: "class", of });
  }

  /** What comes from something known by its name alone is known by no more. */
  #asSure(from: Known | boolean, known: Known): Known {
    if (from === true || (from !== false && this.#namedAlike.has(from))) this.#namedAlike.add(known);
    return known;
  }

  /** A class or function of a library that somebody built himself, on whatever object. */
  #ofLibrary(name: string, object: TSESTree.Node | undefined): Known | undefined {
    const of = libraryMember(this.#source, name, object);
    const known = of === undefined ? undefined : property({ kind: "namespace", of }, name);
    if (of === undefined || known === undefined) return undefined;
    this.#namedAlike.add(known);
    return known;
  }

  #fieldType(node: TSESTree.MemberExpression, name: string): Known | undefined {
    if (unwrap(node.object).type !== "ThisExpression") return undefined;
    for (const field of fieldsNamed(this.#source, name)) {
      const found = this.#annotated(field);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #called(node: TSESTree.CallExpression): Known | undefined {
    const callee = unwrap(node.callee);
    const target = this.of(callee);
    if (target?.kind === "init" || target?.kind === "namespace")
      return this.#asSure(target, { kind: "namespace", of: target.of });
    const call = this.call(node);
    if (call !== undefined) {
      const { fact, of } = call;
      if (fact.result === "receiver" && callee.type === "MemberExpression") return this.of(callee.object);
      const [name] = fact.classes;
      const made = name === undefined || fact.elements ? undefined : of.class(name);
      return made === undefined ? undefined : this.#asSure(call.isGuess, { kind: "instance", of: made });
    }
    // `import("x").then((module) => module.default)`
    const [then] = node.arguments;
    if (callee.type === "MemberExpression" && memberName(callee) === "then")
      return then !== undefined && isFunction(then) ? this.#returned(then) : undefined;
    const fn = functionBehind(this.#source, callee);
    const argument = fn === undefined ? undefined : givenBack(this.#source, fn, node);
    if (argument !== undefined) return this.of(argument);
    const known = fn === undefined || fn.generator ? undefined : this.#returned(fn);
    if (known !== undefined) return known;
    const mentioned = fn === undefined ? classOfMentioned(this.#source, node) : undefined;
    return mentioned === undefined ? undefined : this.#asSure(true, { kind: "instance", of: mentioned });
  }

  #returned(fn: FunctionNode): Known | undefined {
    for (const result of returnedBy(this.#source, fn)) {
      const known = this.of(result);
      if (known !== undefined) return known;
    }
    return undefined;
  }
}

function isAwaited(node: TSESTree.NewExpression): boolean {
  const { parent } = node;
  return parent.type === "AwaitExpression" || (parent.type === "MemberExpression" && memberName(parent) === "then");
}

// The same library as an addon of Node's, whose objects the collector frees: `opencv4nodejs`.
const nativeAddon = /node(?:js)?$|^node-/;

/** What a package exports under a name; its namespace where there is none. */
function exportedBy(of: PackageFacts, [name]: readonly string[]): Known | undefined {
  if (name === undefined) return { kind: "namespace", of };
  if (of.namespace.includes(name)) return { kind: "namespace", of };
  if (of.init.includes(name)) return { kind: "init", of };
  return property({ kind: "namespace", of }, name) ?? (name === "default" ? { kind: "namespace", of } : undefined);
}
