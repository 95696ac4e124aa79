import type { Origin, TrackedClass } from "../tracker/tracker.ts";
import { createStamp } from "./stamp.ts";
import { RELEASE_METHODS } from "./words.ts";

/** How sure a name is; a better source overwrites a weaker one. */
export const NameSource = { none: 0, constructor: 1, module: 2, registry: 3, binding: 4, catalog: 5 } as const;
export type NameSource = (typeof NameSource)[keyof typeof NameSource];

/** A class of handles, or a family of pointers. */
export interface HandleType extends TrackedClass {
  readonly id: number;
  nameSource: NameSource;
  /** A registry that we watch takes its objects. */
  registered?: boolean;
}

/** Method names of a prototype chain that release, without running a getter. */
export function releaseMethods(prototype: object | null, names: readonly string[] = RELEASE_METHODS): string[] {
  const found: string[] = [];
  const empty = new Set<string>();
  const dispose: symbol | undefined = (Symbol as { dispose?: symbol }).dispose;
  for (let at = prototype; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    // `Function.prototype`, `Map.prototype` and the like have a `delete` that frees nothing.
    if (isBuiltIn(at)) return found;
    for (const name of names) {
      const value = Object.getOwnPropertyDescriptor(at, name)?.value as unknown;
      if (typeof value !== "function" || found.includes(name)) continue;
      // `list.delete(position, length)` takes something out of it, and leaves the list itself.
      if (name === "delete" && value.length > 0) continue;
      // A release that does nothing is there for the interface: the object belongs to somebody else.
      if (isEmpty(value)) empty.add(name);
      else if (!empty.has(name)) found.push(name);
    }
    if (dispose !== undefined && typeof Object.getOwnPropertyDescriptor(at, dispose)?.value === "function") {
      if (!found.includes("[Symbol.dispose]")) found.push("[Symbol.dispose]");
    }
  }
  return empty.size > 0 && found.every((name) => name === "[Symbol.dispose]") ? [] : found;
}

function isEmpty(method: object): boolean {
  return /^[^{]*\{\s*\}$/.test(Function.prototype.toString.call(method));
}

const BUILT_IN: ReadonlySet<object> = new Set<object>(
  [Function, Array, Map, Set, WeakMap, WeakSet, Promise, Error, Date, RegExp, ArrayBuffer].map(
    (constructor) => constructor.prototype as object,
  ),
);

function isBuiltIn(prototype: object): boolean {
  return BUILT_IN.has(prototype);
}

/** All classes seen, by prototype; families of exports by name. */
export class HandleTypes {
  readonly #stamp = createStamp();
  readonly #types: HandleType[] = [];
  readonly #families = new Map<string, HandleType>();

  /** The class of a prototype, made at its first sight. */
  of(prototype: object, origin: Origin): HandleType {
    const known = this.#stamp.read(prototype);
    if (known !== 0) return this.#types[known - 1] as HandleType;
    const name = constructorName(prototype);
    const type = this.#add(
      name,
      name === "" ? NameSource.none : NameSource.constructor,
      origin,
      releaseMethods(prototype),
    );
    this.#stamp.write(prototype, type.id);
    return type;
  }

  /** True when the prototype has been seen. */
  knows(prototype: object): boolean {
    return this.#stamp.read(prototype) !== 0;
  }

  /** The family of an exported acquire function. */
  family(name: string, release: string): HandleType {
    const key = `${name} ${release}`;
    let type = this.#families.get(key);
    if (type === undefined) {
      type = this.#add(name, NameSource.binding, "export", [release]);
      this.#families.set(key, type);
    }
    return type;
  }

  byId(id: number): HandleType {
    return this.#types[id - 1] as HandleType;
  }

  /** Gives a better name; a weaker source changes nothing. */
  rename(type: HandleType, name: string, source: NameSource): void {
    if (name === "" || source <= type.nameSource) return;
    // Text of generated glue is lower case: `Resvg2` and `resvg` give `Resvg`.
    const written = type.name.replace(/^_+|\d+$/g, "");
    type.name = written.toLowerCase() === name.toLowerCase() ? written : name;
    type.nameSource = source;
  }

  #add(name: string, nameSource: NameSource, how: Origin, releases: readonly string[]): HandleType {
    const type: HandleType = { id: this.#types.length + 1, name, nameSource, how, releases };
    this.#types.push(type);
    return type;
  }
}

function constructorName(prototype: object): string {
  for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
    const constructor = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (typeof constructor === "function") {
      const name = Object.getOwnPropertyDescriptor(constructor, "name")?.value as unknown;
      if (typeof name === "string") return name;
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  return "";
}
