import type { AnyFunction, Discovery } from "./context.ts";
import { isToolFile, packageOf, parseStack } from "../tracker/frames.ts";
import { Birth } from "./recorder.ts";
import { takeStack } from "../tracker/stacks.ts";
import { Given } from "./given.ts";
import { isObject } from "./stamp.ts";
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

/** Kept on the registry itself; at the top of the module, so that reading it stays fast. */
class Mark extends Given {
  readonly #watched: Watched;
  constructor(registry: object, watched: Watched) {
    super(registry);
    this.#watched = watched;
  }
  static of(registry: unknown, context: Discovery): Watched | undefined {
    if (!isObject(registry) || !(#watched in registry)) return undefined;
    return registry.#watched.context === context ? registry.#watched : undefined;
  }
}

interface Watched {
  readonly context: Discovery;
  /** Class name in the callback's text: the only real name in minified wasm-bindgen output. */
  readonly name: string;
  readonly package: string | undefined;
  lastPrototype: object | null;
  lastType: HandleType | undefined;
  tokens: WeakMap<object, number[]> | undefined;
  /** Its addresses: a held number finds its record there, and needs no object of ours around it. */
  readonly group: number;
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

  const handler: ProxyHandler<FinalizationRegistryConstructor> = {
    construct(target, args: unknown[], newTarget) {
      const actual = (newTarget as unknown) === proxy ? target : newTarget;
      const cleanup = args[0];
      const watch =
        context.active && typeof cleanup === "function"
          ? describe(context, cleanup as AnyFunction, handler.construct as AnyFunction)
          : undefined;
      if (watch === undefined) return Reflect.construct(target, args, actual) as object;
      const done = (held: unknown): unknown => {
        const value = held instanceof Held ? held.value : held;
        const id = held instanceof Held ? held.id : typeof held === "number" ? records.at(watch.group, held) : 0;
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
      return new Mark(registry, watch);
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
    const watch = context.active ? Mark.of(this, context) : undefined;
    if (watch === undefined || !isObject(target) || held === target) {
      if (context.active && pointerIn(held) !== 0 && watch === undefined) lateRegistration(target);
      return nativeRegister.call(this, target, held, token) as unknown;
    }
    const type = typeOf(watch, target);
    if (type.releases.length === 0) return nativeRegister.call(this, target, held, token) as unknown;
    let id = stamp.read(target);
    let plain = typeof held === "number" && held !== 0 && records.at(watch.group, held) === 0;
    if (id === 0 || !records.isOpen(id)) {
      id = records.open(type, Birth.registered, pointerIn(held), register, plain ? watch.group : undefined);
      stamp.write(target, id);
    } else plain &&= records.join(id, watch.group, held as number);
    nativeRegister.call(this, target, plain ? held : new Held(held, id), token);
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
    if (prototype === null || releaseMethods(prototype).length === 0) return;
    for (const tell of context.onUnseenRegistration) tell(target as object);
    noticeLate(context, "a package of a WebAssembly module was loaded");
  }

  function unregister(this: object, token: unknown): boolean {
    const undone = nativeUnregister.call(this, token) as boolean;
    if (!undone || !context.active || !isObject(token)) return undone;
    const watch = Mark.of(this, context);
    if (watch === undefined) return undone;
    const own = stamp.read(token);
    if (own !== 0) records.released(own);
    const ids = watch.tokens?.get(token);
    if (ids !== undefined) {
      for (const id of ids) records.released(id);
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
function describe(context: Discovery, cleanup: AnyFunction, below: AnyFunction): Watched | undefined {
  const maker = parseStack(takeStack(below, 4))[0];
  if (maker === undefined || maker.file.startsWith("node:") || isToolFile(maker.file)) return undefined;
  const name = WASM_BINDGEN_FREE.exec(Function.prototype.toString.call(cleanup))?.[1] ?? "";
  return {
    context,
    name,
    package: packageOf(maker.file),
    lastPrototype: null,
    lastType: undefined,
    tokens: undefined,
    group: context.records.newGroup(),
  };
}

function pointerIn(held: unknown): number {
  if (typeof held === "number") return held;
  if (Array.isArray(held) && typeof held[0] === "number") return held[0];
  return 0;
}
