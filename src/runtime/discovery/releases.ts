import type { Discovery } from "./context.ts";
import { isObject } from "./stamp.ts";
import { wrapEverywhere } from "./wrap.ts";

/** Wraps the release methods of a prototype chain where they are defined, and tells of every call that did not throw. */
export function watchReleases(
  context: Discovery,
  prototype: object,
  names: readonly string[],
  onRelease: (target: object) => void,
): void {
  const dispose = (Symbol as { dispose?: symbol }).dispose;
  const keys: PropertyKey[] = dispose === undefined ? [...names] : [...names, dispose];
  for (let at: object | null = prototype; at !== null && at !== Object.prototype;) {
    if (context.watchedPrototypes.read(at) === 0) {
      context.watchedPrototypes.write(at, 1);
      for (const key of keys) {
        wrapEverywhere(context, at, key, (method) => {
          return function (this: unknown, ...args: unknown[]): unknown {
            const result: unknown = method.apply(this, args);
            if (context.active && isObject(this)) onRelease(this);
            return result;
          };
        });
      }
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
}
