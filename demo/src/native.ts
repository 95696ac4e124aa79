/** The part of the C++ module (native/cpp/my-class) that this application uses. */
export interface NativeExports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly _MyClass__constructor: (seed: number) => number;
  readonly _MyClass__destructor: (pointer: number) => void;
  readonly _MyClass__my_method: (pointer: number, by: number) => number;
  readonly _Image__constructor: (width: number, height: number) => number;
  readonly _Image__destructor: (pointer: number) => void;
  readonly _Image__byte_length: (pointer: number) => number;
  readonly _Image__fill: (pointer: number, rgba: number) => void;
  readonly live_objects: () => number;
}

export let exports: NativeExports;

export async function loadNative(bytes: BufferSource): Promise<void> {
  const { instance } = await WebAssembly.instantiate(bytes);
  exports = instance.exports as unknown as NativeExports;
  exports._initialize();
}
