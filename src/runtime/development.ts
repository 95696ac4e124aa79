import type { HeldImports, Runtime } from "./api.ts";
import { watchConsole } from "./report/console.ts";
import { reportAtExit } from "./report/exit.ts";
import { session } from "./session.ts";

// The types are those of index.ts, which both conditions share; keep the two lists of exports alike.
export type { HeldImports, ManageOptions, Pointer, Registration, Release, Runtime } from "./api.ts";

const { runtime, tracker } = session();
reportAtExit();
watchConsole(tracker);

/** `manage` of `wasm-leaks/runtime`, with a record of every registration. */
export const manage: Runtime["manage"] = runtime.manage;

/** `release` of `wasm-leaks/runtime`. */
export const release: Runtime["release"] = runtime.release;

/** `hold` of `wasm-leaks/runtime`, with a record of every held object. */
export const hold: Runtime["hold"] = runtime.hold;

/** `deref` of `wasm-leaks/runtime`; an id that was dropped is a finding. */
export const deref: Runtime["deref"] = runtime.deref;

/** `drop` of `wasm-leaks/runtime`; an id that was dropped is a finding. */
export const drop: Runtime["drop"] = runtime.drop;

/** `imports` of `wasm-leaks/runtime`. */
export const imports: HeldImports = runtime.imports;
