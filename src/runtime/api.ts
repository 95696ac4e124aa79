/** An address in linear memory: a `number` for memory32, a `bigint` for memory64. */
export type Pointer = number | bigint;

/** Frees what `pointer` points to. A wasm export such as `exports._MyClass__destructor` fits as it is. */
export type Release<P extends Pointer = Pointer> = (pointer: P) => unknown;

export interface ManageOptions {
  /**
   * One pointer, several owners, each registered with this option.
   * `true`: the owners are counted here, and `release` runs once, when the last of them is gone; every call must pass
   * the same function. `"native"`: the native object has a reference count of its own, and `release` runs once for
   * each owner.
   */
  readonly shared?: boolean | "native";
  /** Size of what the pointer owns, in bytes; only the development build reads it. */
  readonly bytes?: number;
  /** Name in reports; the owner's class name when left out. Only the development build reads it. */
  readonly name?: string;
  /** Made once for the life of the program: never a finding. Only the development build reads it. */
  readonly singleton?: boolean;
}

/** One registered pointer. Both methods do the same and are idempotent. */
export interface Registration {
  /** Runs the deleter now and unregisters, so that the garbage collector never runs it again. */
  release(): void;
  /** {@link Registration.release} for `using`. */
  [Symbol.dispose](): void;
}

/** Import object for modules that hold JS objects: pass it, or merge its `env`, into `WebAssembly.instantiate`. */
export interface HeldImports {
  readonly [module: string]: { readonly [name: string]: (id: number) => void };
  readonly env: {
    readonly [name: string]: (id: number) => void;
    /** Called by the module when it lets go of an id; the same as `drop`. */
    readonly decref: (id: number) => void;
  };
}

/** What `wasm-leaks/runtime` exports, in every build. */
export interface Runtime {
  manage<P extends Pointer>(
    pointer: P,
    owner: object,
    release: Release<NoInfer<P>>,
    options?: ManageOptions,
  ): Registration;
  release(owner: object): void;
  hold(value: unknown): number;
  deref(id: number): unknown;
  drop(id: number): void;
  readonly imports: HeldImports;
}
