import type { HeldImports, Runtime } from "./api.ts";
import { lean } from "./lean.ts";
import { pin, pinned } from "./pin.ts";

export type { HeldImports, ManageOptions, Pointer, Registration, Release, Runtime } from "./api.ts";

// One runtime for all copies in a program; when the tracker came first, it is the tracker's.
const runtime: Runtime = pinned() ?? lean;
pin(runtime);

/**
 * Ties `pointer` to its wrapper: `release(pointer)` runs once, when the returned registration or `release(owner)` says
 * so, or at the latest some time after the garbage collector has found `owner` dead.
 *
 * `release` must not reach `owner`, or `owner` never dies: pass the wasm export itself instead of a closure.
 * An error that `release` throws is printed, never thrown on: the other pointers are released all the same.
 *
 * @param pointer - owned address, not null; a `bigint` for memory64
 * @param owner - the wrapper, or a WeakRef of it; it is held weakly
 * @param release - gets `pointer`
 * @throws TypeError when an argument cannot be right; nothing is registered then
 * @example
 * ```ts
 * class MyClass {
 *   readonly #pointer = exports._MyClass__constructor(1);
 *   constructor() {
 *     manage(this.#pointer, this, exports._MyClass__destructor);
 *   }
 * }
 * ```
 */
export const manage: Runtime["manage"] = runtime.manage;

/**
 * Releases every pointer that `manage` tied to `owner`, the newest first, now and for good.
 *
 * @param owner - the wrapper, or a WeakRef of it
 * @throws TypeError when `owner` is not an object
 */
export const release: Runtime["release"] = runtime.release;

/**
 * Keeps `value` alive for a wasm module and returns the id that stands for it: an integer from 1 to 2^31-1, never used
 * again while the program can still hold it. The module owes one `decref` (or JS one {@link drop}).
 */
export const hold: Runtime["hold"] = runtime.hold;

/** The value behind an id of {@link hold}; `undefined` once it is dropped. */
export const deref: Runtime["deref"] = runtime.deref;

/** Lets go of the value behind an id of {@link hold}; unknown ids are ignored. */
export const drop: Runtime["drop"] = runtime.drop;

/** Ready for `WebAssembly.instantiate(bytes, imports)`: gives the module `env.decref`. */
export const imports: HeldImports = runtime.imports;
