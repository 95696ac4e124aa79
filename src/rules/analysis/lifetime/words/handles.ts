import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type CallFact, type ClassFacts, type PackageFacts } from "../../../../resources/catalog.ts";
import { concernsWasm } from "../../recognise/gate.ts";
import { hasEmptyMethod } from "../../neighbours/plain.ts";
import { recognitionOf } from "../../recognise/index.ts";
import { oracleOf, type TypeOracle } from "../../recognise/oracle.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import { lastName, memberName, unwrap } from "../../syntax.ts";
import type { Acquisition, ArgumentEffect, CallNode, Release } from "../vocabulary.ts";
import { plainOfOpenCv } from "../plain-releases.ts";
import { bindingAcquisition } from "./bindings.ts";
import { isCalledBack } from "./called-back.ts";
import { FileEvidence, type SeenDestructor } from "./evidence.ts";
import { returnsThis, worksOnReceiver } from "./fluent.ts";
import { methodOfMentioned, releaseOfMentioned } from "./mentioned.ts";
import { isForgottenMotionState } from "./motion-states.ts";
import { isMovedOut } from "./moved-out.ts";
import { listAcquisition } from "./lists.ts";
import { isNeighbour, reasonElsewhere } from "./neighbour-classes.ts";
import { ofKind } from "./of-kind.ts";
import { givesOwnField } from "./own-getters.ts";
import { Packages } from "./packages.ts";
import { importedSpecifiers, isOwnBuild } from "./specifiers.ts";
import { typedAcquisition } from "./typed.ts";

// Names that give something known elsewhere: never taken for a factory because one result was deleted. `newInstance`
// is how vtk.js makes its objects, which are of JavaScript.
const lenders = new Set(
  "openCursor openKeyCursor get at find pop shift call apply then map filter values keys entries next manage track use add register adopt set push item newInstance".split(
    " ",
  ),
);

// A list or map of the module, which is freed itself, gives copies.
const copying = new Set(["get", "at", "keys", "values", "entries"]);

// How authors of wrappers name what a binding generator wrote.
const wrapped = /^(?:Raw|Wasm|WASM|Native|Js|Inner)(?=[A-Z])/;

/** Objects that own native memory: by package, by what the file destroys, by the shape of their binding. */
export class Handles {
  readonly packages: Packages;
  readonly #source: SourceFile;
  readonly #evidence: FileEvidence;
  readonly #oracle: TypeOracle | undefined;

  constructor(source: SourceFile) {
    const { places } = recognitionOf(source).values;
    this.#source = source;
    this.#oracle = oracleOf(source);
    this.#evidence = new FileEvidence(source, places);
    this.packages = new Packages(source, places, this.#oracle);
  }

  acquisition(node: CallNode): Acquisition | undefined {
    const known = this.packages.call(node);
    // What the catalog knows is final: a borrowed result is borrowed whatever the file deletes elsewhere.
    if (known !== undefined) {
      if (known.isGuess && !isNeighbour(known.of)) return this.#guessed(known, node);
      return fromCatalog(this.#source, known.fact, known.of, known.name, node);
    }
    const callee = unwrap(node.callee);
    const owner = callee.type === "MemberExpression" ? this.packages.of(callee.object) : undefined;
    // So is a name that the package's namespace has no class or factory for: a plain object.
    if (owner?.kind === "namespace" && !this.packages.isGuess(owner.of)) return this.#ofOtherBuild(node, owner.of);
    if (this.#isOfKnown(callee)) return this.#seen(node);
    const annotated = this.packages.annotatedResult(node);
    if (annotated !== undefined && !isGetterOf(this.packages, node)) return ofClass(this.#source, annotated, node);
    const typed = this.#oracle === undefined ? undefined : typedAcquisition(this.#oracle, node, this.#source);
    if (typed !== undefined) return typed;
    const seen =
      this.#seen(node) ??
      bindingAcquisition(this.#source, this.#evidence, node) ??
      methodOfMentioned(this.#source, node);
    // What the file shows is a guess by names; a string or a DOM node is no native object.
    return seen !== undefined && this.#oracle?.isForeign(node) === true ? undefined : seen;
  }

  /** `const { Mesh } = manifold`: what a package's namespace has and the catalog knows no class by is a plain object. */
  #isOfKnown(callee: TSESTree.Node): boolean {
    const variable = callee.type === "Identifier" ? this.#source.variableOf(callee) : undefined;
    return (variable === undefined ? [] : sourcesOf(variable)).some(
      (origin) =>
        origin.kind === "expression" && origin.path.length === 1 && this.packages.of(origin.node)?.kind === "namespace",
    );
  }

  /** `new Ammo.VHACD()`: builds of the same C++ library differ in their classes, and all are destroyed alike. */
  #ofOtherBuild(node: CallNode, of: PackageFacts): Acquisition | undefined {
    if (node.type !== "NewExpression") return undefined;
    const isOwn =
      of.style !== "wasm-bindgen" && !plainOfOpenCv.test(lastName(node.callee) ?? "") && this.#isOwnGlue(of);
    if (of.style !== "webidl" && !isOwn) return undefined;
    const seen = this.#seen(node) ?? (isOwn ? bindingAcquisition(this.#source, this.#evidence, node) : undefined);
    return seen && { ...seen, certainty: "possible" };
  }

  /** `import type { MainModule } from "../out/zxing_reader.js"`: a file that only has the name of the package's glue. */
  #isOwnGlue(of: PackageFacts): boolean {
    const named = [...importedSpecifiers(this.#source)].filter((from) => packageOf(from) === of);
    return named.length > 0 && named.every((from) => from.startsWith("."));
  }

  /** A build of somebody's own may be bound otherwise: what the file releases tells more than what the package does. */
  #guessed(
    { fact, of, name }: { fact: CallFact; of: PackageFacts; name: string },
    node: CallNode,
  ): Acquisition | undefined {
    const callee = unwrap(node.callee);
    const owner = callee.type === "MemberExpression" ? this.#source.text(callee.object) : undefined;
    const isNew = node.type === "NewExpression";
    const seen = fact.result === "borrowed" ? undefined : this.#seen(node);
    if (seen?.certainty === "certain") return seen;
    const owned: CallFact =
      isNew && of.class(name)?.isHandle === true ? { ...fact, result: "owned", classes: [name] } : fact;
    const made = fromCatalog(this.#source, owned, of, name, node);
    if (made?.kind !== "handle") return made && { ...made, certainty: "possible" };
    return { ...made, certainty: "possible", releases: [], release: releaseShown(this.#source, made.release, owner) };
  }

  /** By its type the object belongs to a library that has nothing to do with wasm: what ends it frees no memory. */
  isForeign(target: TSESTree.Node): boolean {
    return this.#oracle?.isForeign(target) === true;
  }

  /** Releases that packages name: `Module.destroy(x)`, consuming methods, `Ammo.destroy`. */
  release(node: TSESTree.CallExpression): Release | undefined {
    const callee = unwrap(node.callee);
    const known = this.packages.call(node);
    if (known !== undefined) {
      const { fact, name } = known;
      if (fact.takesReceiver && callee.type === "MemberExpression") {
        return { target: unwrap(callee.object), style: "method", name, exact: true, consumes: true };
      }
      const [index] = fact.releases;
      const target = index === undefined ? undefined : node.arguments[index];
      if (target !== undefined) return { target, style: "function", name, exact: true, family: name };
    }
    const [target] = node.arguments;
    const mentioned = releaseOfMentioned(this.#source, node);
    if (mentioned !== undefined) return mentioned;
    if (callee.type !== "MemberExpression" || target === undefined || node.arguments.length !== 1) return undefined;
    if (memberName(callee) !== "destroy" || target.type === "Literal" || target.type === "ObjectExpression")
      return undefined;
    return { target, style: "function", name: "destroy", exact: true, family: "destroy" };
  }

  argument(node: CallNode, index: number): ArgumentEffect | undefined {
    const known = this.packages.call(node);
    const callee = unwrap(node.callee);
    if (known === undefined) {
      if (this.#takenAnywhere(node, index)) return "takes";
      if (this.#isHeldAnywhere(node, index) || this.#isKeptBack(callee, node.arguments[index])) return "holds";
      return this.#isGeneratedCall(node) ? "borrows" : undefined;
    }
    const { fact, of } = known;
    // Objects of C++ keep the addresses they are built with.
    if (of.style === "webidl" && node.type === "NewExpression")
      return isForgottenMotionState(this.#source, node.arguments[index]) ? "borrows" : "holds";
    if (of.style === "webidl" && this.#isKeptBack(callee, node.arguments[index])) return "holds";
    // A handle of OpenCascade counts the references to its object, and ends it with the last one.
    if (node.type === "NewExpression" && /^Handle_/.test(known.name) && of.name.includes("opencascade")) return "takes";
    if (fact.takes.includes(index)) return isOwnBuild(this.#source, of) ? "takes" : "consumes";
    return fact.holds.includes(index) ? "holds" : "borrows";
  }

  /** Whatever the receiver is: a method that has the argument counted or kept, or `castObject(x)`, which is the same object. */
  #isHeldAnywhere(node: CallNode, index: number): boolean {
    const callee = unwrap(node.callee);
    const name = callee.type === "MemberExpression" && node.type === "CallExpression" ? memberName(callee) : undefined;
    if (name === undefined) return false;
    const argument = node.arguments[index];
    if (name === "castObject") return index === 0 && argument?.type === "NewExpression";
    const made = argument === undefined ? undefined : this.packages.of(argument);
    const of = made?.kind === "instance" && made.of.package.style === "webidl" ? made.of.package : undefined;
    return of?.anyMethod(name)?.holds.includes(index) === true;
  }

  /** What C++ calls back later. */
  #isKeptBack(callee: TSESTree.Node, argument: TSESTree.Node | undefined): boolean {
    return argument !== undefined && isCalledBack(callee, this.packages.of(argument));
  }

  /** A function that a binding generator wrote: were an argument used up, the catalog would have it from the glue. */
  #isGeneratedCall(node: CallNode): boolean {
    const callee = unwrap(node.callee);
    if (callee.type !== "MemberExpression" || node.type !== "CallExpression") return false;
    const owner = this.packages.of(callee.object);
    const of = owner?.kind === "namespace" ? owner.of : owner?.kind === "instance" ? owner.of.package : undefined;
    const isGenerated = of?.style === "embind" || of?.style === "wasm-bindgen";
    return of !== undefined && isGenerated && !this.packages.isGuess(of);
  }

  /** Whatever the receiver is: a package that the file imports has a method of this name that takes the argument. */
  #takenAnywhere(node: CallNode, index: number): boolean {
    const callee = unwrap(node.callee);
    const name = callee.type === "MemberExpression" && node.type === "CallExpression" ? memberName(callee) : undefined;
    if (name === undefined) return false;
    return this.packages.imported().some((of) => of.anyMethod(name)?.takes.includes(index) === true);
  }

  /** The object's class is known, and this method is not what releases it. */
  hasOtherRelease(target: TSESTree.Node, method: string): boolean {
    const known = this.packages.of(target);
    return known?.kind === "instance" && known.of.isHandle && !known.of.releaseMethods.includes(method);
  }

  /** The object's class is known, and this method ends it before the call returns. */
  isKnownEnd(target: TSESTree.Node, method: string): boolean {
    const known = this.packages.of(target);
    if (known?.kind !== "instance" || this.packages.isNamedAlike(known) || method === "deleteLater") return false;
    return known.of.releaseMethods.includes(method);
  }

  /** A package that the file imports has objects which a method of this name ends. */
  isReleaseName(name: string): boolean {
    return this.packages.imported().some((of) => of.releaseNames().has(name));
  }

  isBorrowed(node: CallNode): boolean {
    return this.packages.call(node)?.fact.result === "borrowed";
  }

  returnsReceiver(node: TSESTree.CallExpression): boolean {
    return this.packages.call(node)?.fact.result === "receiver";
  }

  #seen(node: CallNode): Acquisition | undefined {
    const callee = unwrap(node.callee);
    if (node.type === "NewExpression") {
      if (callee.type === "Identifier") return this.#seenImport(callee);
      if (callee.type !== "MemberExpression") return undefined;
      const text = this.#source.text(callee);
      if (this.#evidence.isScriptClass(callee)) return undefined;
      // `new this.File(path)`: a class that was handed over, and maybe of files that `.delete()` deletes.
      if (unwrap(callee.object).type === "ThisExpression" && !concernsWasm(this.#source)) return undefined;
      const own = this.#evidence.constructors.get(text);
      if (own !== undefined) return handle(text, own, `another \`${text}\` is released on line ${own.line}`, "certain");
      const module = this.#source.text(callee.object);
      const sibling = this.#evidence.modules.get(module);
      if (sibling === undefined || this.#isPlainOfOpenCv(callee, module)) return undefined;
      // Each call of a builder of wasm-bindgen uses it up and gives a new one.
      const certainty = sibling.name === "free" && text.endsWith("Builder") ? "possible" : "certain";
      return handle(
        text,
        sibling,
        `objects of \`${module}\` have to be released, as on line ${sibling.line}`,
        certainty,
      );
    }
    const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
    if (name === undefined || isOfPlatform(this.#source, callee) || isReceiver(this.#source, node, callee, name))
      return undefined;
    if (isMovedOut(this.#source, node) || givesOwnField(this.#source, node)) return undefined;
    const made = this.#madeBy(callee, name);
    if (made !== undefined) return made;
    if (lenders.has(name) && !(copying.has(name) && this.#isFreed(callee))) return undefined;
    const found = callee.type === "MemberExpression" ? this.#evidence.method(callee) : undefined;
    const seen = found?.seen;
    // A getter of a WebIDL binding lends; that the file destroys its result is the mistake.
    if (seen === undefined || (seen.name === "destroy" && /^get[A-Z]/.test(name))) return undefined;
    // What somebody calls for its effect alone may give back what it was given.
    const isForEffect = node.parent.type === "ExpressionStatement" && node.arguments.length > 0;
    // `body.transform(t);` is no `pool.transform()`.
    if (isForEffect && found?.sameReceiver !== true) return undefined;
    // A database that is closed may finalize its statements.
    const isClosed = name === "prepare" && this.#source.mentions(`${receiverText(this.#source, callee)}.close(`);
    const isGuess = found?.sameReceiver !== true || /^get[A-Z]/.test(name) || isForEffect || isClosed;
    const certainty = isGuess ? "possible" : "certain";
    const other = found?.of === undefined ? `another result of \`.${name}()\`` : `what \`${found.of}\` makes`;
    return handle(name, seen, `${other} is released on line ${seen.line}`, certainty);
  }

  /** `new ready.Size(4, 4)` beside `new ready.Mat()`: what OpenCV's module has of its own are objects of JavaScript. */
  #isPlainOfOpenCv(callee: TSESTree.MemberExpression, module: string): boolean {
    return plainOfOpenCv.test(memberName(callee) ?? "") && this.#source.mentions(`${module}.Mat`);
  }

  /** `context.Shader.MakeBlend(…)` beside `new context.Paint()`, which is released. */
  #madeBy(callee: TSESTree.Node, name: string): Acquisition | undefined {
    if (!/^Make[A-Z]/.test(name) || callee.type !== "MemberExpression") return undefined;
    const owner = unwrap(callee.object);
    const module = this.#source.text(owner.type === "MemberExpression" ? owner.object : owner);
    const seen = this.#evidence.modules.get(module);
    if (seen?.name !== "delete") return undefined;
    return handle(name, seen, `objects of \`${module}\` have to be released, as on line ${seen.line}`, "possible");
  }

  /** `new Layout()` of a package that nobody describes, where another one is freed. */
  #seenImport(callee: TSESTree.Identifier): Acquisition | undefined {
    const seen = this.#evidence.constructors.get(callee.name);
    if (seen === undefined) return this.#seenSibling(callee);
    // Many things have a `delete()`; hardly anything of JavaScript's own is freed.
    if (seen.name !== "free" && !concernsWasm(this.#source)) return undefined;
    if (this.#source.variableOf(callee)?.defs[0]?.type !== "ImportBinding") return undefined;
    const from = this.#importOf(callee.name);
    if (from !== undefined && hasEmptyMethod(this.#source, from, callee.name, seen.name)) return undefined;
    return handle(callee.name, seen, `another \`${callee.name}\` is released on line ${seen.line}`, "possible");
  }

  /** `new RawShape()` beside `new RawBody()` of one module, of which the file frees the body. */
  #seenSibling(callee: TSESTree.Identifier): Acquisition | undefined {
    const first = wrapped.exec(callee.name)?.[0];
    const from = first === undefined ? undefined : this.#importOf(callee.name);
    if (first === undefined || from === undefined) return undefined;
    for (const [name, seen] of this.#evidence.constructors) {
      if (seen.name !== "free" || wrapped.exec(name)?.[0] !== first || this.#importOf(name) !== from) continue;
      return handle(callee.name, seen, `\`${name}\` of the same module is released on line ${seen.line}`, "possible");
    }
    return undefined;
  }

  /** `keys.get(i)` where the file also says `keys.free()`: no collection of JavaScript's. */
  #isFreed(callee: TSESTree.Node): boolean {
    const receiver = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
    const variable = receiver.type === "Identifier" ? this.#source.variableOf(receiver) : undefined;
    return (
      variable?.references.some(({ identifier: { parent } }) => {
        if (parent?.type !== "MemberExpression" || parent.parent.type !== "CallExpression") return false;
        const { parent: call } = parent;
        return call.callee === parent && memberName(parent) === "free" && call.arguments.length === 0;
      }) === true
    );
  }

  #importOf(name: string): string | undefined {
    for (const statement of this.#source.statements) {
      if (statement.type !== "ImportDeclaration") continue;
      if (statement.specifiers.some(({ local }) => local.name === name)) return statement.source.value;
    }
    return undefined;
  }
}

function receiverText(source: SourceFile, callee: TSESTree.Node): string {
  return callee.type === "MemberExpression" ? source.text(callee.object) : "";
}

function fromCatalog(
  source: SourceFile,
  fact: CallFact,
  of: PackageFacts,
  name: string,
  node: CallNode,
): Acquisition | undefined {
  if (fact.result !== "owned" && fact.result !== "maybe") return undefined;
  const listed = fact.elements && fact.classes[0] !== undefined ? of.class(fact.classes[0]) : undefined;
  if (fact.elements) return listed && listAcquisition(source, { fact, made: listed, name }, node);
  const certainty = fact.result === "owned" ? "certain" : "possible";
  const made = fact.classes[0] === undefined ? undefined : of.class(fact.classes[0]);
  if (fact.raw) {
    const family = of.families.find(({ acquire }) => acquire.includes(name));
    const [release = "free"] = family?.release ?? [];
    return {
      kind: "pointer",
      family: release.replace(/^_+/, ""),
      release: `${release}(…)`,
      releases: family?.release ?? [],
      certainty,
      evidence: { kind: "catalog", text: `\`${name}\` of ${of.name} returns an address it allocated` },
      finalizer: "none",
      lent: "unknown",
      name,
      ...(isNeighbour(of) && { elsewhere: true }),
    };
  }
  if (made === undefined || !made.isHandle) return undefined;
  const isNew = node.type === "NewExpression";
  const text = isNew
    ? `\`${made.name}\` of ${of.name} owns native memory`
    : (reasonElsewhere(of, name) ?? `\`${name}\` of ${of.name} returns a new \`${made.name}\``);
  const acquisition = ofKind(made, node, certainty, text, source);
  return isNeighbour(of) ? { ...acquisition, elsewhere: true } : acquisition;
}

const platform: ReadonlySet<string> = new Set(
  "JSON Object Array Math Number String Date Reflect Promise URL Buffer Intl Symbol BigInt Atomics".split(" "),
);

/** `JSON.parse(text)` is no `parser.parse(text)`. */
function isOfPlatform(source: SourceFile, callee: TSESTree.Node): boolean {
  const object = callee.type === "MemberExpression" ? unwrap(callee.object) : undefined;
  return object?.type === "Identifier" && platform.has(object.name) && source.variableOf(object) === undefined;
}

/** C++ is bound with either way to end an object: the file's one; the package's own where it releases none, or otherwise. */
function releaseShown(source: SourceFile, usual: string, owner: string | undefined): string {
  if (!/\b(?:delete|destroy)\b/.test(usual)) return usual;
  const { text } = source.code;
  const [deletes, destroys] = [/\.delete\(\)/.test(text), /\.destroy\(\s*[\w$.]/.test(text)];
  if (deletes === destroys) return usual;
  return deletes ? ".delete()" : `${owner ?? "Module"}.destroy(…)`;
}

/** `const id: BodyID = body.GetID()` of a package that says of nothing called so that it is new. */
function isGetterOf(packages: Packages, node: CallNode): boolean {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || !/^[gG]et(?![a-z])/.test(memberName(callee) ?? "")) return false;
  return packages.of(callee.object)?.kind === "instance" && packages.call(node)?.fact.result !== "owned";
}

/** A call whose result is declared to be an object of a class that has to be released. */
function ofClass(source: SourceFile, made: ClassFacts, node: CallNode): Acquisition | undefined {
  if (!made.isHandle || isFilledIn(node)) return undefined;
  // Every result of wasm-bindgen is the caller's own; elsewhere a getter may lend.
  const certainty = made.package.style === "wasm-bindgen" ? "certain" : "possible";
  const text = `it is declared as \`${made.name}\` of ${made.package.name}`;
  return ofKind(made, node, certainty, text, source);
}

/** `a.cross(b).normalize()`, or a method that the file shows to give its object back: nothing new. */
function isReceiver(source: SourceFile, node: CallNode, callee: TSESTree.Node, name: string): boolean {
  if (callee.type !== "MemberExpression" || node.type === "NewExpression") return false;
  if (returnsThis(source, name) === true) return true;
  return unwrap(callee.object).type === "CallExpression" && worksOnReceiver(source, node);
}

const reused = /^_?(?:[tT]e?mp|[oO]ut|[tT]arget|[dD]e?st|[sS]cratch|[iI]nto|[rR]esult)(?![a-z])/;

/** `toVector(point, tmpVector)`: a helper of another file that fills what it is given, and gives it back. */
function isFilledIn(node: CallNode): boolean {
  if (node.type === "NewExpression") return false;
  return node.arguments.some((argument) => argument.type !== "SpreadElement" && reused.test(lastName(argument) ?? ""));
}

export function handle(
  name: string,
  seen: SeenDestructor,
  text: string,
  certainty: Acquisition["certainty"],
): Acquisition {
  return {
    kind: "handle",
    family: seen.name,
    release: seen.text,
    releases: [],
    certainty,
    evidence: { kind: "destructor-seen", text },
    finalizer: "unknown",
    lent: seen.name === "free" ? "unknown" : "stays",
    name,
  };
}
