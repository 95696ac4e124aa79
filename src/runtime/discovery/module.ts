import type { AnyFunction, Discovery } from "./context.ts";
import { packageOf, parseStack } from "../tracker/frames.ts";
import { takeStack } from "../tracker/stacks.ts";
import { ClassWatch } from "./module-classes.ts";
import { isObject } from "./stamp.ts";
import { releaseMethods } from "./types.ts";
import { exportRole } from "./words.ts";
import type { ExportWatch } from "./exports.ts";

/** Names that every Emscripten glue reads on its `Module` when the application did not set them. */
const READ_BY_GLUE = ["onRuntimeInitialized", "postRun"] as const;
/** Names that the glue writes. */
const WRITTEN_BY_GLUE = ["calledRun", "getCache"] as const;

/**
 * Gets hold of the private `Module` of Emscripten and WebIDL glue: an accessor on `Object.prototype` is called when the
 * glue looks for a hook nobody set. Then watches the classes it finds there.
 */
export class ModuleWatch {
  readonly #context: Discovery;
  readonly #exports: ExportWatch;
  readonly #modules: WeakRef<object>[] = [];
  /** From a module to the package whose glue it is. */
  readonly #known = new WeakMap<object, string>();
  readonly #classes: ClassWatch;

  constructor(context: Discovery, exports: ExportWatch) {
    this.#context = context;
    this.#exports = exports;
    this.#classes = new ClassWatch(context, "module");
  }

  /** Puts the accessors up. */
  start(): void {
    for (const name of [...READ_BY_GLUE, ...WRITTEN_BY_GLUE]) {
      const found = (value: unknown): void => {
        this.#found(value, found);
      };
      this.#context.patches.define(Object.prototype, name, {
        get(this: unknown): unknown {
          found(this);
          return undefined;
        },
        set(this: unknown, value: unknown): void {
          if (!isObject(this) || this === Object.prototype) return;
          Reflect.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
          found(this);
        },
        enumerable: false,
      });
    }
    this.#context.onInstance.push(() => {
      this.#rescanSoon();
    });
  }

  /** Modules found so far and still alive. */
  modules(): object[] {
    return this.#modules.flatMap((reference) => reference.deref() ?? []);
  }

  /** Looks for classes and names on every module again: glue adds them after the hooks have been read. */
  scan(): void {
    if (!this.#context.active) return;
    for (const module of this.modules()) this.#scan(module);
  }

  #found(module: unknown, below: AnyFunction): void {
    if (!this.#context.active || !isObject(module) || module === Object.prototype) return;
    if (!this.#known.has(module)) {
      const files = parseStack(takeStack(below, 6)).map((frame) => packageOf(frame.file));
      this.#known.set(module, files.find((name) => name !== undefined) ?? "");
      this.#modules.push(new WeakRef(module));
    }
    this.#scan(module);
    this.#rescanSoon();
  }

  #rescanSoon(): void {
    let turns = 40;
    let names = 0;
    const again = (): void => {
      // The application may go on in the very turn after the one that filled the Module.
      const now = this.modules().reduce((sum, module) => sum + Object.keys(module).length, 0);
      if (now !== names || turns === 0) this.scan();
      names = now;
      if (turns-- > 0) queueMicrotask(again);
    };
    queueMicrotask(again);
    const later = (globalThis as { setImmediate?: (work: () => void) => unknown }).setImmediate ?? setTimeout;
    later(() => {
      this.scan();
    });
  }

  #scan(module: object): void {
    const functions = new Map<string, AnyFunction>();
    for (const name of Object.keys(module)) {
      // Builds with assertions abort in the getters of names that moved: look at plain values only.
      const descriptor = Object.getOwnPropertyDescriptor(module, name);
      const value = descriptor?.value as unknown;
      if (descriptor?.writable !== true || typeof value !== "function") continue;
      const known = this.#classes.known(value);
      if (known !== undefined) this.#context.patches.value(module, name, known);
      if (this.#classes.done.has(value)) continue;
      this.#classes.done.add(value);
      const prototype = Object.getOwnPropertyDescriptor(value, "prototype")?.value as unknown;
      if (isObject(prototype) && releaseMethods(prototype).length > 0) {
        const stand = this.#classes.standIn(
          name,
          value as AnyFunction,
          prototype,
          this.#known.get(module) || undefined,
        );
        if (stand !== undefined) this.#context.patches.value(module, name, stand);
      } else if (name.startsWith("_") && exportRole(name.slice(1)) !== undefined)
        functions.set(name, value as AnyFunction);
    }
    if (functions.size > 0) this.#watchPointers(module, functions);
  }

  /** Readable names for exports that Closure renamed: only callers from outside go through the `Module` property. */
  #watchPointers(module: object, functions: Map<string, AnyFunction>): void {
    for (const [name, wrapper] of this.#exports.wrap(functions)) {
      const real = functions.get(name) as AnyFunction;
      // The export may have been wrapped already where it was instantiated.
      if (wrapper === real || this.#exports.unwrap(real) !== real) continue;
      this.#classes.done.add(wrapper);
      let current: unknown = wrapper;
      this.#context.patches.define(module, name, {
        get: () => current,
        // Older glue replaces the property at the first call by the bare export.
        set: (value: unknown) => {
          if (!this.#context.active || this.#exports.unwrap(value) !== value) current = value;
        },
        enumerable: true,
      });
    }
  }
}
