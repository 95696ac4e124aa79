import type { EngineInstance, EngineTable } from "../heap/webassembly.ts";
import type { Discovery } from "./context.ts";
import type { ModuleWatch } from "./module.ts";

/** JS objects that one module keeps alive. */
export interface HeldObjects {
  /** `externref`: the table of wasm-bindgen; `emval`: the handles of Embind's `val`. */
  readonly kind: "externref" | "emval";
  readonly count: number;
  /** How many of each class, the most first; empty for Embind, which gives only the number. */
  readonly classes: readonly (readonly [name: string, count: number])[];
  /** How many were held when the module was first looked at. */
  readonly atStart: number;
}

interface Table {
  readonly table: WeakRef<EngineTable>;
  atStart: number;
}

/** wasm-bindgen puts four constants in front: undefined, null, true, false. */
const CONSTANTS: readonly unknown[] = [undefined, null, true, false];

/** Counts the JS objects that wasm holds: by wasm-bindgen's externref table and by Embind's count of `val` handles. */
export class HeldWatch {
  readonly #tables: Table[] = [];
  readonly #modules: ModuleWatch;
  readonly #emvalAtStart = new WeakMap<object, number>();

  constructor(context: Discovery, modules: ModuleWatch) {
    this.#modules = modules;
    context.onInstance.push((instance) => {
      this.#add(instance);
    });
  }

  /** What every module holds now. */
  objects(): HeldObjects[] {
    const held: HeldObjects[] = [];
    for (const { table: reference, atStart } of this.#tables) {
      const table = reference.deref();
      if (table === undefined) continue;
      const classes = new Map<string, number>();
      for (const value of valuesOf(table)) classes.set(classOf(value), (classes.get(classOf(value)) ?? 0) + 1);
      const sorted = [...classes].sort((a, b) => b[1] - a[1]);
      held.push({ kind: "externref", count: sum(sorted), classes: sorted, atStart });
    }
    for (const module of this.#modules.modules()) {
      const count = emvalCount(module);
      if (count === undefined) continue;
      const atStart = this.#emvalAtStart.get(module) ?? count;
      this.#emvalAtStart.set(module, atStart);
      held.push({ kind: "emval", count, classes: [], atStart });
    }
    return held;
  }

  #add(instance: EngineInstance): void {
    const names = Object.keys(instance.exports);
    if (!names.some((name) => name.startsWith("__wbindgen"))) return;
    for (const name of names) {
      const value = instance.exports[name];
      // Older glue numbers its exports: the table is the one that is not of functions.
      if (Object.prototype.toString.call(value) !== "[object WebAssembly.Table]") continue;
      const table = value as EngineTable;
      if (!holdsObjects(table)) continue;
      const row = { table: new WeakRef(table), atStart: 0 };
      this.#tables.push(row);
      // Glue fills in its own functions right after the instantiation.
      setTimeout(() => {
        row.atStart = [...valuesOf(table)].length;
      }, 0);
    }
  }
}

/** A table of functions refuses anything else; setting a slot to what it holds changes nothing. */
function holdsObjects(table: EngineTable): boolean {
  try {
    const slot = table.length;
    const grow = (table as EngineTable & { grow?: (by: number, value: unknown) => number }).grow;
    // Growing by nothing checks the type of the value and leaves the table as it is.
    grow?.call(table, 0, slot);
    return true;
  } catch {
    return false;
  }
}

function* valuesOf(table: EngineTable): Generator {
  for (let at = 0; at < table.length; at++) {
    const value = table.get(at);
    if (!CONSTANTS.includes(value)) yield value;
  }
}

function classOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.prototype.toString.call(value).slice(8, -1);
}

function emvalCount(module: object): number | undefined {
  const count = Object.getOwnPropertyDescriptor(module, "count_emval_handles")?.value as unknown;
  try {
    return typeof count === "function" ? Number((count as () => unknown)()) : undefined;
  } catch {
    return undefined;
  }
}

function sum(classes: readonly (readonly [string, number])[]): number {
  return classes.reduce((all, [, count]) => all + count, 0);
}
