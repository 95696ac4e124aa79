import type { AnyFunction, Discovery } from "./context.ts";

/**
 * Wraps a method under every own name that holds the same function: minified glue calls `free` by another name than the
 * application does, and Embind compares `[Symbol.dispose]` with `delete` by identity. Name and length stay. Nothing is
 * wrapped twice; getters are never run.
 */
export function wrapEverywhere(
  context: Discovery,
  owner: object,
  key: PropertyKey,
  make: (method: AnyFunction) => AnyFunction,
): void {
  const method = Object.getOwnPropertyDescriptor(owner, key)?.value as unknown;
  if (typeof method !== "function" || context.wrappers.has(method)) return;
  const wrapper = make(method as AnyFunction);
  // Embind keeps the table of overloads as a property of the function.
  Object.setPrototypeOf(wrapper, method);
  Object.defineProperty(wrapper, "name", { value: method.name, configurable: true });
  Object.defineProperty(wrapper, "length", { value: method.length, configurable: true });
  context.wrappers.add(wrapper);
  for (const name of Reflect.ownKeys(owner))
    if (Object.getOwnPropertyDescriptor(owner, name)?.value === method) context.patches.value(owner, name, wrapper);
}
