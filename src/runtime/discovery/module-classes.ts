import type { AnyFunction, Discovery } from "./context.ts";
import { packageOf, parseStack } from "../tracker/frames.ts";
import { Birth } from "./recorder.ts";
import { watchReleases } from "./releases.ts";
import { takeStack } from "../tracker/stacks.ts";
import { isObject } from "./stamp.ts";
import { NameSource, releaseMethods } from "./types.ts";
import { RELEASE_METHODS } from "./words.ts";
import type { Origin } from "../tracker/tracker.ts";

/** Functions that need no second look. */
export interface ClassWatch {
  readonly done: WeakSet<object>;
}

/** Puts a watching stand-in for a class at `holder[name]`, unless the class is Embind's: those have a hook of their own. */
export function watchClass(
  context: Discovery,
  watch: ClassWatch,
  holder: object,
  name: string,
  class_: AnyFunction,
  prototype: object,
): void {
  const stand = standIn(context, watch, name, class_, prototype, "module");
  if (stand === undefined) return;
  context.patches.value(holder, name, stand);
}

/** The stand-in itself; undefined for Embind classes. */
export function standIn(
  context: Discovery,
  watch: ClassWatch,
  name: string,
  class_: AnyFunction,
  prototype: object,
  origin: Origin,
): AnyFunction | undefined {
  if (typeof (prototype as { isDeleted?: unknown }).isDeleted === "function") return undefined;
  const handler: ProxyHandler<AnyFunction> = {
    construct(target, args, newTarget) {
      const actual = (newTarget as unknown) === proxy ? target : newTarget;
      const made = Reflect.construct(target, args, actual) as object;
      if (context.active) opened(context, watch, made, Birth.constructed, handler.construct as AnyFunction, origin);
      return made;
    },
  };
  const proxy = new Proxy(class_, handler);
  watch.done.add(proxy);
  const type = context.types.of(prototype, origin);
  context.types.rename(type, name, NameSource.module);
  watchPrototype(context, watch, prototype, origin);
  if (Object.getOwnPropertyDescriptor(prototype, "constructor")?.value === class_)
    context.patches.value(prototype, "constructor", proxy);
  return proxy;
}

function opened(
  context: Discovery,
  watch: ClassWatch,
  handle: object,
  birth: Birth,
  below: AnyFunction,
  origin: Origin,
): void {
  const known = context.stamp.read(handle);
  if (known !== 0 && context.records.isOpen(known)) return;
  const prototype = Object.getPrototypeOf(handle) as object | null;
  if (prototype === null || prototype === Object.prototype) return;
  const type = context.types.of(prototype, origin);
  if (type.releases.length === 0) return;
  watchPrototype(context, watch, prototype, origin);
  type.package ??= packageOf(parseStack(takeStack(below, 2))[0]?.file ?? "");
  context.stamp.write(handle, context.records.open(type, birth, pointerOf(handle), below));
}

function watchPrototype(context: Discovery, watch: ClassWatch, prototype: object, origin: Origin): void {
  if (watch.done.has(prototype)) return;
  watch.done.add(prototype);
  watchReleases(context, prototype, RELEASE_METHODS, (target) => {
    const id = context.stamp.read(target);
    if (id !== 0) context.records.released(id);
  });
  // WebIDL methods lend: what `wrapPointer` returns belongs to another object.
  if (releaseMethods(prototype).includes("__destroy__") || origin === "transform") return;
  for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
    for (const key of Reflect.ownKeys(at)) watchResults(context, watch, at, key, origin);
    at = Object.getPrototypeOf(at) as object | null;
  }
}

/** A result whose class has a release method is a handle of its own, such as the statement `prepare` returns. */
function watchResults(context: Discovery, watch: ClassWatch, owner: object, key: PropertyKey, origin: Origin): void {
  const method = Object.getOwnPropertyDescriptor(owner, key)?.value as unknown;
  if (key === "constructor" || typeof method !== "function" || context.wrappers.has(method)) return;
  const wrapper = {
    [method.name]: function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(method as AnyFunction, this, args) as unknown;
      if (context.active && typeof result === "object" && result !== null && result !== this)
        opened(context, watch, result, Birth.returned, wrapper, origin);
      return result;
    },
  }[method.name] as AnyFunction;
  context.wrappers.add(wrapper);
  Object.defineProperty(wrapper, "length", { value: method.length, configurable: true });
  for (const name of Reflect.ownKeys(owner))
    if (Object.getOwnPropertyDescriptor(owner, name)?.value === method) context.patches.value(owner, name, wrapper);
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
