/** A block handed out by a module's allocator: payload address and payload size in bytes. */
export interface Block {
  readonly address: number;
  readonly size: number;
}

/** The allocator whose block layout a heap follows; `unknown` means only events can be had, no walk. */
export type HeapKind = "dlmalloc" | "emmalloc" | "assemblyscript" | "wee_alloc" | "mimalloc" | "unknown";

/** Anything whose `buffer` is the module's current linear memory; read it afresh after every call, growing detaches it. */
export interface MemorySource {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** The bytes of a WebAssembly module as the WebAssembly functions of JavaScript accept them. */
export type ModuleBytes = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;
