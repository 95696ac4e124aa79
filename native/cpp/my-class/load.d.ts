/** What `my-class.wasm` exports. A constructor returns an owned pointer, or 0 when memory is exhausted. */
export interface MyClassExports {
  readonly memory: WebAssembly.Memory;
  readonly _MyClass__constructor: (seed: number) => number;
  readonly _MyClass__destructor: (pointer: number) => void;
  readonly _MyClass__my_method: (pointer: number, by: number) => number;
  readonly _Image__constructor: (width: number, height: number) => number;
  readonly _Image__destructor: (pointer: number) => void;
  /** Address of the first of `_Image__byte_length` bytes; borrowed from the image. */
  readonly _Image__data: (pointer: number) => number;
  readonly _Image__byte_length: (pointer: number) => number;
  readonly _Image__fill: (pointer: number, rgba: number) => void;
  /** Objects of both classes between constructor and destructor. */
  readonly live_objects: () => number;
  readonly _malloc: (size: number) => number;
  readonly _free: (block: number) => void;
}

/** A fresh instance with a memory of its own at every call. */
export function loadMyClass(): MyClassExports;

/** What the module imports: nothing. */
export const imports: readonly { readonly module: string; readonly name: string }[];
