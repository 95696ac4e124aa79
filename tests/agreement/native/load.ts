import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readModule, type WasmModule } from "../../../src/runtime/heap/module/index.ts";
import { webAssembly, type EngineMemory } from "../../../src/runtime/heap/webassembly.ts";

/** A built module of `native/`, running. */
export interface Running {
  readonly memory: EngineMemory;
  readonly module: WasmModule;
  /** Calls an export by name. */
  call(name: string, ...values: number[]): number;
}

const root = fileURLToPath(new URL("../../../native/", import.meta.url));

/** Instantiates `native/<path>`; system calls the standard library imports do nothing. */
export function run(path: string): Running {
  const bytes = new Uint8Array(readFileSync(root + path));
  const compiled = new webAssembly.Module(bytes);
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module, name } of webAssembly.Module.imports(compiled)) (imports[module] ??= {})[name] = () => 0;
  const { exports } = new webAssembly.Instance(compiled, imports);
  const call = (name: string, ...values: number[]): number => {
    const exported = exports[name];
    if (typeof exported !== "function") throw new Error(`${path} has no export ${name}`);
    return ((exported as (...values: number[]) => number | undefined)(...values) ?? 0) >>> 0;
  };
  if ("_initialize" in exports) call("_initialize");
  return { memory: exports["memory"] as EngineMemory, module: readModule(bytes), call };
}
