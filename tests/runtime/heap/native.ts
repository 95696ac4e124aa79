import { readFileSync } from "node:fs";
import { install, type InstrumentOptions } from "../../../src/runtime/heap/install.ts";
import type { InstrumentedInstance } from "../../../src/runtime/heap/instance.ts";
import { readModule } from "../../../src/runtime/heap/module/index.ts";
import { webAssembly, type EngineImports } from "../../../src/runtime/heap/webassembly.ts";

export type Exports = Readonly<Record<string, (...values: number[]) => number>>;

const WASI = { fd_close: () => 0, fd_seek: () => 0, fd_write: () => 0 };

/** Bytes of a module under `native/`. */
export function nativeBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../native/${path}`, import.meta.url)));
}

/** A module as `strip` leaves it: without its name section. */
export function withoutNames(bytes: Uint8Array): Uint8Array {
  const { sections } = readModule(bytes);
  const kept = sections.filter((section) => section.name !== "name");
  return Uint8Array.from([
    ...bytes.subarray(0, 8),
    ...kept.flatMap(({ start, end }) => [...bytes.subarray(start, end)]),
  ]);
}

/** Makes an instance through the patched constructors, and takes the patches away again. */
export function loadInstrumented(
  bytes: Uint8Array,
  options: InstrumentOptions = {},
  imports: EngineImports = { wasi_snapshot_preview1: WASI },
): { exports: Exports; instance: InstrumentedInstance; notices: readonly string[] } {
  const installation = install({ onNotice: () => undefined, ...options });
  try {
    const made = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
    const exports = made.exports as Exports;
    exports["_initialize"]?.();
    const [instance] = installation.instances;
    if (instance === undefined) throw new Error(installation.notices.join("; "));
    return { exports, instance, notices: installation.notices };
  } finally {
    installation.uninstall();
  }
}
