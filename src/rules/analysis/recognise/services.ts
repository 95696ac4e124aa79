import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

// The part of TypeScript's checker that is used, by shape: whatever compiler the parser runs, ours is never imported.
export interface TsSourceFile {
  readonly fileName: string;
  readonly text: string;
  readonly isDeclarationFile: boolean;
}

export interface TsDeclaration {
  getSourceFile(): TsSourceFile;
  getText(): string;
  readonly type?: { getText(): string };
}

export interface TsSymbol {
  readonly name: string;
  /** A string; that of a well-known symbol `x` begins with `__@x@`. */
  readonly escapedName: unknown;
  readonly declarations?: readonly TsDeclaration[];
}

export interface TsSignature {
  readonly declaration?: TsDeclaration;
  readonly parameters: readonly TsSymbol[];
}

export interface TsType {
  readonly flags: number;
  readonly symbol?: TsSymbol;
  readonly types: readonly TsType[];
  isUnion(): boolean;
  getProperty(name: string): TsSymbol | undefined;
  getProperties(): readonly TsSymbol[];
  getCallSignatures(): readonly TsSignature[];
}

interface TsChecker {
  getNonNullableType(type: TsType): TsType;
  getAwaitedType(type: TsType): TsType | undefined;
  getTypeOfSymbol(symbol: TsSymbol): TsType;
  getResolvedSignature(node: object): TsSignature | undefined;
  typeToString(type: TsType): string;
}

export interface TsProgram {
  getTypeChecker(): TsChecker;
  getSourceFiles(): readonly TsSourceFile[];
}

/** What typescript-eslint's parser offers when it has type information. */
interface ParserServices {
  readonly program: TsProgram;
  readonly esTreeNodeToTSNodeMap: { get(node: TSESTree.Node): object | undefined };
  getTypeAtLocation(node: TSESTree.Node): TsType;
}

// ts.TypeFlags.Any and Unknown, the only two that mean the same in every version.
const untyped = 1 | 2;

const primitive = /^(?:string|number|boolean|bigint|symbol|void|undefined|null|never|true|false|-?\d[\d.]*n?|".*")$/s;

/** Questions to the checker; an answer it fails to give is `undefined`, never an exception. */
export class Services {
  readonly program: TsProgram;
  readonly #services: ParserServices;
  readonly #checker: TsChecker;

  constructor(services: ParserServices) {
    this.#services = services;
    this.program = services.program;
    this.#checker = services.program.getTypeChecker();
  }

  /** The type of an expression, without null, and of what a promise resolves to. */
  typeOf(node: TSESTree.Node): TsType | undefined {
    return this.#ask(() => {
      const type = this.#checker.getNonNullableType(this.#services.getTypeAtLocation(node));
      const awaited = this.#checker.getAwaitedType(type) ?? type;
      const found = this.#checker.getNonNullableType(awaited);
      return this.#isNever(found) ? undefined : found;
    });
  }

  /** The types of which an expression, awaited by nobody, has one, without null; `undefined` when any of them says nothing. */
  alternativesOf(node: TSESTree.Node): readonly TsType[] | undefined {
    return this.#ask(() => {
      const type = this.#checker.getNonNullableType(this.#services.getTypeAtLocation(node));
      const parts = type.isUnion() ? type.types : [type];
      return parts.some(({ flags }) => (flags & untyped) !== 0) || this.#isNever(type) ? undefined : parts;
    });
  }

  typeOfSymbol(symbol: TsSymbol): TsType | undefined {
    return this.#ask(() => this.#checker.getTypeOfSymbol(symbol));
  }

  signatureOf(node: TSESTree.Node): TsSignature | undefined {
    return this.#ask(() => {
      const call = this.#services.esTreeNodeToTSNodeMap.get(node);
      return call === undefined ? undefined : this.#checker.getResolvedSignature(call);
    });
  }

  sourceFileOf(program: TSESTree.Program): TsSourceFile | undefined {
    return this.#services.esTreeNodeToTSNodeMap.get(program) as TsSourceFile | undefined;
  }

  isPrimitive(type: TsType): boolean {
    return type.symbol === undefined && primitive.test(this.#ask(() => this.#checker.typeToString(type)) ?? "");
  }

  /** Of a variable that only a callback fills, the checker thinks that nothing has filled it. */
  #isNever(type: TsType): boolean {
    return type.symbol === undefined && !type.isUnion() && this.#checker.typeToString(type) === "never";
  }

  #ask<T>(question: () => T | undefined): T | undefined {
    try {
      return question();
    } catch {
      // Parsers for other languages hand out nodes that the checker does not know.
      return undefined;
    }
  }
}

/** The services of the parser that read a file, if it made a program. */
export function servicesOf(code: Readonly<TSESLint.SourceCode>): Services | undefined {
  const services = code.parserServices as Partial<ParserServices> | undefined;
  if (!services?.program || services.esTreeNodeToTSNodeMap === undefined) return undefined;
  return typeof services.getTypeAtLocation === "function" ? new Services(services as ParserServices) : undefined;
}
