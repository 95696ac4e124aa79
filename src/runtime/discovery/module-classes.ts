import type { AnyFunction, Discovery } from "./context.ts";
import { classFactsOf } from "./facts.ts";
import { Birth } from "./recorder.ts";
import { watchReleases } from "./releases.ts";
import { wrapEverywhere } from "./wrap.ts";
import { isObject } from "./stamp.ts";
import { keptBy, takeArguments, watchTakers } from "./takers.ts";
import { NameSource } from "./types.ts";
import { RELEASE_METHODS } from "./words.ts";
import type { Origin } from "../tracker/tracker.ts";

/** Stand-ins for classes that no general hook sees: of an Emscripten `Module`, or of a module's own source. */
export class ClassWatch {
  /** Functions and prototypes that need no second look. */
  readonly done: WeakSet<object> = new WeakSet();
  readonly #standIns = new WeakMap<object, AnyFunction>();
  readonly #context: Discovery;
  readonly #origin: Origin;

  constructor(context: Discovery, origin: Origin) {
    this.#context = context;
    this.#origin = origin;
  }

  /**
   * A stand-in whose `new` is recorded; undefined for Embind classes, which have a hook of their own.
   *
   * @param from - package the class belongs to
   */
  standIn(
    name: string,
    class_: AnyFunction,
    prototype: object,
    from: string | undefined,
    nameSource: NameSource = NameSource.module,
  ): AnyFunction | undefined {
    if (typeof (prototype as { isDeleted?: unknown }).isDeleted === "function") return undefined;
    const context = this.#context;
    const takes = keptBy(from === undefined ? undefined : classFactsOf(from, name)?.construct);
    const handler: ProxyHandler<AnyFunction> = {
      construct: (target, args, newTarget) => {
        const actual = (newTarget as unknown) === proxy ? target : newTarget;
        const made = Reflect.construct(target, args, actual) as object;
        takeArguments(context, takes, args);
        if (context.active) this.#opened(made, Birth.constructed, handler.construct as AnyFunction, from);
        return made;
      },
    };
    const proxy = new Proxy(class_, handler);
    this.done.add(proxy);
    const type = context.types.of(prototype, this.#origin);
    context.types.rename(type, name, nameSource);
    type.package ??= from;
    this.#watchPrototype(prototype, from);
    // Glue compares: `object.__class__ === Module.DecoderBuffer` in WebIDL, `constructor` elsewhere.
    for (const key of Object.getOwnPropertyNames(prototype)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      if (descriptor?.value === class_) context.patches.value(prototype, key, proxy);
    }
    this.#standIns.set(class_, proxy);
    return proxy;
  }

  /** The stand-in that a class has already: all its names must lead to the same. */
  known(class_: object): AnyFunction | undefined {
    return this.#standIns.get(class_);
  }

  #opened(handle: object, birth: Birth, below: AnyFunction, from: string | undefined): void {
    const context = this.#context;
    const known = context.stamp.read(handle);
    if (known !== 0 && context.records.isOpen(known)) return;
    const prototype = Object.getPrototypeOf(handle) as object | null;
    if (prototype === null || prototype === Object.prototype) return;
    const type = context.types.of(prototype, this.#origin);
    if (type.releases.length === 0) return;
    type.package ??= from;
    this.#watchPrototype(prototype, from);
    context.stamp.write(handle, context.records.open(type, birth, pointerOf(handle), below));
  }

  #watchPrototype(prototype: object, from: string | undefined): void {
    if (this.done.has(prototype)) return;
    this.done.add(prototype);
    const context = this.#context;
    const type = context.types.of(prototype, this.#origin);
    watchReleases(context, prototype, RELEASE_METHODS, (target) => {
      const handle = context.stamp.read(target);
      if (handle !== 0) context.records.released(handle);
    });
    watchTakers(context, type, prototype);
    // WebIDL methods lend: what `wrapPointer` returns belongs to another object.
    if (type.releases.includes("__destroy__") || this.#origin === "transform") return;
    for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
      for (const key of Reflect.ownKeys(at)) if (key !== "constructor") this.#watchResults(at, key, from);
      at = Object.getPrototypeOf(at) as object | null;
    }
  }

  /** A result whose class has a release method is a handle of its own, such as the statement `prepare` returns. */
  #watchResults(owner: object, key: PropertyKey, from: string | undefined): void {
    const context = this.#context;
    const returned = (result: object, below: AnyFunction): void => {
      this.#opened(result, Birth.returned, below, from);
    };
    wrapEverywhere(context, owner, key, (method) => {
      const wrapper = function (this: unknown, ...args: unknown[]): unknown {
        const result = method.apply(this, args) as unknown;
        if (context.active && typeof result === "object" && result !== null && result !== this)
          returned(result, wrapper);
        return result;
      };
      return wrapper;
    });
  }
}

/** The address a handle stands for: the first own number that can be one. */
function pointerOf(handle: object): number {
  for (const key of ["ptr", "pointer", "_ptr", "address", "handle"]) {
    const value = Object.getOwnPropertyDescriptor(handle, key)?.value as unknown;
    if (typeof value === "number") return value;
  }
  for (const key of Object.keys(handle)) {
    const value = Object.getOwnPropertyDescriptor(handle, key)?.value as unknown;
    if (isObject(value)) continue;
    if (typeof value === "number" && value > 1024 && Number.isInteger(value)) return value;
  }
  return 0;
}
