import type { AnyFunction, Discovery } from "./context.ts";
import { isObject } from "./stamp.ts";

/**
 * Wraps the release methods of a prototype chain where they are defined, under every own name that holds the same
 * function: minified glue calls `free` by another name than the application does, and Embind compares `[Symbol.dispose]`
 * with `delete` by identity.
 */
export function watchReleases(
  context: Discovery,
  prototype: object,
  names: readonly string[],
  onRelease: (target: object, arguments_: unknown[]) => void,
): void {
  const dispose = (Symbol as { dispose?: symbol }).dispose;
  const keys: PropertyKey[] = dispose === undefined ? [...names] : [...names, dispose];
  for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
    if (context.watchedPrototypes.read(at) === 0) {
      context.watchedPrototypes.write(at, 1);
      for (const key of keys) {
        const method = Object.getOwnPropertyDescriptor(at, key)?.value as unknown;
        if (typeof method === "function") replaceEverywhere(context, at, method as AnyFunction, onRelease);
      }
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
}

function replaceEverywhere(
  context: Discovery,
  owner: object,
  method: AnyFunction,
  onRelease: (target: object, arguments_: unknown[]) => void,
): void {
  if (context.wrappers.has(method)) return;
  const wrapper = {
    [method.name]: function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(method, this, args);
      if (context.active && isObject(this)) onRelease(this, args);
      return result;
    },
  }[method.name] as AnyFunction;
  context.wrappers.add(wrapper);
  Object.defineProperty(wrapper, "length", { value: method.length, configurable: true });
  for (const key of Reflect.ownKeys(owner)) {
    if (Object.getOwnPropertyDescriptor(owner, key)?.value === method) context.patches.value(owner, key, wrapper);
  }
}
