import type { TSESTree } from "@typescript-eslint/utils";
import { packageOf, type ClassFacts } from "../../../resources/catalog.ts";
import type { SourceFile } from "../source-file.ts";
import { servicesOf, type Services, type TsSignature, type TsSourceFile, type TsType } from "./services.ts";
import { HandleShapes, packageOfFile, type Shape } from "./shapes.ts";

/** An object type whose values own native memory. */
export interface HandleType {
  readonly name: string;
  readonly shape: Shape;
  /** What the catalog says of the class, if it is one of a package it knows. */
  readonly facts: ClassFacts | undefined;
  readonly package: string | undefined;
}

/** Where the function behind a call is declared. */
export type Origin = "here" | "project" | "typings";

/**
 * What types add to what the syntax shows. There is one only where the parser made a TypeScript program (not in oxlint,
 * not without `projectService` or `project`) in which some declaration hands out native memory.
 */
export interface TypeOracle {
  /** The handle that an expression gives, promises and null looked through; `undefined` when it gives anything else. */
  handle(node: TSESTree.Node): HandleType | undefined;
  /** The class of the catalog that an expression is an instance of, or that it is. */
  classOf(node: TSESTree.Node): { kind: "instance" | "class"; of: ClassFacts } | undefined;
  /** The value is a string, a number, an array, or an object of a library that has nothing to do with wasm. */
  isForeign(node: TSESTree.Node): boolean;
  origin(node: TSESTree.CallExpression | TSESTree.NewExpression): Origin | undefined;
  /** The callee is declared to return the object it is called on. */
  returnsThis(node: TSESTree.CallExpression): boolean;
}

const oracles = new WeakMap<SourceFile, TypeOracle | null>();

/** The oracle for a file, made once; `undefined` without types. */
export function oracleOf(source: SourceFile): TypeOracle | undefined {
  let oracle = oracles.get(source);
  if (oracle === undefined) {
    const services = servicesOf(source.code);
    const knows = services !== undefined && HandleShapes.of(services).any;
    oracle = knows ? new CheckerOracle(services, source.code.ast) : null;
    oracles.set(source, oracle);
  }
  return oracle ?? undefined;
}

class CheckerOracle implements TypeOracle {
  readonly #services: Services;
  readonly #shapes: HandleShapes;
  readonly #own: TsSourceFile | undefined;
  readonly #types = new Map<TSESTree.Node, TsType | undefined>();
  readonly #handles = new Map<TsType, HandleType | undefined>();

  constructor(services: Services, program: TSESTree.Program) {
    this.#services = services;
    this.#shapes = HandleShapes.of(services);
    this.#own = services.sourceFileOf(program);
  }

  handle(node: TSESTree.Node): HandleType | undefined {
    const type = this.#type(node);
    if (type === undefined) return undefined;
    if (this.#handles.has(type)) return this.#handles.get(type);
    let found: HandleType | undefined;
    for (const member of type.isUnion() ? type.types : [type]) {
      const handle = this.#handleOf(member);
      // One member that needs no release, and nothing is known of the value.
      if (handle === undefined) {
        found = undefined;
        break;
      }
      found ??= handle;
    }
    this.#handles.set(type, found);
    return found;
  }

  classOf(node: TSESTree.Node): { kind: "instance" | "class"; of: ClassFacts } | undefined {
    const type = this.#type(node);
    if (type === undefined) return undefined;
    const [first, ...others] = type.isUnion() ? type.types : [type];
    const of = first === undefined ? undefined : factsOf(first);
    if (first === undefined || of === undefined || others.some((other) => factsOf(other) !== of)) return undefined;
    return { kind: isConstructor(first) ? "class" : "instance", of };
  }

  isForeign(node: TSESTree.Node): boolean {
    const type = this.#type(node);
    if (type === undefined || this.handle(node) !== undefined) return false;
    const members = type.isUnion() ? type.types : [type];
    return members.length > 0 && members.every((member) => this.#isForeignType(member));
  }

  origin(node: TSESTree.CallExpression | TSESTree.NewExpression): Origin | undefined {
    const declaration = this.#signature(node)?.declaration;
    if (declaration === undefined) return undefined;
    const file = declaration.getSourceFile();
    return file === this.#own ? "here" : file.isDeclarationFile ? "typings" : "project";
  }

  returnsThis(node: TSESTree.CallExpression): boolean {
    return this.#signature(node)?.declaration?.type?.getText() === "this";
  }

  #handleOf(type: TsType): HandleType | undefined {
    const name = type.symbol?.name;
    const shape = name === undefined || isConstructor(type) ? undefined : this.#shapes.shapeOf(type);
    if (name === undefined || shape === undefined) return undefined;
    return { name, shape, facts: factsOf(type), package: packageOfType(type) };
  }

  #isForeignType(type: TsType): boolean {
    if (this.#services.isPrimitive(type)) return true;
    const declarations = type.symbol?.declarations ?? [];
    return declarations.length > 0 && declarations.every((each) => this.#shapes.isForeignFile(each.getSourceFile()));
  }

  #signature(node: TSESTree.CallExpression | TSESTree.NewExpression): TsSignature | undefined {
    return this.#services.signatureOf(node);
  }

  #type(node: TSESTree.Node): TsType | undefined {
    if (this.#types.has(node)) return this.#types.get(node);
    const type = this.#services.typeOf(node);
    this.#types.set(node, type);
    return type;
  }
}

/** The type of a class itself has the name of its instances. */
function isConstructor(type: TsType): boolean {
  return type.getProperty("prototype") !== undefined;
}

function packageOfType(type: TsType): string | undefined {
  const [declaration] = type.symbol?.declarations ?? [];
  return declaration === undefined ? undefined : packageOfFile(declaration.getSourceFile().fileName);
}

function factsOf(type: TsType): ClassFacts | undefined {
  const name = type.symbol?.name;
  const from = packageOfType(type);
  const of = from === undefined ? undefined : packageOf(from);
  return name === undefined ? undefined : of?.class(name);
}
