import type { Allocator, AllocatorSite } from "../../../../src/runtime/heap/allocator/index.ts";
import { InstrumentedInstance } from "../../../../src/runtime/heap/instance.ts";
import { Added, rewrite } from "../../../../src/runtime/heap/instrument/rewrite.ts";
import { readModule, ValueType, type WasmModule } from "../../../../src/runtime/heap/module/index.ts";
import { ModuleSources } from "../../../../src/runtime/heap/symbols/sources.ts";
import { webAssembly, type EngineImports } from "../../../../src/runtime/heap/webassembly.ts";

type Exports = Readonly<Record<string, unknown>>;

interface Constructors {
  Global: new (type: { value: string; mutable?: boolean }, value: unknown) => unknown;
  Table: new (type: { element: string; initial: number; maximum: number }) => unknown;
  Memory: new (type: { initial: number; maximum: number; shared?: boolean }) => unknown;
}

/** What scripts import under the name `spectest`. */
function spectest(): Exports {
  const { Global, Table, Memory } = webAssembly as unknown as Constructors;
  const nothing = (): void => undefined;
  const functions = ["print", "print_i32", "print_i64", "print_f32", "print_f64", "print_i32_f32", "print_f64_f64"];
  return {
    ...Object.fromEntries(functions.map((name) => [name, nothing])),
    global_i32: new Global({ value: "i32" }, 666),
    global_i64: new Global({ value: "i64" }, 666n),
    global_f32: new Global({ value: "f32" }, Math.fround(666.6)),
    global_f64: new Global({ value: "f64" }, 666.6),
    table: new Table({ element: "anyfunc", initial: 10, maximum: 20 }),
    memory: new Memory({ initial: 1, maximum: 2 }),
    shared_memory: new Memory({ initial: 1, maximum: 2, shared: true }),
  };
}

/** Any function from a number to a number stands for an allocator: what it does must not matter. */
function someSite(module: WasmModule): AllocatorSite[] {
  for (let index = module.importedFunctions; index < module.functions.length; index++) {
    const type = module.types[module.functions[index] ?? -1];
    if (type?.params.length === 1 && type.params[0] === ValueType.i32 && type.results.join() === String(ValueType.i32))
      return [{ role: "acquire", name: "f", function: index, parameters: 1, found: "option", size: 0 }];
  }
  return [];
}

/** Runs a script's modules, as they are or through the instrumenter, every function hooked. */
export class World {
  readonly #instrumented: boolean;
  readonly #registered: Record<string, Exports> = { spectest: spectest() };
  readonly #named = new Map<string, Exports>();
  #current: Exports = {};
  /** Bytes that the rewriter changed and the engine refused. */
  refused = 0;
  rewritten = 0;

  constructor(instrumented: boolean) {
    this.#instrumented = instrumented;
  }

  #make(bytes: Uint8Array): Exports {
    const imports = this.#registered as EngineImports;
    const plain = new webAssembly.Module(bytes);
    const module = readModule(bytes);
    // Without functions there is no allocator to hook, and nothing is ever rewritten.
    if (!this.#instrumented || module.bodies.length === 0)
      return new webAssembly.Instance(plain, imports).exports as Exports;
    const sites = someSite(module);
    const rewritten = rewrite(module, sites, { entries: true, functions: true });
    if (!webAssembly.validate(rewritten.bytes)) {
      this.refused++;
      throw new Error("refused");
    }
    this.rewritten++;
    const instance = new webAssembly.Instance(new webAssembly.Module(rewritten.bytes), imports);
    const allocator: Allocator = { kind: "unknown", sites, found: "option", coverage: "inner", notes: [] };
    const source = { name: "spec", module, allocator, rewritten, sources: new ModuleSources(module, undefined) };
    const options = { stacks: "none", checks: {}, onFinding: undefined, capture: () => "" } as const;
    const { exports } = new InstrumentedInstance(webAssembly, source, instance, options);
    if (rewritten.deferredStart) (instance.exports[Added.start] as () => void)();
    return exports;
  }

  /** The outcome of an action as text: a result, or the class of what was thrown. */
  #outcome(action: () => unknown): string {
    try {
      const result = action();
      return show(result);
    } catch (error) {
      return (error as Error).constructor.name;
    }
  }

  module(bytes: Uint8Array, name: string | undefined): string {
    return this.#outcome(() => {
      this.#current = this.#make(bytes);
      if (name !== undefined) this.#named.set(name, this.#current);
      return Object.keys(this.#current).length;
    });
  }

  #of(name: string | undefined): Exports {
    return name === undefined ? this.#current : (this.#named.get(name) ?? {});
  }

  register(as: string, name: string | undefined): void {
    this.#registered[as] = this.#of(name);
  }

  /** A module that cannot be compared: what the script does with it next must not go to the one before. */
  skip(name: string | undefined): void {
    this.#current = {};
    if (name !== undefined) this.#named.set(name, this.#current);
  }

  has(name: string | undefined, field: string): boolean {
    return field in this.#of(name);
  }

  invoke(name: string | undefined, field: string, values: readonly unknown[]): string {
    return this.#outcome(() => (this.#of(name)[field] as (...values: readonly unknown[]) => unknown)(...values));
  }

  get(name: string | undefined, field: string): string {
    return this.#outcome(() => (this.#of(name)[field] as { value: unknown }).value);
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join();
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return typeof value === "bigint" ? `${String(value)}n` : value === null ? "null" : typeof value;
}
