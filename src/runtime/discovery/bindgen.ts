import type { Discovery } from "./context.ts";
import { packageOf, parseStack } from "../tracker/frames.ts";
import { Birth } from "./recorder.ts";
import { watchReleases } from "./releases.ts";
import { takeStack } from "../tracker/stacks.ts";
import { isObject } from "./stamp.ts";
import { NameSource } from "./types.ts";

const FIELD = "__wbg_ptr";

/**
 * Sees wasm-bindgen objects that no registry knows: glue of some versions never registers what a constructor makes.
 * A setter on `Object.prototype` catches the first write of `__wbg_ptr` and turns it into the data property it would
 * have been.
 */
export function watchBindgen(context: Discovery): void {
  const { types, records, stamp } = context;

  /** Prototypes whose first object is about to be registered: until then nobody knows whether the registry is one of ours. */
  const undecided = new WeakSet<object>();

  function watch(prototype: object): void {
    watchReleases(context, prototype, ["free", "__destroy_into_raw"], (freed) => {
      const id = stamp.read(freed);
      if (id !== 0) records.released(id);
    });
  }

  context.onUnseenRegistration.push((target) => {
    const prototype = Object.getPrototypeOf(target) as object | null;
    if (prototype !== null && undecided.delete(prototype)) watch(prototype);
  });

  function set(this: unknown, value: unknown): void {
    if (!isObject(this) || this === Object.prototype) return;
    Reflect.defineProperty(this, FIELD, { value, writable: true, enumerable: true, configurable: true });
    if (context.active) opened(this, value);
  }

  function opened(target: object, value: unknown): void {
    const prototype = Object.getPrototypeOf(target) as object | null;
    if (prototype === null || typeof value !== "number" || value === 0) return;
    if (typeof (prototype as { free?: unknown }).free !== "function") return;
    if (!types.knows(prototype)) {
      const type = types.of(prototype, "bindgen");
      types.rename(type, type.name.replace(/^_+|\d+$/g, ""), NameSource.module);
      type.package ??= packageOf(parseStack(takeStack(set, 4))[0]?.file ?? "");
    }
    const type = types.of(prototype, "bindgen");
    // A registry that is older than we are tells us nothing: only one that was seen at work counts.
    if (type.registered === true && registersAll(prototype)) {
      // The registry sees every object of this class: a plain property on the prototype keeps the setter out of the way.
      context.patches.define(prototype, FIELD, { value: 0, writable: true, enumerable: false });
    } else if (undecided.has(prototype) || !registersAll(prototype)) {
      undecided.delete(prototype);
      watch(prototype);
    } else undecided.add(prototype);
    stamp.write(target, records.open(type, Birth.constructed, value, set));
  }

  const done = context.patches.define(Object.prototype, FIELD, {
    get: () => undefined,
    set,
    enumerable: false,
    configurable: true,
  });
  if (!done) {
    context.notice(
      "Object.prototype is frozen, so wasm-bindgen objects without a finalizer and the private Module of Emscripten " +
        "are not seen. Start the tracker before the code that freezes globals, or run without --frozen-intrinsics.",
    );
  }
}

/** True when the class text registers at least as often as it stores a pointer. */
function registersAll(prototype: object): boolean {
  const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  if (typeof constructor !== "function") return false;
  const text = Function.prototype.toString.call(constructor);
  const stored = text.match(/\.__wbg_ptr\s*=(?!=)(?!\s*0\b)/g)?.length ?? 0;
  const registered = text.match(/\.register\(/g)?.length ?? 0;
  return stored > 0 && registered >= stored;
}
