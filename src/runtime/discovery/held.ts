import type { EngineInstance, EngineTable } from "../heap/webassembly.ts";
import type { Discovery } from "./context.ts";
import type { ModuleWatch } from "./module.ts";

/** Held objects that were first seen after one place of the application. */
export interface HeldSince {
  readonly count: number;
  /** When the oldest of them was first seen: milliseconds after the tracker's start. */
  readonly since: number;
  /** Stack of the handle that was made just before; empty when none was taken. The module itself tells nobody. */
  readonly near: string;
}

/** JS objects that one module keeps alive. */
export interface HeldObjects {
  /** `externref`: the table of wasm-bindgen; `emval`: the handles of Embind's `val`. */
  readonly kind: "externref" | "emval";
  readonly count: number;
  /** How many of each class, the most first; empty for Embind, which gives only the number. */
  readonly classes: readonly (readonly [name: string, count: number])[];
  /** How many were held when the module was first looked at. */
  readonly atStart: number;
  /** Those that came later and are still held, by place, the most first. */
  readonly later: readonly HeldSince[];
}

interface Sighting {
  readonly time: number;
  readonly stack: number;
}

/** wasm-bindgen puts four constants in front: undefined, null, true, false. */
const CONSTANTS: readonly unknown[] = [undefined, null, true, false];

/** Milliseconds between two looks while the program runs: a look reads the whole table. */
const PAUSE = 20;

/** What one look at a holder says: a value for each slot that is in use. */
type Look = () => ReadonlyMap<number, unknown> | undefined;

/** One table or one module, and since when each of its slots is in use. */
class Holder {
  readonly kind: HeldObjects["kind"];
  readonly #look: Look;
  #seen = new Map<number, Sighting | undefined>();
  /** Below it, everything belongs to the start: glue fills in its own functions right after the instantiation. */
  #started = false;

  constructor(kind: HeldObjects["kind"], look: Look) {
    this.kind = kind;
    this.#look = look;
  }

  start(): void {
    if (this.#started) return;
    this.look(undefined);
    this.#started = true;
  }

  /** The values now; what is new carries the sighting. */
  look(sighting: Sighting | undefined): ReadonlyMap<number, unknown> | undefined {
    const values = this.#look();
    if (values === undefined) return undefined;
    const mark = this.#started ? sighting : undefined;
    this.#seen = new Map([...values.keys()].map((slot) => [slot, this.#seen.has(slot) ? this.#seen.get(slot) : mark]));
    return values;
  }

  atStart(): number {
    return [...this.#seen.values()].filter((sighting) => sighting === undefined).length;
  }

  later(): readonly Sighting[] {
    return [...this.#seen.values()].filter((sighting) => sighting !== undefined);
  }
}

/**
 * Counts the JS objects that wasm holds: by wasm-bindgen's externref table and by Embind's count of `val` handles. A module
 * tells nobody when it takes one, so it is looked at whenever the stack of a handle is taken, and again at every report.
 */
export class HeldWatch {
  readonly #context: Discovery;
  readonly #holders: Holder[] = [];
  readonly #modules: ModuleWatch;
  readonly #known = new WeakSet();
  #next = 0;

  constructor(context: Discovery, modules: ModuleWatch) {
    this.#context = context;
    this.#modules = modules;
    context.onInstance.push((instance) => {
      this.#add(instance);
    });
    context.records.onStack = (stack) => {
      this.#lookSometimes(stack);
    };
  }

  /** What every module holds now. */
  objects(): HeldObjects[] {
    this.#findModules();
    const { tracker } = this.#context.records;
    return this.#holders.flatMap((holder) => {
      const values = holder.look({ time: tracker.time(), stack: 0 });
      if (values === undefined) return [];
      const classes = new Map<string, number>();
      if (holder.kind === "externref")
        for (const value of values.values()) classes.set(classOf(value), (classes.get(classOf(value)) ?? 0) + 1);
      return {
        kind: holder.kind,
        count: values.size,
        classes: [...classes].sort((a, b) => b[1] - a[1]),
        atStart: holder.atStart(),
        later: byPlace(holder.later(), (stack) => tracker.stacks.text(stack)),
      };
    });
  }

  #lookSometimes(stack: number): void {
    if (!this.#context.active) return;
    const time = this.#context.records.tracker.time();
    if (time < this.#next) return;
    this.#next = time + PAUSE;
    this.#findModules();
    for (const holder of this.#holders) holder.look({ time, stack });
  }

  #findModules(): void {
    for (const module of this.#modules.modules()) {
      if (this.#known.has(module) || emvalCount(module) === undefined) continue;
      this.#known.add(module);
      const reference = new WeakRef(module);
      // Embind gives the number alone: the newest are taken to go first.
      const holder = new Holder("emval", () => {
        const module = reference.deref();
        const count = module && emvalCount(module);
        return count === undefined ? undefined : new Map(Array.from({ length: count }, (_, slot) => [slot, undefined]));
      });
      holder.start();
      this.#holders.push(holder);
    }
  }

  #add(instance: EngineInstance): void {
    this.#findModulesSoon();
    const names = Object.keys(instance.exports);
    if (!names.some((name) => name.startsWith("__wbindgen"))) return;
    for (const name of names) {
      const value = instance.exports[name];
      // Older glue numbers its exports: the table is the one that is not of functions.
      if (Object.prototype.toString.call(value) !== "[object WebAssembly.Table]") continue;
      const table = value as EngineTable;
      if (!holdsObjects(table)) continue;
      const reference = new WeakRef(table);
      const holder = new Holder("externref", () => {
        const table = reference.deref();
        return table && valuesOf(table);
      });
      this.#holders.push(holder);
      afterGlue(() => {
        holder.start();
      });
    }
  }

  /** Embind adds its count to the Module when its constructors run. */
  #findModulesSoon(): void {
    afterGlue(() => {
      this.#findModules();
    });
  }
}

/** When glue has filled in its own: after the turn, and without keeping a program alive. */
function afterGlue(work: () => void): void {
  const timer = setTimeout(work, 0) as { unref?: () => void } | number;
  if (typeof timer === "object") timer.unref?.();
}

function byPlace(sightings: readonly Sighting[], text: (stack: number) => string): HeldSince[] {
  const places = new Map<number, { count: number; since: number; near: string }>();
  for (const { stack, time } of sightings) {
    const place = places.get(stack);
    if (place === undefined) places.set(stack, { count: 1, since: time, near: text(stack) });
    else {
      place.count++;
      place.since = Math.min(place.since, time);
    }
  }
  return [...places.values()].sort((a, b) => b.count - a.count);
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

function valuesOf(table: EngineTable): Map<number, unknown> {
  const values = new Map<number, unknown>();
  for (let slot = 0; slot < table.length; slot++) {
    const value = table.get(slot);
    if (!CONSTANTS.includes(value)) values.set(slot, value);
  }
  return values;
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
