import type { ModuleBytes } from "./types.ts";

/** `WebAssembly.Module` as far as this folder uses it; opaque. */
export interface EngineModule {
  readonly [Symbol.toStringTag]?: string;
}

/** `WebAssembly.Instance`. */
export interface EngineInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface EngineGlobal {
  value: number | bigint;
}

export interface EngineTable {
  readonly length: number;
  get(index: number): unknown;
  set(index: number, value: unknown): void;
}

export interface EngineMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

export type EngineImports = Record<string, Record<string, unknown>>;

export interface InstantiatedSource {
  module: EngineModule;
  instance: EngineInstance;
}

/** The `WebAssembly` namespace: TypeScript's own description of it lives in the DOM library, which Node code does not load. */
export interface WebAssemblyApi {
  Module: {
    new (bytes: ModuleBytes, options?: unknown): EngineModule;
    exports(module: EngineModule): { name: string; kind: string }[];
    imports(module: EngineModule): { module: string; name: string; kind: string }[];
    customSections(module: EngineModule, name: string): ArrayBuffer[];
    prototype: EngineModule;
  };
  Instance: {
    new (module: EngineModule, imports?: EngineImports): EngineInstance;
    prototype: EngineInstance;
  };
  Global: new (type: { value: string; mutable?: boolean }, value?: number | bigint) => EngineGlobal;
  Table: new (type: { element: string; initial: number }) => EngineTable;
  Memory: new (type: { initial: number; maximum?: number; shared?: boolean }) => EngineMemory;
  RuntimeError: new (message?: string) => Error;
  CompileError: new (message?: string) => Error;
  LinkError: new (message?: string) => Error;
  validate(bytes: ModuleBytes, options?: unknown): boolean;
  compile(bytes: ModuleBytes, options?: unknown): Promise<EngineModule>;
  instantiate(
    source: ModuleBytes | EngineModule,
    imports?: EngineImports,
    options?: unknown,
  ): Promise<InstantiatedSource | EngineInstance>;
  compileStreaming?: (source: unknown, options?: unknown) => Promise<EngineModule>;
  instantiateStreaming?: (source: unknown, imports?: EngineImports, options?: unknown) => Promise<InstantiatedSource>;
}

/** The engine's `WebAssembly` object. */
export const webAssembly: WebAssemblyApi = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
