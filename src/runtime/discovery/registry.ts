import type { AnyFunction, Discovery } from "./context.ts";
import { isToolFile, packageOf, parseStack } from "../tracker/frames.ts";
import { PointerIndex } from "./pointer-index.ts";
import { Birth } from "./recorder.ts";
import { takeStack } from "../tracker/stacks.ts";
import { createStamp, isObject } from "./stamp.ts";
import { noticeLate } from "./late.ts";
import { NameSource, releaseMethods } from "./types.ts";
import type { HandleType } from "./types.ts";

/** A held value with the record it stands for. */
class Held {
  readonly value: unknown;
  readonly id: number;
  constructor(value: unknown, id: number) {
    this.value = value;
    this.id = id;
  }
}

interface Watched {
  /** Class name in the callback's text: the only real name in minified wasm-bindgen output. */
  readonly name: string;
  readonly package: string | undefined;
  lastPrototype: object | null;
  lastType: HandleType | undefined;
  tokens: WeakMap<object, number[]> | undefined;
  /** From a held address to its record: a held number needs no object of ours around it. */
  readonly live: PointerIndex;
}

const WASM_BINDGEN_FREE = /__wbg_(\w+?)_free\b/;

/**
 * Sees every object that a package registers with a FinalizationRegistry: `unregister` is a release by hand, the
 * callback a release by the GC. Registries made by Node itself are none of our business.
 */
export function watchRegistries(context: Discovery): void {
  const Native = globalThis.FinalizationRegistry;
  if (typeof Native !== "function") return;
  const prototype = Native.prototype as object;
  const nativeRegister = Reflect.get(prototype, "register") as AnyFunction;
  const nativeUnregister = Reflect.get(prototype, "unregister") as AnyFunction;
  const { records, types, stamp } = context;
  const watchedStamp = createStamp();
  const watched: Watched[] = [];

  const handler: ProxyHandler<FinalizationRegistryConstructor> = {
    construct(target, args: unknown[], newTarget) {
      const actual = (newTarget as unknown) === proxy ? target : newTarget;
      const cleanup = args[0];
      const watch =
        context.active && typeof cleanup === "function"
          ? describe(cleanup as AnyFunction, handler.construct as AnyFunction)
          : undefined;
      if (watch === undefined) return Reflect.construct(target, args, actual) as object;
      const done = (held: unknown): unknown => {
        const value = held instanceof Held ? held.value : held;
        const id = held instanceof Held ? held.id : typeof held === "number" ? watch.live.get(held) : 0;
        if (typeof held === "number") watch.live.delete(held);
        try {
          const result = (cleanup as AnyFunction)(value) as unknown;
          records.collected(id);
          return result;
        } catch (error) {
          records.failed(id, error);
          // The collection at the end is ours: what it breaks must not change how the program ends.
          if (context.settling) return undefined;
          throw error;
        }
      };
      const registry = Reflect.construct(target, [done], actual) as object;
      watched.push(watch);
      watchedStamp.write(registry, watched.length);
      return registry;
    },
  };
  const proxy = new Proxy(Native, handler);

  function typeOf(watch: Watched, target: object): HandleType {
    const proto = Object.getPrototypeOf(target) as object | null;
    if (proto === watch.lastPrototype && watch.lastType !== undefined) return watch.lastType;
    const type = types.of(proto ?? Object.prototype, "registry");
    types.rename(type, watch.name, NameSource.registry);
    type.package ??= watch.package;
    type.registered = true;
    watch.lastPrototype = proto;
    watch.lastType = type;
    return type;
  }

  function register(this: object, target: unknown, held: unknown, token?: unknown): unknown {
    const number = context.active && isObject(this) ? watchedStamp.read(this) : 0;
    const watch = watched[number - 1];
    if (watch === undefined || !isObject(target) || held === target) {
      if (context.active && typeof held === "number" && watchedStamp.read(this) === 0) lateRegistration(target);
      return nativeRegister.call(this, target, held, token) as unknown;
    }
    const type = typeOf(watch, target);
    if (type.releases.length === 0) return nativeRegister.call(this, target, held, token) as unknown;
    let id = stamp.read(target);
    if (id === 0 || !records.isOpen(id)) {
      id = records.open(type, Birth.registered, pointerIn(held), register);
      stamp.write(target, id);
    }
    if (typeof held === "number" && held !== 0 && watch.live.get(held) === 0) {
      watch.live.set(held, id);
      nativeRegister.call(this, target, held, token);
    } else nativeRegister.call(this, target, new Held(held, id), token);
    if (token !== target && isObject(token)) {
      watch.tokens ??= new WeakMap();
      const ids = watch.tokens.get(token);
      if (ids === undefined) watch.tokens.set(token, [id]);
      else ids.push(id);
    }
    return undefined;
  }

  /** A registry that is older than we are and holds addresses: its package was loaded first. */
  function lateRegistration(target: unknown): void {
    const prototype = isObject(target) ? (Object.getPrototypeOf(target) as object | null) : null;
    if (prototype !== null && releaseMethods(prototype).length > 0) noticeLate(context);
  }

  function close(watch: Watched, id: number): void {
    const pointer = records.pointerOf(id);
    if (watch.live.get(pointer) === id) watch.live.delete(pointer);
    records.released(id);
  }

  function unregister(this: object, token: unknown): boolean {
    const undone = nativeUnregister.call(this, token) as boolean;
    if (!undone || !context.active || !isObject(token)) return undone;
    const watch = watched[watchedStamp.read(this) - 1];
    if (watch === undefined) return undone;
    const own = stamp.read(token);
    if (own !== 0) close(watch, own);
    const ids = watch.tokens?.get(token);
    if (ids !== undefined) {
      for (const id of ids) close(watch, id);
      watch.tokens?.delete(token);
    }
    return undone;
  }

  context.patches.value(prototype, "register", register);
  context.patches.value(prototype, "unregister", unregister);
  context.patches.value(prototype, "constructor", proxy);
  if (!context.patches.value(globalThis, "FinalizationRegistry", proxy)) {
    context.notice(
      "FinalizationRegistry is frozen, so handles that only a registry knows (wasm-bindgen, web-tree-sitter) are not seen. " +
        "Start the tracker before the code that freezes globals.",
    );
  }
}

/** Who makes a registry; undefined for Node itself and for this tool. */
function describe(cleanup: AnyFunction, below: AnyFunction): Watched | undefined {
  const maker = parseStack(takeStack(below, 4))[0];
  if (maker === undefined || maker.file.startsWith("node:") || isToolFile(maker.file)) return undefined;
  const name = WASM_BINDGEN_FREE.exec(Function.prototype.toString.call(cleanup))?.[1] ?? "";
  return {
    name,
    package: packageOf(maker.file),
    lastPrototype: null,
    lastType: undefined,
    tokens: undefined,
    live: new PointerIndex(),
  };
}

function pointerIn(held: unknown): number {
  if (typeof held === "number") return held;
  if (Array.isArray(held) && typeof held[0] === "number") return held[0];
  return 0;
}
