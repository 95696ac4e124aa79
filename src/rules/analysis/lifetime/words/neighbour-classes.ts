import type { TSESTree } from "@typescript-eslint/utils";
import type { CallFact, ClassFacts, FamilyData, PackageFacts } from "../../../../resources/catalog.ts";
import { classNamed } from "../../inheritance.ts";
import { exportOf, type Exported } from "../../neighbours/exports.ts";
import { returnedBy } from "../../recognise/returns.ts";
import { sourcesOf } from "../../sources.ts";
import type { SourceFile } from "../../source-file.ts";
import {
  isClass,
  isFunction,
  isInside,
  isMethod,
  keyName,
  memberName,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "../../syntax.ts";
import { analysisOf, isWeak, summaryIn } from "../neighbours.ts";
import type { FileAnalysis } from "../run.ts";
import type { Summary } from "../summaries.ts";
import type { Acquisition } from "../vocabulary.ts";
import { classInType } from "./annotations.ts";
import type { Known } from "./known.ts";
import { isMakingName } from "./making.ts";
import { endName, isEnding, wrapperOf } from "./own-classes.ts";

/** What another file of the project exports under a name: a class that owns native memory, or what such a class makes. */
export function neighbourKnown(
  source: SourceFile,
  from: string,
  [name, ...rest]: readonly string[],
): Known | undefined {
  const exported = name === undefined || rest.length > 0 ? undefined : exportOf(source, from, name);
  if (name === undefined || exported === undefined) return undefined;
  const { node } = exported;
  const of = factsOf(exported.source, from);
  const own = classOf(exported);
  if (own !== undefined) return { kind: "class", of: of.ofNode(own) };
  const fn = isFunction(node) ? node : undefined;
  if (fn !== undefined) {
    const fact = of.factOf(fn, name);
    return fact === undefined ? undefined : { kind: "function", of, fact, name };
  }
  return isType(node) ? undefined : valueIn(exported, of);
}

/** The class that a type of another file is, or stands for. */
export function neighbourType(source: SourceFile, from: string, name: string): ClassFacts | PackageFacts | undefined {
  const exported = exportOf(source, from, name);
  if (exported === undefined) return undefined;
  const { node } = exported;
  if (node.type === "TSTypeAliasDeclaration") return classInType(exported.source, node.typeAnnotation);
  const own = classOf(exported);
  return own === undefined ? undefined : factsOf(exported.source, from).ofNode(own);
}

/** Another file of the project describes it, not the catalog. */
export function isNeighbour(of: PackageFacts): boolean {
  return of instanceof NeighbourFacts;
}

/** Why what a function of such a file gives has to be released; `undefined` for packages of the catalog. */
export function reasonElsewhere(of: PackageFacts, name: string): string | undefined {
  const why = of instanceof NeighbourFacts ? of.why(name) : undefined;
  return why && `\`${name}\` of ${of.name} returns it: ${why}`;
}

/** The method of a class of another file that a callee is. */
export function neighbourMethod(
  { vocabulary }: FileAnalysis,
  callee: TSESTree.Node,
): { source: SourceFile; fn: FunctionNode } | undefined {
  const name = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  const owner = callee.type === "MemberExpression" ? vocabulary.known(callee.object) : undefined;
  const of = owner?.kind === "instance" ? owner.of.package : undefined;
  if (name === undefined || owner?.kind !== "instance" || !(of instanceof NeighbourFacts)) return undefined;
  const fn = of.methodOf(owner.of, name);
  return fn && { source: of.file, fn };
}

function isType(node: TSESTree.Node): boolean {
  return node.type === "TSTypeAliasDeclaration" || node.type === "TSInterfaceDeclaration";
}

function classOf({ source, node }: Exported): ClassNode | undefined {
  if (isClass(node)) return node;
  return node.type === "Identifier" ? classNamed(source, node) : undefined;
}

/** `export const shared = new Decoder(8)`, `export const cv = await load()` */
function valueIn({ source, node }: Exported, of: NeighbourFacts): Known | undefined {
  const known = analysisOf(source).vocabulary.known(node);
  if (known !== undefined) return known;
  const variable = node.type === "Identifier" ? source.variableOf(node) : undefined;
  const [origin] = variable === undefined ? [] : sourcesOf(variable);
  const made = unwrap(origin?.kind === "expression" && origin.path.length === 0 ? origin.node : node);
  const own =
    made.type === "NewExpression" && made.callee.type === "Identifier" ? classNamed(source, made.callee) : undefined;
  return own === undefined ? undefined : { kind: "instance", of: of.ofNode(own) };
}

const nothing: CallFact = {
  result: "none",
  classes: [],
  elements: false,
  raw: false,
  takes: [],
  holds: [],
  releases: [],
  takesReceiver: false,
};

const byFile = new WeakMap<SourceFile, Map<string, NeighbourFacts>>();

function factsOf(file: SourceFile, from: string): NeighbourFacts {
  let known = byFile.get(file);
  if (known === undefined) byFile.set(file, (known = new Map<string, NeighbourFacts>()));
  let facts = known.get(from);
  if (facts === undefined) known.set(from, (facts = new NeighbourFacts(file, from)));
  return facts;
}

/** A file of the project, seen as the catalog describes a package; its functions are run when they are asked for. */
class NeighbourFacts implements PackageFacts {
  readonly name: string;
  readonly version = "";
  readonly since = undefined;
  readonly style = "classes";
  readonly specifiers = [];
  readonly init = [];
  readonly namespace = [];
  readonly main = undefined;
  readonly families: FamilyData[] = [];
  readonly collectors = new Set<string>();
  readonly singletons = new Set<string>();
  readonly untypedDispose = undefined;
  readonly variables = [];
  readonly file: SourceFile;
  readonly #classes = new Map<ClassNode, ClassFacts>();
  readonly #named = new Map<string, ClassFacts>();

  constructor(file: SourceFile, from: string) {
    this.file = file;
    this.name = from;
  }

  classNames(): Iterable<string> {
    return this.#named.keys();
  }

  class(name: string): ClassFacts | undefined {
    return this.#named.get(name);
  }

  function(): undefined {
    return undefined;
  }

  anyMethod(): undefined {
    return undefined;
  }

  releaseNames(): ReadonlySet<string> {
    return new Set();
  }

  ofNode(node: ClassNode): ClassFacts {
    let facts = this.#classes.get(node);
    if (facts === undefined) this.#classes.set(node, (facts = this.#describe(node)));
    return facts;
  }

  #describe(node: ClassNode): ClassFacts {
    const wrapper = wrapperOf(this.file, analysisOf(this.file).vocabulary, node);
    const isHandle = wrapper !== undefined && !handsItselfOver(this.file, node);
    const name = node.id?.name ?? "the class";
    const others = node.body.body.flatMap((member) => (isEnding(member) ? [endName(member)] : []));
    const facts: ClassFacts = {
      name,
      package: this,
      isHandle,
      releaseMethods: wrapper === undefined ? [] : [...new Set([wrapper.method, ...others])],
      releaseFunctions: [],
      finalizer: "none",
      finalizerSince: undefined,
      // What it is only given may be lent to it.
      construct:
        isHandle && typeof wrapper.held === "string" ? { ...nothing, result: "maybe", classes: [name] } : nothing,
      constructsPromise: false,
      method: (method) => this.#method(node, method, false),
      staticMethod: (method) => this.#method(node, method, true),
    };
    this.#named.set(name, facts);
    return facts;
  }

  #method(node: ClassNode, name: string, isStatic: boolean): CallFact | undefined {
    const fn = methodIn(node, name, isStatic);
    return fn && this.factOf(fn, name);
  }

  /** The body of a method of a class that this file describes. */
  methodOf(of: ClassFacts, name: string): FunctionNode | undefined {
    for (const [node, facts] of this.#classes) if (facts === of) return methodIn(node, name, false);
    return undefined;
  }

  /** Why what a function or method of the file gives is its caller's to release. */
  why(name: string): string | undefined {
    return this.#reasons.get(name);
  }
  readonly #reasons = new Map<string, string>();

  /** What a function of the file gives its callers; `undefined` where that is nothing to release. */
  factOf(fn: FunctionNode, name: string): CallFact | undefined {
    const summary = summaryIn(this.file, fn);
    return (summary && this.#factOf(summary, fn, name)) ?? this.#declared(fn, name);
  }

  /** `static generate(file): Module` of a package's class, which the function made and lent to others meanwhile. */
  #declared(fn: FunctionNode, name: string): CallFact | undefined {
    const type = fn.returnType?.typeAnnotation;
    const of = type === undefined || !isMakingName(name) ? undefined : classInType(this.file, type);
    if (of === undefined || !("construct" in of) || !of.isHandle) return undefined;
    const { vocabulary } = analysisOf(this.file);
    const isMade = returnedBy(this.file, fn).some((value) => {
      const made = madeBy(this.file, value);
      return (made.type === "CallExpression" || made.type === "NewExpression") && vocabulary.acquisition(made);
    });
    if (!isMade) return undefined;
    this.#named.set(of.name, of);
    return { ...nothing, result: "maybe", classes: [of.name], holds: fn.params.map((_, index) => index) };
  }

  #factOf({ result, parameters }: Summary, fn: FunctionNode, name: string): CallFact | undefined {
    const listed = result?.elements?.acquisition;
    const made = result?.acquisition ?? listed;
    if (made === undefined || isWeak(made) || (result?.parts.size ?? 0) > 0) return undefined;
    this.#reasons.set(name, made.evidence.text);
    const holds = parameters.flatMap((effect, index) => (effect === "borrows" || effect === "releases" ? [] : [index]));
    if (made.kind === "pointer") {
      if (listed !== undefined) return undefined;
      this.families.push({ acquire: [name], release: made.releases });
      return { ...nothing, result: "maybe", raw: true, holds };
    }
    return { ...nothing, result: "maybe", classes: [this.#nameOf(made, fn)], elements: listed !== undefined, holds };
  }

  /** The class of what a function makes: one of a package, of the file, or one that only what ends it tells. */
  #nameOf(made: Acquisition, fn: FunctionNode): string {
    const name = made.name ?? "object";
    if (this.#named.has(name)) return name;
    const { vocabulary } = analysisOf(this.file);
    for (const value of returnedBy(this.file, fn)) {
      const known = vocabulary.known(value);
      if (known?.kind !== "instance" || known.of.name !== name) continue;
      this.#named.set(name, known.of);
      return name;
    }
    const own = this.file
      .nodes("ClassDeclaration")
      .find(({ id, parent }) => id?.name === name && parent.type !== "BlockStatement");
    if (own !== undefined && this.ofNode(own).isHandle) return name;
    const method = /^\.(\w+)\(\)$/.exec(made.release)?.[1];
    this.#named.set(name, {
      name,
      package: this,
      isHandle: true,
      releaseMethods: method === undefined ? [] : [method],
      releaseFunctions: method === undefined ? [made.release.replace(/\(.*$/, "")] : [],
      finalizer: made.finalizer === "late" ? "always" : "none",
      finalizerSince: undefined,
      construct: nothing,
      constructsPromise: false,
      method: () => undefined,
      staticMethod: () => undefined,
    });
    return name;
  }
}

function methodIn({ body }: ClassNode, name: string, isStatic: boolean): FunctionNode | undefined {
  return body.body.filter(isMethod).find((each) => each.static === isStatic && keyName(each) === name)?.value;
}

/** The call behind a variable that is filled once. */
function madeBy(file: SourceFile, value: TSESTree.Node): TSESTree.Node {
  const node = unwrap(value);
  const variable = node.type === "Identifier" ? file.variableOf(node) : undefined;
  const [origin, other] = variable === undefined ? [] : sourcesOf(variable);
  return origin?.kind === "expression" && origin.path.length === 0 && other === undefined ? unwrap(origin.node) : node;
}

/** `context.add(this)`: somebody else knows the object from the start, and may end it. */
function handsItselfOver(file: SourceFile, node: ClassNode): boolean {
  return file.nodes("ThisExpression").some((each) => {
    const { parent } = each;
    return isInside(each, node) && (/^(?:Call|New)Expression$/.test(parent.type) || isKept(each));
  });
}

function isKept({ parent }: TSESTree.ThisExpression): boolean {
  return parent.type === "AssignmentExpression" || parent.type === "ArrayExpression" || parent.type === "Property";
}
