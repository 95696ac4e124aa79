import { ExternKind, ValueType, type WasmModule } from "../module/index.ts";
import { describe } from "./find.ts";
import { PROBE_SOURCE } from "./probe-source.ts";
import type { Allocator, AllocatorSite } from "./sites.ts";

interface ProbeWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

type Found = { readonly acquire: string; readonly release: string } | undefined;

/** A module with more candidates than this is no allocator with a few exports; trying all would take too long. */
const MOST_CANDIDATES = 200;

function candidates(module: WasmModule, params: number, results: number): string[] {
  return module.exports
    .filter(({ kind, index }) => {
      if (kind !== ExternKind.func || index < module.importedFunctions) return false;
      const type = module.types[module.functions[index] ?? -1];
      if (type?.params.length !== params || type.results.length !== results) return false;
      return [...type.params, ...type.results].every((value) => value === ValueType.i32);
    })
    .map((entry) => entry.name)
    .slice(0, MOST_CANDIDATES);
}

const GLOBAL_TYPES: Readonly<Record<number, string>> = { 0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64" };

/** What the worker needs to make imports that do nothing; `undefined` when some import cannot be made. */
function describeImports(module: WasmModule): Record<string, unknown>[] | undefined {
  const memories = module.memories.filter((memory) => memory.imported);
  const globals = module.globals.filter((global) => global.imported);
  const described: Record<string, unknown>[] = [];
  for (const { module: from, name, kind } of module.imports) {
    if (kind === ExternKind.func) described.push({ module: from, name, kind: "function" });
    else if (kind === ExternKind.memory) {
      const memory = memories.shift();
      if (memory === undefined || memory.wide) return undefined;
      const { minimum, maximum, shared } = memory;
      described.push({ module: from, name, kind: "memory", minimum, maximum, shared });
    } else if (kind === ExternKind.global) {
      const global = globals.shift();
      const type = GLOBAL_TYPES[global?.type ?? 0];
      if (type === undefined) return undefined;
      described.push({ module: from, name, kind: "global", type, mutable: global?.mutable ?? false });
    } else if (kind === ExternKind.table) described.push({ module: from, name, kind: "table", minimum: 4096 });
    else return undefined;
  }
  return described;
}

async function startWorker(answer: (found: Found) => void): Promise<ProbeWorker> {
  if (typeof process !== "undefined" && process.versions.node !== undefined) {
    const { Worker } = await import("node:worker_threads");
    const worker = new Worker(PROBE_SOURCE, { eval: true, stdout: true, stderr: true, execArgv: [] });
    worker.unref();
    worker.once("message", (message: { found: Found }) => {
      answer(message.found);
    });
    worker.once("error", () => {
      answer(undefined);
    });
    return worker;
  }
  const browser = globalThis as unknown as {
    Worker: new (url: string) => ProbeWorker & {
      onmessage: ((event: { data: { found: Found } }) => void) | null;
      onerror: (() => void) | null;
    };
  };
  const url = URL.createObjectURL(new Blob([PROBE_SOURCE], { type: "text/javascript" }));
  const worker = new browser.Worker(url);
  worker.onmessage = (event) => {
    answer(event.data.found);
  };
  worker.onerror = () => {
    answer(undefined);
  };
  return worker;
}

/** Whether a module offers anything to probe: memory, a function that could allocate, and one that could free. */
export function isProbable(module: WasmModule): boolean {
  return (
    module.memories.length > 0 &&
    module.bodies.length > 40 &&
    candidates(module, 1, 1).length > 0 &&
    candidates(module, 1, 0).length > 0
  );
}

/**
 * Finds `malloc` and `free` among the exports by trying them, in a worker that is ended after `timeout` milliseconds:
 * some exports never return. The last resort, for allocators that no name and no fingerprint gives away.
 *
 * Never rejects; gives an allocator of coverage `none` when nothing passes.
 */
export async function probeAllocator(module: WasmModule, timeout = 2000): Promise<Allocator> {
  const imports = isProbable(module) ? describeImports(module) : undefined;
  const found = imports === undefined ? undefined : await ask(module, imports, timeout).catch(() => undefined);
  const sites: AllocatorSite[] = [];
  for (const { kind, name, index } of module.exports) {
    if (kind !== ExternKind.func) continue;
    const shared = { function: index, parameters: 1, found: "probe" } as const;
    if (name === found?.acquire) sites.push({ ...shared, role: "acquire", name: "malloc", size: 0 });
    else if (name === found?.release) sites.push({ ...shared, role: "release", name: "free", pointer: 0 });
  }
  return describe(sites, "unknown", []);
}

async function ask(module: WasmModule, imports: unknown, timeout: number): Promise<Found> {
  const { promise, resolve } = withResolvers<Found>();
  const worker = await startWorker(resolve);
  const timer = setTimeout(() => {
    resolve(undefined);
  }, timeout);
  worker.postMessage({
    bytes: module.bytes.slice(),
    imports,
    acquire: candidates(module, 1, 1),
    release: candidates(module, 1, 0),
    start: candidates(module, 0, 0).slice(0, 4),
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
