import type { Allocator } from "./allocator/index.ts";
import { toTableFunction } from "./instrument/helper.ts";
import { Added, PREFIX, type Rewritten } from "./instrument/rewrite.ts";
import { stackPointerGlobal, type WasmModule } from "./module/index.ts";
import { HeapRecorder, type RecorderOptions } from "./recorder.ts";
import { stackBounds, type StackBounds, type StackUse } from "./shadow-stack.ts";
import type { ModuleSources } from "./symbols/sources.ts";
import type { MemorySource } from "./types.ts";
import type { EngineGlobal, EngineInstance, EngineTable, WebAssemblyApi } from "./webassembly.ts";

/** Bytes by which the stack must grow before it is measured again. */
const STACK_STEP = 64;

/** A module as it was rewritten, before anybody made an instance of it. */
export interface InstrumentedModule {
  /** A name for reports: file name or number. */
  readonly name: string;
  readonly module: WasmModule;
  readonly allocator: Allocator;
  readonly rewritten: Rewritten;
  /** Files and lines of the code. */
  readonly sources: ModuleSources;
}

/** The module with the values that its imported constants have in one instance: dynamic linking decides with them where data goes. */
function withImports(module: WasmModule, value: (index: number) => number | undefined): WasmModule {
  if (!module.globals.some(({ imported, mutable }) => imported && !mutable)) return module;
  const globals = module.globals.map((global, index) => {
    const known = global.imported && !global.mutable ? value(index) : undefined;
    return known === undefined ? global : { ...global, init: { value: known, global: undefined, func: undefined } };
  });
  return { ...module, globals };
}

/** A running instance with its hooks. */
export class InstrumentedInstance {
  readonly name: string;
  readonly module: WasmModule;
  readonly allocator: Allocator;
  readonly rewritten: Rewritten;
  readonly sources: ModuleSources;
  /** The exports as the program sees them. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly recorder: HeapRecorder;
  /** Linear memory 0; a memory of no bytes when the module has none. */
  readonly memory: MemorySource;
  readonly stackBounds: StackBounds | undefined;
  readonly #depth: EngineGlobal;
  readonly #off: EngineGlobal;
  readonly #limit: EngineGlobal;
  readonly #raw: Readonly<Record<string, unknown>>;

  constructor(
    api: Pick<WebAssemblyApi, "Module" | "Instance">,
    source: InstrumentedModule,
    instance: EngineInstance,
    options: RecorderOptions,
  ) {
    const raw = instance.exports;
    this.name = source.name;
    this.module = withImports(source.module, (index) => {
      const global = raw[Added.global + String(index)] as EngineGlobal | undefined;
      return global === undefined ? undefined : Number(global.value);
    });
    this.allocator = source.allocator;
    this.rewritten = source.rewritten;
    this.sources = source.sources;
    this.#raw = raw;
    this.#depth = raw[Added.depth] as EngineGlobal;
    this.#off = raw[Added.off] as EngineGlobal;
    this.#limit = raw[Added.limit] as EngineGlobal;
    this.memory = (raw[Added.memory] as MemorySource | undefined) ?? { buffer: new ArrayBuffer(0) };
    this.exports = visibleExports(raw);
    this.stackBounds = stackBounds(this.module, this.stackPointer() ?? 0, this.exports);
    this.recorder = new HeapRecorder(this.allocator, this.memory, options, (site, address) => {
      this.#unseen(() => (raw[Added.site + String(site)] as (address: number) => void)(address));
    });
    (raw[Added.hooks] as EngineTable).set(0, toTableFunction(api, this.recorder.hook));
    this.recording = true;
  }

  /** Whether events are recorded. Off, a wrapper costs one test of a global. */
  get recording(): boolean {
    return this.#off.value === 0;
  }

  set recording(on: boolean) {
    this.#off.value = on ? 0 : 1;
    this.#depth.value = on ? 0 : 1;
  }

  /** The shadow stack pointer now; `undefined` when the module has none. */
  stackPointer(): number | undefined {
    const index = stackPointerGlobal(this.module);
    const value = index === undefined ? undefined : this.global(index);
    return value === undefined ? undefined : value >>> 0;
  }

  /** The value of a mutable or imported integer global by its index; `undefined` for other globals. */
  global(index: number): number | undefined {
    const global = this.#raw[Added.global + String(index)] as EngineGlobal | undefined;
    return global === undefined ? undefined : Number(global.value);
  }

  /** Values of all mutable and imported integer globals by index: roots of a scan. */
  globals(): Map<number, number> {
    const values = new Map<number, number>();
    for (const index of this.module.globals.keys()) {
      const value = this.global(index);
      if (value !== undefined) values.set(index, value);
    }
    return values;
  }

  /**
   * Measures how deep the shadow stack goes, and warns when it comes within `margin` bytes of its end; needs the option
   * `functions`. Every function compares its stack pointer with a limit that follows the deepest place, so that the hook is
   * called only for what is new.
   */
  watchStack(margin: number): void {
    if (this.stackBounds === undefined) return;
    const { high, low } = this.stackBounds;
    this.#limit.value = high | 0;
    this.recorder.onDeeper = (pointer) => {
      this.#limit.value = Math.max(0, pointer - STACK_STEP) | 0;
      return pointer < low + margin;
    };
  }

  stackUse(): StackUse {
    const lowest = this.recorder.lowestStackPointer;
    const deepest = this.stackBounds === undefined ? 0 : Math.max(0, this.stackBounds.high - lowest);
    return { bounds: this.stackBounds, deepest };
  }

  #unseen(run: () => void): void {
    const before = this.#depth.value;
    this.#depth.value = 1;
    try {
      run();
    } finally {
      this.#depth.value = before;
    }
  }
}

/** The exports without those of the rewriter: null prototype and frozen, like the engine's own object. */
export function visibleExports(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const visible = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(raw)) if (!name.startsWith(PREFIX)) visible[name] = raw[name];
  return Object.freeze(visible);
}
