import type { AnyFunction, Discovery } from "./context.ts";
import type { EngineInstance, EngineModule } from "../heap/webassembly.ts";
import { noteInstance } from "./earlier.ts";
import { webAssembly } from "./engine.ts";
import { isToolFile, packageOf, parseStack } from "../tracker/frames.ts";
import { takeStack } from "../tracker/stacks.ts";

/** Turns the real instance into the one the application gets; the same object when nothing has to be wrapped. */
export type Dress = (instance: EngineInstance, maker: string | undefined) => EngineInstance;

/**
 * Sees every instantiation: learns which scripts are glue and which packages bring wasm, lets `dress` replace exports,
 * and tells the late hooks to look again. Import objects are passed on unread: dynamic linking passes Proxies whose
 * `get` has side effects.
 */
export function watchInstantiation(
  context: Discovery,
  dress: Dress,
  undressImports: (imports: unknown) => unknown,
): void {
  const { patches } = context;
  const NativeInstance = webAssembly.Instance;

  function seen(instance: EngineInstance, maker: Maker): EngineInstance {
    if (!context.active) return instance;
    const dressed = dress(instance, maker.package);
    noteInstance(instance, dressed);
    for (const tell of context.onInstance) tell(instance);
    return dressed;
  }

  function makerOf(below: AnyFunction): Maker {
    const frames = parseStack(takeStack(below, 6)).filter((frame) => frame.file !== "" && !isToolFile(frame.file));
    const file = frames[0]?.file ?? "";
    if (file !== "" && !file.startsWith("node:")) context.glueFiles.add(file);
    const name = packageOf(file);
    if (name !== undefined) context.wasmPackages.add(name);
    context.instances++;
    return { package: name };
  }

  const wrapAsync = (name: "instantiate" | "instantiateStreaming"): void => {
    const native = Reflect.get(webAssembly, name) as AnyFunction | undefined;
    if (native === undefined) return;
    const wrapper = {
      [name]: function (this: unknown, source: unknown, imports?: unknown, ...more: unknown[]): unknown {
        if (!context.active) return Reflect.apply(native, this, [source, imports, ...more]) as unknown;
        const maker = makerOf(wrapper);
        const pending = Reflect.apply(native, this, [source, undressImports(imports), ...more]) as Promise<
          EngineInstance | { readonly instance: EngineInstance }
        >;
        return pending.then((result) => {
          if (result instanceof NativeInstance) return seen(result as EngineInstance, maker);
          const source = result as { readonly instance: EngineInstance };
          const instance = seen(source.instance, maker);
          return instance === source.instance ? result : { ...source, instance };
        });
      },
    }[name] as AnyFunction;
    Object.defineProperty(wrapper, "length", { value: native.length, configurable: true });
    patches.value(webAssembly, name, wrapper);
  };
  wrapAsync("instantiate");
  wrapAsync("instantiateStreaming");

  const handler: ProxyHandler<typeof NativeInstance> = {
    construct(target, args: [EngineModule, unknown?], newTarget) {
      const actual = (newTarget as unknown) === proxy ? target : newTarget;
      if (!context.active) return Reflect.construct(target, args, actual) as object;
      const maker = makerOf(handler.construct as AnyFunction);
      const [module, imports] = args;
      const instance = Reflect.construct(target, [module, undressImports(imports)], actual) as EngineInstance;
      return seen(instance, maker);
    },
  };
  const proxy = new Proxy(NativeInstance, handler);
  if (!patches.value(webAssembly, "Instance", proxy)) {
    context.notice(
      "WebAssembly is frozen, so instantiations are not seen. Start the tracker before the code that freezes globals.",
    );
  }
}

interface Maker {
  readonly package: string | undefined;
}
