import {
  decodeText,
  ExternKind,
  functionNames,
  NameKind,
  ValueType,
  visitNames,
  type WasmModule,
} from "../module/index.ts";
import type { HeapKind } from "../types.ts";
import { fingerprint } from "./fingerprint.ts";
import { readGlue } from "./glue.ts";
import { weeFingerprint } from "./wee.ts";
import { canonicalName, knownName, mayBeAllocator, type KnownName } from "./known-names.ts";
import {
  EVIDENCE,
  type Allocator,
  type AllocatorOption,
  type AllocatorSite,
  type Evidence,
  type SiteOption,
  type SiteRole,
} from "./sites.ts";

export interface FindOptions {
  /** Functions named by the user; when given, nothing is guessed. */
  readonly allocator?: AllocatorOption | undefined;
  /** Text of the glue code, for modules whose exports are minified. */
  readonly glue?: string | undefined;
}

const isAddress = (type: number | undefined): boolean => type === ValueType.i32 || type === ValueType.i64;

/** Collects sites and refuses those whose type cannot be what the name says. */
class SiteCollector {
  readonly sites = new Map<number, AllocatorSite>();
  readonly notes: string[] = [];
  fixedSizes = false;
  readonly module: WasmModule;

  constructor(module: WasmModule) {
    this.module = module;
  }

  add(index: number, name: string, known: KnownName, found: Evidence): boolean {
    if (this.sites.has(index) || index < this.module.importedFunctions) return false;
    const type = this.module.types[this.module.functions[index] ?? -1];
    if (type === undefined) return false;
    const place = (position: number | undefined): number | undefined =>
      position === undefined ? undefined : position < 0 ? type.params.length + position : position;
    const size = place(known.size);
    const count = place(known.count);
    const pointer = place(known.pointer);
    const fits =
      [size, count, pointer].every((at) => at === undefined || isAddress(type.params[at])) &&
      (known.role === "release" || (type.results.length === 1 && isAddress(type.results[0]))) &&
      type.results.length <= 1 &&
      type.results.every((result) => result >= ValueType.f64);
    if (!fits) {
      this.notes.push(`${name} (function ${String(index)}) has a type that does not fit its name and was left alone`);
      return false;
    }
    this.sites.set(index, {
      function: index,
      role: known.role,
      parameters: type.params.length,
      name: canonicalName(name),
      found,
      ...(size === undefined ? {} : { size }),
      ...(count === undefined ? {} : { count }),
      ...(pointer === undefined ? {} : { pointer }),
    });
    return true;
  }

  has(role: SiteRole): boolean {
    for (const site of this.sites.values()) if (site.role === role) return true;
    return false;
  }

  get complete(): boolean {
    return this.has("acquire") && this.has("release");
  }
}

function addOptions(collector: SiteCollector, option: AllocatorOption): void {
  const names = functionNames(collector.module);
  const indices = new Map<string, number>();
  for (const [index, name] of names) indices.set(name, index).set(canonicalName(name), index);
  for (const { kind, name, index } of collector.module.exports) if (kind === ExternKind.func) indices.set(name, index);
  const add = (site: SiteOption, role: SiteRole, fallback: KnownName): void => {
    const given = typeof site === "object" ? site : { function: site };
    const index = typeof given.function === "number" ? given.function : indices.get(given.function);
    const label = String(given.function);
    if (index === undefined) {
      collector.notes.push(`The module has no function called ${label}; see \`wasm-leaks inspect\` for its names`);
      return;
    }
    const { function: _function, ...places } = given;
    const known = (typeof given.function === "string" ? knownName(label) : undefined) ?? fallback;
    collector.add(
      index,
      names.get(index) ?? label,
      { ...(known.role === role ? known : fallback), ...places },
      "option",
    );
  };
  for (const site of option.acquire ?? []) add(site, "acquire", { role: "acquire", size: 0 });
  for (const site of option.release ?? []) add(site, "release", { role: "release", pointer: 0 });
  for (const site of option.resize ?? []) add(site, "resize", { role: "resize", pointer: 0, size: -1 });
}

/** Adds what the name section names, and says which allocator library its names belong to. */
function addNames(collector: SiteCollector): HeapKind | undefined {
  const { bytes } = collector.module;
  let kind: HeapKind | undefined;
  visitNames(collector.module, NameKind.function, (index, start, end) => {
    if (!mayBeAllocator(bytes, start, end)) return;
    const name = decodeText(bytes, start, end);
    const known = knownName(name);
    if (known !== undefined && known.boundary !== true) collector.add(index, name, known, "name");
    kind ??= known?.kind ?? kindOfName(name);
  });
  return kind;
}

/** Copies of dlmalloc that one module may hold; more matches than this are something else. */
const MOST_COPIES = 2;

function addFingerprint(collector: SiteCollector): boolean {
  const { malloc, free, realloc, memalign, fixedSizes } = fingerprint(collector.module);
  const found = (list: readonly number[]): boolean => list.length > 0 && list.length <= MOST_COPIES;
  if (!found(malloc)) return false;
  if (!found(free)) return collector.has("release");
  const add = (list: readonly number[], name: string, known: KnownName): void => {
    for (const index of list) collector.add(index, name, known, "fingerprint");
  };
  add(malloc, "malloc", { role: "acquire", size: -1 });
  add(free, "free", { role: "release", pointer: -1 });
  collector.fixedSizes = fixedSizes;
  // One of each per copy; more are callers that have them inlined.
  if (realloc.length <= malloc.length)
    for (const { index, pointer } of realloc) add([index], "realloc", { role: "resize", pointer, size: -1 });
  if (memalign.length <= malloc.length) add(memalign, "memalign", { role: "acquire", size: -1 });
  return true;
}

/**
 * wee_alloc by its code. This goes before the names around it: link-time optimisation takes `__rust_alloc` into some of its
 * callers and leaves it to others.
 */
function addWee(collector: SiteCollector): boolean {
  const found = weeFingerprint(collector.module);
  if (found === undefined) return false;
  collector.sites.clear();
  if (found.inlined) {
    collector.notes.push(
      "wee_alloc is compiled into the functions that use it, so that hooks would miss blocks: walk and check work without " +
        'them; to see events, build without `lto` or with `opt-level = "z"`',
    );
    return true;
  }
  const { acquire, release } = found;
  collector.add(acquire.index, "alloc", { role: "acquire", size: acquire.parameter }, "fingerprint");
  collector.add(release.index, "dealloc", { role: "release", pointer: release.parameter }, "fingerprint");
  return true;
}

function addExports(collector: SiteCollector, inner: boolean): void {
  for (const { kind, name, index } of collector.module.exports) {
    if (kind !== ExternKind.func) continue;
    const known = knownName(name);
    if (known !== undefined && !(inner && known.boundary === true)) collector.add(index, name, known, "export");
  }
}

function addGlue(collector: SiteCollector, glue: string): void {
  const exported = new Map(collector.module.exports.map((entry) => [entry.name, entry.index]));
  for (const [name, exportName] of readGlue(glue, collector.module)) {
    const index = exported.get(exportName);
    const known = knownName(name);
    if (index !== undefined && known !== undefined) collector.add(index, name, known, "glue");
  }
}

/** AssemblyScript's exported runtime: objects are collected, so there is nothing to release from outside. */
function addAssemblyScript(collector: SiteCollector): boolean {
  const exported = new Map(collector.module.exports.map((entry) => [entry.name, entry]));
  if (!exported.has("__new") || !exported.has("__rtti_base")) return false;
  const index = exported.get("__new")?.index;
  if (index !== undefined && !collector.has("acquire"))
    collector.add(index, "__new", { role: "acquire", size: 0 }, "export");
  return true;
}

function kindOfName(name: string): HeapKind | undefined {
  if (name.includes("wee_alloc")) return "wee_alloc";
  if (name.startsWith("emmalloc_")) return "emmalloc";
  if (name.startsWith("mi_malloc")) return "mimalloc";
  if (name.startsWith("~lib/rt/tlsf/")) return "assemblyscript";
  return undefined;
}

/**
 * Finds a module's allocator without running it: the user's option alone if given, else names, byte fingerprint,
 * exports and glue together. `probe` is for what this cannot find.
 *
 * Never throws for a module that {@link readModule} accepted; what does not fit is left out and noted.
 */
export function findAllocator(module: WasmModule, options: FindOptions = {}): Allocator {
  const collector = new SiteCollector(module);
  let kind: HeapKind | undefined;
  if (options.allocator !== undefined) {
    addOptions(collector, options.allocator);
    // Headers may be read only if the functions named are dlmalloc's own and not those of an arena above it.
    const { malloc, free } = fingerprint(module);
    if ([malloc, free].every(([index]) => index !== undefined && collector.sites.has(index))) kind = "dlmalloc";
  } else {
    kind = addNames(collector);
    if (addFingerprint(collector)) kind ??= "dlmalloc";
    const wee = (kind === "wee_alloc" || !collector.complete) && addWee(collector);
    if (wee) kind = "wee_alloc";
    const inner = collector.complete;
    // Around an inlined wee_alloc, exports would show some of the blocks and miss their release.
    if (wee && !inner) return describe([], "wee_alloc", collector.notes);
    addExports(collector, inner);
    if (options.glue !== undefined && !inner) addGlue(collector, options.glue);
    if (addAssemblyScript(collector)) kind = "assemblyscript";
  }
  const allocator = describe([...collector.sites.values()], kind ?? "unknown", collector.notes);
  return collector.fixedSizes && kind === "dlmalloc" ? { ...allocator, fixedSizes: true } : allocator;
}

/** Puts sites into order and says how far they reach. */
export function describe(found: readonly AllocatorSite[], kind: HeapKind, notes: readonly string[]): Allocator {
  const sites = found.toSorted(
    (a, b) => EVIDENCE.indexOf(a.found) - EVIDENCE.indexOf(b.found) || a.function - b.function,
  );
  const acquire = sites.find((site) => site.role === "acquire");
  const release = sites.find((site) => site.role === "release");
  const all = [...notes];
  if (acquire === undefined) {
    if (kind !== "wee_alloc") all.push("No allocator function was recognised; name it with the option `allocator`");
  } else if (release === undefined && kind !== "assemblyscript")
    all.push("A function that allocates was recognised, but none that frees; name it with the option `allocator`");
  const boundary = sites.length > 0 && sites.every((site) => knownName(site.name)?.boundary === true);
  return {
    kind,
    sites,
    found: acquire?.found,
    coverage: acquire === undefined ? "none" : boundary ? "boundary" : "inner",
    notes: all,
  };
}
