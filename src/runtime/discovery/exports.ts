import type { AnyFunction, Discovery } from "./context.ts";
import { webAssembly } from "./engine.ts";
import type { EngineInstance } from "../heap/webassembly.ts";
import { Birth } from "./recorder.ts";
import { exportRole } from "./words.ts";

/**
 * The last tier: exports whose names say that they acquire or release, keyed by pointer. An acquire counts only when
 * the same module exports a release of the same stem, or a plain `free`. No name, no finding.
 */
export class ExportWatch {
  readonly #context: Discovery;
  /** From a wrapper to the real export: tables and side modules take only the real one. */
  readonly #real = new WeakMap<object, AnyFunction>();

  constructor(context: Discovery) {
    this.#context = context;
  }

  /** The real function behind a wrapper, or the value itself. */
  unwrap(value: unknown): unknown {
    return typeof value === "function" ? (this.#real.get(value) ?? value) : value;
  }

  /** The wrapped functions among the named ones; empty when no name tells anything. */
  wrap(functions: ReadonlyMap<string, AnyFunction>): Map<string, AnyFunction> {
    const wrapped = new Map<string, AnyFunction>();
    const releases = new Map<string, string>();
    let plainFree: string | undefined;
    for (const name of functions.keys()) {
      const role = exportRole(name);
      if (role?.role !== "release") continue;
      releases.set(role.stem, name);
      if (role.stem === "") plainFree ??= name;
    }
    if (releases.size === 0) return wrapped;
    // One space of addresses per module: `free` may release what any acquire made.
    const group = this.#context.records.newGroup();
    for (const [name, real] of functions) {
      const role = exportRole(name);
      if (role === undefined) continue;
      const release = releases.get(role.stem) ?? plainFree;
      if (role.role === "acquire" && release !== undefined)
        wrapped.set(name, this.#acquire(name, real, release, group, role.stem === "" || releases.has(role.stem)));
      else if (role.role === "release") wrapped.set(name, this.#release(real, group));
    }
    return wrapped;
  }

  #acquire(name: string, real: AnyFunction, release: string, group: number, paired: boolean): AnyFunction {
    const { records, types } = this.#context;
    const context = this.#context;
    const pins = /(^|_)pin$/i.test(name);
    // A name without a release of its own says too little: `createTable` of a parser is no allocation.
    if (!paired) return real;
    const wrapper = (...args: unknown[]): unknown => {
      const pointer = Reflect.apply(real, undefined, args) as unknown;
      if (context.active && typeof pointer === "number" && pointer !== 0) {
        const address = pointer >>> 0;
        const before = records.at(group, address);
        // An address handed out again was freed inside the module; a second pin of one object is a duty of its own.
        if (before !== 0 && !pins) records.taken(before);
        records.open(types.family(name, release), Birth.acquired, address, wrapper, group);
      }
      return pointer;
    };
    return this.#named(wrapper, real);
  }

  #release(real: AnyFunction, group: number): AnyFunction {
    const context = this.#context;
    const wrapper = (...args: unknown[]): unknown => {
      const result = Reflect.apply(real, undefined, args) as unknown;
      const pointer = args[0];
      if (context.active && typeof pointer === "number") {
        const id = context.records.at(group, pointer >>> 0);
        if (id !== 0) context.records.released(id);
      }
      return result;
    };
    return this.#named(wrapper, real);
  }

  #named(wrapper: AnyFunction, real: AnyFunction): AnyFunction {
    Object.defineProperty(wrapper, "name", { value: real.name, configurable: true });
    Object.defineProperty(wrapper, "length", { value: real.length, configurable: true });
    this.#real.set(wrapper, real);
    return wrapper;
  }
}

/** Puts wrapped exports before an instance; the exports of an instance are frozen, so it takes a stand-in. */
export function dressInstance(instance: EngineInstance, watch: ExportWatch): EngineInstance {
  const functions = new Map<string, AnyFunction>();
  for (const name of Object.keys(instance.exports)) {
    const value = instance.exports[name];
    if (typeof value === "function") functions.set(name, value as AnyFunction);
  }
  // The registry and the `__wbg_ptr` hooks see wasm-bindgen objects better than names of exports do.
  if ([...functions.keys()].some((name) => name.startsWith("__wbindgen") || name.startsWith("__wbg_"))) return instance;
  const wrapped = watch.wrap(functions);
  if (wrapped.size === 0) return instance;
  const exports = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(instance.exports)) {
    Reflect.defineProperty(exports, name, {
      value: wrapped.get(name) ?? instance.exports[name],
      writable: false,
      enumerable: true,
      configurable: false,
    });
  }
  Object.preventExtensions(exports);
  return Object.create(Object.getPrototypeOf(instance) as object, {
    exports: { value: exports, enumerable: true, configurable: true },
  }) as EngineInstance;
}

/** `Table.set` and `new WebAssembly.Table`'s users take only real wasm functions: hands them the real one. */
export function unwrapInTables(context: Discovery, watch: ExportWatch): void {
  const prototype = webAssembly.Table.prototype;
  for (const name of ["set", "grow"] as const) {
    const native = Reflect.get(prototype, name) as AnyFunction;
    const wrapper = {
      [name]: function (this: unknown, ...args: unknown[]): unknown {
        if (args.length > 1) args[1] = watch.unwrap(args[1]);
        return Reflect.apply(native, this, args);
      },
    }[name] as AnyFunction;
    Object.defineProperty(wrapper, "length", { value: native.length, configurable: true });
    context.patches.value(prototype, name, wrapper);
  }
}
