import type { WebAssemblyApi } from "../heap/webassembly.ts";

/** The engine's namespace as the hooks need it: the shared description leaves `Table.prototype` out. */
export const webAssembly: WebAssemblyApi & { readonly Table: { readonly prototype: object } } = (
  globalThis as unknown as { WebAssembly: WebAssemblyApi & { readonly Table: { readonly prototype: object } } }
).WebAssembly;
