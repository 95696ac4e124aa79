import type { AllocatorSite } from "../allocator/index.ts";
import {
  ChunkList,
  ExternKind,
  SECTION_ORDER,
  SectionId,
  stackPointerGlobal,
  text,
  u32,
  ValueType,
  type Signature,
  type WasmModule,
} from "../module/index.ts";
import { nameSection } from "./name-section.ts";
import { OffsetMap, type Piece } from "./offsets.ts";
import { tailCalled } from "./tail-calls.ts";
import { contextWrapper, entryWrappers, siteWrapper, type Additions } from "./wrappers.ts";

/** Prefix of every export that the rewriter adds; programs never see them. */
export const PREFIX = "wasm-leaks:";

/** Names of the added exports; `global` is followed by an index, `site` by the number of the site. */
export const Added: Readonly<
  Record<"hooks" | "memory" | "depth" | "off" | "limit" | "start" | "global" | "site", string>
> = {
  hooks: `${PREFIX}hooks`,
  memory: `${PREFIX}memory`,
  depth: `${PREFIX}depth`,
  off: `${PREFIX}off`,
  limit: `${PREFIX}limit`,
  start: `${PREFIX}start`,
  global: `${PREFIX}global:`,
  site: `${PREFIX}site:`,
};

export interface RewriteOptions {
  /** Wrap exported functions, so that allocations can be told apart by the export JavaScript called. */
  readonly entries: boolean;
  /** Wrap every function of at least 24 bytes: exact paths without stacks, and a warning before the stack overflows. */
  readonly functions: boolean;
}

/** A rewritten module and what is needed to read its events. */
export interface Rewritten {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sites: readonly AllocatorSite[];
  /** Names of the exported functions by entry number minus 1. */
  readonly entries: readonly string[];
  readonly offsets: OffsetMap;
  readonly stackPointer: number | undefined;
  /** The start function was taken out of the module and must be called as `wasm-leaks:start`. */
  readonly deferredStart: boolean;
}

/** Bodies longer than this are taken to call something without a look. */
const SMALL_BODY = 64;
const CALLS = [0x10, 0x11, 0x14];
const NO_BODY = new Uint8Array(0);
const LEAST_FUNCTION = 24;
const FUNCREF = 0x70;

type Wrap = (type: Signature, moved: number) => Uint8Array;

/** Decides which functions get which wrapper. */
function planWrappers(
  module: WasmModule,
  sites: readonly AllocatorSite[],
  to: Additions,
  options: RewriteOptions,
): { wraps: Map<number, Wrap>; entries: string[] } {
  const wraps = new Map<number, Wrap>();
  const entries: string[] = [];
  for (const [number, site] of sites.entries())
    wraps.set(site.function, (type, moved) => siteWrapper(to, site, number, type, moved));
  if (!options.entries && !options.functions) return { wraps, entries };
  const body = (index: number): Uint8Array => {
    const at = 2 * (index - module.importedFunctions);
    return at < 0 ? NO_BODY : module.bytes.subarray(module.bodies[at], module.bodies[at + 1]);
  };
  const exported = module.exports.filter(
    ({ kind, index }) => options.entries && kind === ExternKind.func && !wraps.has(index) && mayCall(body(index)),
  );
  const candidates = new Set(exported.map(({ index }) => index));
  if (options.functions)
    for (let index = module.importedFunctions; index < module.functions.length; index++)
      if (!wraps.has(index) && body(index).length >= LEAST_FUNCTION) candidates.add(index);
  if (candidates.size === 0) return { wraps, entries };
  const avoid = tailCalled(module, candidates);
  const entryWrapper = entryWrappers(to);
  for (const { index, name } of exported) {
    if (wraps.has(index) || avoid(index)) continue;
    const entry = entries.push(name);
    wraps.set(index, (type, moved) => entryWrapper(entry, type, moved));
  }
  for (const index of options.functions ? candidates : [])
    if (!wraps.has(index) && !avoid(index)) wraps.set(index, (type, moved) => contextWrapper(to, index, type, moved));
  return { wraps, entries };
}

/** Whether a body may call anything: an export that does not allocates nothing, as the getters that are called most often. */
function mayCall(body: Uint8Array): boolean {
  return body.length > SMALL_BODY || CALLS.some((opcode) => body.includes(opcode));
}

interface SwappedCode {
  readonly code: ChunkList;
  readonly appendedTypes: number[];
  readonly moved: Map<number, number>;
}

/** The code section with wrappers in place and the wrapped bodies at the end. */
function swapBodies(module: WasmModule, wraps: ReadonlyMap<number, Wrap>): SwappedCode {
  const { bytes, bodies, importedFunctions } = module;
  const code = new ChunkList();
  const tail = new ChunkList();
  const appendedTypes: number[] = [];
  const moved = new Map<number, number>();
  code.push(u32(bodies.length / 2 + wraps.size));
  let copied = firstEntry(module);
  for (const index of [...wraps.keys()].sort((a, b) => a - b)) {
    const at = 2 * (index - importedFunctions);
    const start = bodies[at] as number;
    const end = bodies[at + 1] as number;
    const typeIndex = module.functions[index] as number;
    const type = module.types[typeIndex];
    if (type === undefined) throw new Error(`Function ${String(index)} has no function type`);
    const target = module.functions.length + appendedTypes.length;
    const wrapper = (wraps.get(index) as Wrap)(type, target);
    // The size before a body may be padded, so the entry begins where the one before it ends.
    const entry = at === 0 ? firstEntry(module) : (bodies[at - 1] as number);
    code.push(bytes.subarray(copied, entry)).push(u32(wrapper.length)).push(wrapper);
    copied = end;
    tail.push(u32(end - start)).push(bytes.subarray(start, end));
    appendedTypes.push(typeIndex);
    moved.set(target, index);
  }
  code.push(bytes.subarray(copied, bodies[bodies.length - 1] as number)).append(tail);
  return { code, appendedTypes, moved };
}

/** Where the first code entry begins: right after the number of bodies. */
function firstEntry(module: WasmModule): number {
  let at = module.sections.find((section) => section.id === SectionId.code)?.payload ?? 0;
  while ((module.bytes[at++] as number) >= 0x80);
  return at;
}

/** The content of a vector section with `extra` entries appended; `extra` alone when the section is missing. */
function extend(module: WasmModule, id: number, extra: readonly number[], count: number): ChunkList {
  const section = module.sections.find((candidate) => candidate.id === id);
  const content = new ChunkList();
  if (section === undefined) return content.push(u32(count)).push(extra);
  let at = section.payload;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = module.bytes[at++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return content
    .push(u32(value + count))
    .push(module.bytes.subarray(at, section.end))
    .push(extra);
}

const exportEntry = (name: string, kind: number, index: number): number[] => [...text(name), kind, ...u32(index)];

/** Shared modules run their start function in every thread, where nobody may be there to call it later. */
function canDeferStart(module: WasmModule): boolean {
  if (module.start === undefined || module.memories.some((memory) => memory.shared)) return false;
  // The engine must still refuse a start function that takes or gives something.
  const type = module.types[module.functions[module.start] ?? -1];
  return type !== undefined && type.params.length === 0 && type.results.length === 0;
}

function addedExports(
  module: WasmModule,
  to: Additions,
  sites: readonly AllocatorSite[],
  code: SwappedCode,
): number[][] {
  const added = [
    exportEntry(Added.hooks, ExternKind.table, to.table),
    exportEntry(Added.depth, ExternKind.global, to.depth),
    exportEntry(Added.off, ExternKind.global, to.off),
    exportEntry(Added.limit, ExternKind.global, to.limit),
  ];
  if (module.memories.length > 0) added.push(exportEntry(Added.memory, ExternKind.memory, 0));
  if (module.start !== undefined && canDeferStart(module))
    added.push(exportEntry(Added.start, ExternKind.func, module.start));
  for (const [index, global] of module.globals.entries())
    if ((global.mutable || global.imported) && (global.type === ValueType.i32 || global.type === ValueType.i64))
      added.push(exportEntry(Added.global + String(index), ExternKind.global, index));
  for (const [target, index] of code.moved) {
    const number = sites.findIndex((site) => site.function === index);
    if (number !== -1) added.push(exportEntry(Added.site + String(number), ExternKind.func, target));
  }
  return added;
}

function piecesOf(output: ChunkList, module: WasmModule): Piece[] {
  const code = module.sections.find((section) => section.id === SectionId.code);
  const pieces: Piece[] = [];
  let to = 0;
  for (const chunk of output.chunks) {
    const from = chunk.byteOffset - module.bytes.byteOffset;
    if (chunk.buffer === module.bytes.buffer && code !== undefined && from >= code.payload && from < code.end)
      pieces.push({ to, from, length: chunk.length });
    to += chunk.length;
  }
  return pieces;
}

/**
 * Puts hooks around the allocator by appending only: wrapped bodies move to new functions at the end of the index space,
 * so no index changes and no instruction is decoded. Costs are one copy of the module.
 *
 * The result has not been validated; hand it to the engine and keep the original bytes for the case that it refuses.
 *
 * @throws {@link ModuleFormatError} when a section turns out malformed.
 */
export function rewrite(module: WasmModule, sites: readonly AllocatorSite[], options: RewriteOptions): Rewritten {
  const stackPointer = stackPointerGlobal(module);
  const firstGlobal = module.globals.length;
  const to: Additions = {
    hookType: module.types.length,
    table: module.tableCount,
    depth: firstGlobal,
    off: firstGlobal + 1,
    context: firstGlobal + 2,
    limit: firstGlobal + 3,
    stackPointer:
      stackPointer === undefined
        ? undefined
        : { index: stackPointer, wide: module.globals[stackPointer]?.type === ValueType.i64 },
  };
  const { wraps, entries } = planWrappers(module, sites, to, options);
  const code = swapBodies(module, wraps);
  const exports = addedExports(module, to, sites, code);
  const i32 = ValueType.i32;
  const changed = new Map<number, ChunkList>([
    [SectionId.type, extend(module, SectionId.type, [0x60, 6, i32, i32, i32, i32, i32, i32, 1, i32], 1)],
    [
      SectionId.function,
      extend(module, SectionId.function, code.appendedTypes.flatMap(u32), code.appendedTypes.length),
    ],
    [SectionId.table, extend(module, SectionId.table, [FUNCREF, 1, 1, 1], 1)],
    [
      SectionId.global,
      extend(
        module,
        SectionId.global,
        [1, 1, 0, 0].flatMap((value) => [i32, 1, 0x41, value, 0x0b]),
        4,
      ),
    ],
    [SectionId.export, extend(module, SectionId.export, exports.flat(), exports.length)],
    [SectionId.code, code.code],
  ]);
  const deferredStart = canDeferStart(module);
  const output = new ChunkList().push(module.bytes.subarray(0, 8));
  let next = 0;
  const emitMissing = (before: number): void => {
    for (; next < before; next++) {
      const id = SECTION_ORDER[next] as number;
      const content = changed.get(id);
      if (content !== undefined) output.section(id, content);
      changed.delete(id);
    }
  };
  for (const section of module.sections) {
    if (section.id === SectionId.custom) {
      output.push(module.bytes.subarray(section.start, section.end));
      continue;
    }
    emitMissing(SECTION_ORDER.indexOf(section.id));
    const content = changed.get(section.id);
    if (content !== undefined) emitMissing(next + 1);
    else if (section.id !== SectionId.start || !deferredStart)
      output.push(module.bytes.subarray(section.start, section.end));
    next = Math.max(next, SECTION_ORDER.indexOf(section.id) + 1);
  }
  emitMissing(SECTION_ORDER.length);
  output.append(nameSection(module, sites, code.moved));
  const offsets = new OffsetMap(() => piecesOf(output, module), code.moved);
  return { bytes: output.join(), sites, entries, offsets, stackPointer, deferredStart };
}
