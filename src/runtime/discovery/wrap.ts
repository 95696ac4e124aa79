import type { AnyFunction, Discovery } from "./context.ts";

/** What a wrapped method does; `below` is the wrapper, whose caller is the caller of the method. */
export type Around = (self: unknown, args: unknown[], below: AnyFunction) => unknown;

/**
 * Wraps a method under every own name that holds the same function: minified glue calls `free` by another name than the
 * application does, and Embind compares `[Symbol.dispose]` with `delete` by identity. Name and length stay. Nothing is
 * wrapped twice by one maker of wrappers; getters are never run.
 */
export function wrapEverywhere(
  context: Discovery,
  owner: object,
  key: PropertyKey,
  around: (method: AnyFunction) => Around,
): void {
  const method = Object.getOwnPropertyDescriptor(owner, key)?.value as unknown;
  if (typeof method !== "function" || context.wrappers.has(method)) return;
  const work = around(method as AnyFunction);
  const wrapper = {
    [method.name]: function (this: unknown, ...args: unknown[]): unknown {
      return work(this, args, wrapper);
    },
  }[method.name] as AnyFunction;
  Object.defineProperty(wrapper, "length", { value: method.length, configurable: true });
  context.wrappers.add(wrapper);
  for (const name of Reflect.ownKeys(owner))
    if (Object.getOwnPropertyDescriptor(owner, name)?.value === method) context.patches.value(owner, name, wrapper);
}
