import { findAllocator, type Allocator, type FindOptions } from "./allocator/index.ts";
import { isProbable, probeAllocator } from "./allocator/probe.ts";
import {
  ExternKind,
  functionNames,
  readModule,
  readNames,
  stackPointerGlobal,
  type WasmModule,
} from "./module/index.ts";
import type { ModuleBytes } from "./types.ts";

/** An export that acquires, with the exports that release what it gives. */
export interface SuggestedFamily {
  readonly acquire: string;
  readonly release: readonly string[];
}

/** What can be said of a module without its program. */
export interface Inspection {
  readonly bytes: number;
  readonly functions: number;
  readonly exports: readonly string[];
  readonly allocator: Allocator;
  /** Allocator functions with the best name known for each. */
  readonly sites: readonly {
    readonly name: string;
    readonly function: number;
    readonly role: string;
    readonly found: string;
  }[];
  readonly names: "name section" | "exports only";
  /** What stack traces can be mapped to. */
  readonly debug: readonly ("DWARF" | "source map" | "external DWARF")[];
  readonly memory:
    | { readonly pages: number; readonly maximum: number | undefined; readonly shared: boolean; readonly wide: boolean }
    | undefined;
  readonly stackPointer: number | undefined;
  readonly producers: string | undefined;
  /** Pairs among the exports, for `settings["wasm-leaks"].families`. */
  readonly families: readonly SuggestedFamily[];
}

/** Finds pairs of exports; the linter's conventions are handed in, so that this module does not depend on them. */
export type FamilyFinder = (exports: readonly string[]) => readonly SuggestedFamily[];

function debugOf(module: WasmModule): Inspection["debug"] {
  const has = (name: string): boolean => module.sections.some((section) => section.name === name);
  const found: Inspection["debug"][number][] = [];
  if (has(".debug_line")) found.push("DWARF");
  if (has("sourceMappingURL")) found.push("source map");
  if (has("external_debug_info")) found.push("external DWARF");
  return found;
}

function producersOf(module: WasmModule): string | undefined {
  const section = module.sections.find((candidate) => candidate.name === "producers");
  if (section === undefined) return undefined;
  const words = new TextDecoder().decode(module.bytes.slice(section.payload, section.end));
  return /(rustc|clang|emscripten|wasm-bindgen|walrus|AssemblyScript|TinyGo|Go|swift)/i.exec(words)?.[1];
}

/**
 * Looks into a module: its allocator and how it was found, what names it, and which exports acquire and release.
 * Probes the exports in a worker when nothing gives the allocator away, unless `probe` is `false`.
 *
 * @throws {@link ModuleFormatError} when the bytes are no module that can be read.
 */
export async function inspectModule(
  source: ModuleBytes,
  families: FamilyFinder,
  options: FindOptions & { readonly probe?: boolean } = {},
): Promise<Inspection> {
  const module = readModule(source);
  let allocator = findAllocator(module, options);
  if (allocator.coverage === "none" && options.probe !== false && isProbable(module)) {
    const probed = await probeAllocator(module);
    if (probed.coverage !== "none") allocator = probed;
  }
  const names = functionNames(module);
  const exports = module.exports.filter((entry) => entry.kind === ExternKind.func).map((entry) => entry.name);
  const [memory] = module.memories;
  return {
    bytes: module.bytes.length,
    functions: module.functions.length,
    exports,
    allocator,
    sites: allocator.sites.map((site) => ({
      name: site.name === names.get(site.function) ? site.name : `${site.name}${called(names.get(site.function))}`,
      function: site.function,
      role: site.role,
      found: site.found,
    })),
    names: readNames(module).functions.size > 0 ? "name section" : "exports only",
    debug: debugOf(module),
    memory:
      memory === undefined
        ? undefined
        : { pages: memory.minimum, maximum: memory.maximum, shared: memory.shared, wide: memory.wide },
    stackPointer: stackPointerGlobal(module),
    producers: producersOf(module),
    families: families(exports),
  };
}

function called(name: string | undefined): string {
  return name === undefined ? "" : ` (${name.length > 60 ? `${name.slice(0, 57)}...` : name})`;
}
