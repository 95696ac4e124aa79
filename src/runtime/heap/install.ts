import { findAllocator, type Allocator, type AllocatorOption } from "./allocator/index.ts";
import { isProbable, probeAllocator } from "./allocator/probe.ts";
import { InstrumentedInstance, visibleExports, type InstrumentedModule } from "./instance.ts";
import { Added, PREFIX, rewrite } from "./instrument/rewrite.ts";
import { callingFile, captureStack } from "./capture.ts";
import type { HeapFinding } from "./findings.ts";
import type { StackMode } from "./ledger/stack-store.ts";
import { isModule, readModule, viewOf, type WasmModule } from "./module/index.ts";
import type { CheckOptions, RecorderOptions } from "./recorder.ts";
import { ModuleSources } from "./symbols/sources.ts";
import type { ModuleBytes } from "./types.ts";
import {
  webAssembly,
  type EngineImports,
  type EngineInstance,
  type EngineModule,
  type InstantiatedSource,
  type WebAssemblyApi,
} from "./webassembly.ts";

/** How modules are instrumented. */
export interface InstrumentOptions {
  /** Functions of the allocator, when they are not recognised. */
  readonly allocator?: AllocatorOption;
  /** Text of the glue code, for modules with minified exports and an unusual allocator. */
  readonly glue?: string;
  /** Stack traces: `cached` (default), `exact` for every event (20 times slower), `none`. */
  readonly stacks?: StackMode;
  /** Hook every function: allocations are told apart by their exact path, and the shadow stack is watched. Costs 1.1 to 1.4. */
  readonly functions?: boolean;
  /** Tell allocations apart by the exported function that JavaScript called. Default `true`. */
  readonly entries?: boolean;
  readonly checks?: CheckOptions;
  /** With `functions`: warn when fewer bytes of shadow stack are left than this. Default 4096. */
  readonly stackMargin?: number;
  /**
   * Try the exports in a worker when no allocator is recognised (asynchronous compilation only). Default `true`; ends
   * after `probeTimeout` milliseconds, 2000 by default.
   */
  readonly probe?: boolean;
  readonly probeTimeout?: number;
  /** Which modules to instrument; all by default. */
  readonly filter?: (module: WasmModule) => boolean;
  readonly onFinding?: (finding: HeapFinding) => void;
  /** Told why a module runs unchanged, or a check is not made. Default: `console.warn` for all but modules without an allocator. */
  readonly onNotice?: (notice: string) => void;
  /** Called for every instance, before its start function runs. */
  readonly onInstance?: (instance: InstrumentedInstance) => void;
}

/** The result of rewriting: new bytes, or the reason why there are none. */
export type Instrumented =
  | { readonly source: InstrumentedModule; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly source: undefined; readonly reason: string; readonly allocator: Allocator | undefined };

/** What was made of a module that the program holds. */
interface Known {
  readonly source: InstrumentedModule;
  /** The module to make instances of. The program holds another one when the start function had to be taken out. */
  readonly module: EngineModule;
}

let numbers = 0;

function rewriteWith(
  module: WasmModule,
  allocator: Allocator,
  options: InstrumentOptions,
  origin: string | undefined,
): Instrumented {
  const { entries = true, functions = false } = options;
  const rewritten = rewrite(module, allocator.sites, { entries, functions });
  const file = origin
    ?.replace(/[?#].*$/, "")
    .split(/[/\\]/)
    .at(-1);
  const name = `module ${String(++numbers)}${file === undefined || file === "" ? "" : ` (${file})`}`;
  const sources = new ModuleSources(module, origin);
  return { source: { name, module, allocator, rewritten, sources }, bytes: rewritten.bytes };
}

/**
 * Rewrites a module's bytes; never throws. The result has not been validated by the engine.
 * `origin` is the URL of the module or of the script that compiles it: for its name in reports, and to find its source map.
 */
export function instrumentBytes(bytes: ModuleBytes, options: InstrumentOptions = {}, origin?: string): Instrumented {
  let allocator: Allocator | undefined;
  const skip = (reason: string): Instrumented => ({ source: undefined, reason, allocator });
  try {
    if (!isModule(viewOf(bytes))) return skip("these bytes are no WebAssembly core module");
    const module = readModule(bytes);
    if (module.exports.some((entry) => entry.name.startsWith(PREFIX)))
      return skip("the module is already instrumented");
    if (options.filter?.(module) === false) return skip("the option `filter` leaves this module out");
    allocator = findAllocator(module, { allocator: options.allocator, glue: options.glue });
    if (allocator.coverage === "none") return skip(allocator.notes.join("; "));
    return rewriteWith(module, allocator, options, origin);
  } catch (error) {
    return skip(error instanceof Error ? error.message : String(error));
  }
}

/** As {@link instrumentBytes}, and tries the exports of a module whose allocator nothing gives away. */
export async function instrumentProbed(
  bytes: ModuleBytes,
  options: InstrumentOptions = {},
  origin?: string,
): Promise<Instrumented> {
  const result = instrumentBytes(bytes, options, origin);
  // An inlined wee_alloc is known, and its exports would not help.
  const { source, allocator: none } = { allocator: undefined, ...result };
  const missing = source === undefined && none?.coverage === "none" && none.kind !== "wee_alloc";
  if (!missing || options.probe === false || options.allocator !== undefined) return result;
  try {
    const module = readModule(bytes);
    if (!isProbable(module)) return result;
    const allocator = await probeAllocator(module, options.probeTimeout);
    return allocator.coverage === "none" ? result : rewriteWith(module, allocator, options, origin);
  } catch {
    return result;
  }
}

/** Instrumentation that is in place; `uninstall` puts the engine's functions back. */
export interface Installation {
  /** Instances made since the installation, oldest first. */
  readonly instances: readonly InstrumentedInstance[];
  /** Why modules run unchanged. */
  readonly notices: readonly string[];
  uninstall(): void;
}

interface StreamingResponse {
  readonly ok: boolean;
  readonly url?: string;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Whether a response is one that the streaming functions would accept; others they must refuse in their own words. */
function isWasmResponse(value: unknown): value is StreamingResponse {
  const response = value as Partial<StreamingResponse> | null;
  return (
    typeof response?.arrayBuffer === "function" &&
    response.ok === true &&
    response.headers?.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/wasm" &&
    (value as { bodyUsed?: boolean }).bodyUsed !== true
  );
}

function show(instance: EngineInstance, exports: Readonly<Record<string, unknown>>): void {
  Object.defineProperty(instance, "exports", { value: exports, configurable: true, enumerable: true });
}

/**
 * Instruments every module that is compiled from now on, by patching `WebAssembly.instantiate`, `instantiateStreaming`,
 * `compile`, `compileStreaming`, `Module` and `Instance`. A module that cannot be instrumented, or that the engine refuses
 * afterwards, runs from its original bytes, with a notice.
 *
 * Modules posted to a worker as a `WebAssembly.Module` run there without recording, unless the worker installs too.
 */
export function install(options: InstrumentOptions = {}, api: WebAssemblyApi = webAssembly): Installation {
  const original = { ...Object.getOwnPropertyDescriptors(api) };
  const { Module, Instance, compile, instantiate, compileStreaming, instantiateStreaming } = api;
  const known = new WeakMap<EngineModule, Known>();
  const instances: InstrumentedInstance[] = [];
  const notices: string[] = [];
  const recorder: RecorderOptions = {
    stacks: options.stacks ?? "cached",
    checks: options.checks ?? {},
    onFinding: options.onFinding,
    capture: captureStack,
  };

  const notice = (text: string, quiet = false): void => {
    notices.push(text);
    const listener = options.onNotice ?? (quiet ? undefined : console.warn);
    listener?.(`wasm-leaks: ${text}`);
  };

  /** Tells why a module is left as it is, if anybody should know. */
  const announced = (bytes: ModuleBytes, result: Instrumented): Instrumented => {
    // An index out of range may fall on something appended: what the engine refuses must stay refused.
    if (result.source !== undefined && !api.validate(bytes))
      return { source: undefined, reason: "the engine refuses the module", allocator: undefined };
    if (result.source === undefined && result.allocator?.coverage === "none")
      // Node itself compiles modules that have no heap; only a list of notices should show those.
      notice(`a module runs without heap recording: ${result.reason}`, result.allocator.kind === "unknown");
    return result;
  };

  const refused = (source: InstrumentedModule, error: unknown): void => {
    notice(
      `${source.name} runs without heap recording: the engine refused the instrumented module ` +
        `(${error instanceof Error ? error.message : String(error)})`,
    );
  };

  const attach = (module: EngineModule, instance: EngineInstance): EngineInstance => {
    const source = known.get(module)?.source;
    const raw = instance.exports;
    if (source === undefined) {
      // Another thread instrumented the module and posted it: it runs here unrecorded.
      if (Added.hooks in raw) show(instance, visibleExports(raw));
      return instance;
    }
    let attached: InstrumentedInstance | undefined;
    try {
      attached = new InstrumentedInstance({ Module, Instance }, source, instance, recorder);
      if (options.functions === true) attached.watchStack(options.stackMargin ?? 4096);
      instances.push(attached);
      for (const text of attached.recorder.notices) notice(`${source.name}: ${text}`);
      options.onInstance?.(attached);
    } catch (error) {
      notice(`${source.name} runs without heap recording: ${error instanceof Error ? error.message : String(error)}`);
    }
    show(instance, attached?.exports ?? visibleExports(raw));
    if (source.rewritten.deferredStart) (raw[Added.start] as () => void)();
    return instance;
  };

  const compileBytes = async (
    bytes: ModuleBytes,
    rest: readonly unknown[],
    origin: string | undefined = callingFile(),
  ): Promise<EngineModule> => {
    // The engine copies the bytes during the call; the program may change them afterwards.
    const copy = viewOf(bytes).slice();
    const prepared = announced(copy, await instrumentProbed(copy, options, origin));
    if (prepared.source === undefined) return await compile.call(api, copy, ...(rest as [unknown?]));
    try {
      const module = await compile.call(api, prepared.bytes, ...(rest as [unknown?]));
      // Posted to a thread without hooks, a module without its start function would never be initialised.
      const given = prepared.source.rewritten.deferredStart
        ? await compile.call(api, copy, ...(rest as [unknown?]))
        : module;
      known.set(given, { source: prepared.source, module });
      return given;
    } catch (error) {
      const module = await compile.call(api, copy, ...(rest as [unknown?]));
      refused(prepared.source, error);
      return module;
    }
  };

  const isBytes = (source: unknown): source is ModuleBytes =>
    ArrayBuffer.isView(source) ||
    source instanceof ArrayBuffer ||
    Object.prototype.toString.call(source) === "[object ArrayBuffer]" ||
    Object.prototype.toString.call(source) === "[object SharedArrayBuffer]";

  const instantiateBytes = async (
    bytes: ModuleBytes,
    imports: EngineImports | undefined,
    rest: readonly unknown[],
    origin?: string,
  ): Promise<InstantiatedSource> => {
    const module = await compileBytes(bytes, rest, origin);
    const instance = (await instantiate.call(api, known.get(module)?.module ?? module, imports)) as EngineInstance;
    return { module, instance: attach(module, instance) };
  };

  api.compile = (async (bytes: ModuleBytes, ...rest: unknown[]) =>
    isBytes(bytes)
      ? await compileBytes(bytes, rest)
      : await compile.call(api, bytes, ...(rest as [unknown?]))) as WebAssemblyApi["compile"];

  api.instantiate = (async (source: ModuleBytes | EngineModule, imports?: EngineImports, ...rest: unknown[]) => {
    if (isBytes(source)) return await instantiateBytes(source, imports, rest);
    const actual = known.get(source as EngineModule)?.module ?? source;
    const result = await instantiate.call(api, actual, imports, ...(rest as [unknown?]));
    return source instanceof Module ? attach(source, result as EngineInstance) : result;
  }) as WebAssemblyApi["instantiate"];

  if (compileStreaming !== undefined)
    api.compileStreaming = async (source, ...rest) => {
      const response = await source;
      if (!isWasmResponse(response)) return await compileStreaming.call(api, response, ...rest);
      return await compileBytes(await response.arrayBuffer(), rest, response.url);
    };
  if (instantiateStreaming !== undefined)
    api.instantiateStreaming = async (source, imports, ...rest) => {
      const response = await source;
      if (!isWasmResponse(response)) return await instantiateStreaming.call(api, response, imports, ...rest);
      return await instantiateBytes(await response.arrayBuffer(), imports, rest, response.url);
    };

  api.Module = new Proxy(Module, {
    construct(target, parameters: [ModuleBytes, unknown?], newTarget) {
      const [bytes] = parameters;
      const make = (source: unknown): EngineModule =>
        Reflect.construct(
          target,
          [source, ...parameters.slice(1)],
          newTarget === api.Module ? target : newTarget,
        ) as EngineModule;
      const prepared = isBytes(bytes) ? announced(bytes, instrumentBytes(bytes, options, callingFile())) : undefined;
      if (prepared?.source === undefined) return make(bytes);
      let module: EngineModule;
      try {
        module = make(prepared.bytes);
      } catch (error) {
        module = make(bytes);
        refused(prepared.source, error);
        return module;
      }
      const given = prepared.source.rewritten.deferredStart ? make(bytes) : module;
      known.set(given, { source: prepared.source, module });
      return given;
    },
    get(target, property, receiver) {
      if (property !== "exports") return Reflect.get(target, property, receiver) as unknown;
      return (module: EngineModule) => target.exports(module).filter((entry) => !entry.name.startsWith(PREFIX));
    },
  });

  api.Instance = new Proxy(Instance, {
    construct(target, parameters: [EngineModule, EngineImports?], newTarget) {
      const [module, ...rest] = parameters;
      const actual = [known.get(module)?.module ?? module, ...rest];
      const instance = Reflect.construct(target, actual, newTarget === api.Instance ? target : newTarget);
      return attach(module, instance as EngineInstance);
    },
  });

  return {
    instances,
    notices,
    uninstall() {
      for (const name of ["Module", "Instance", "compile", "instantiate", "compileStreaming", "instantiateStreaming"])
        if (name in original) Object.defineProperty(api, name, (original as PropertyDescriptorMap)[name] ?? {});
    },
  };
}
