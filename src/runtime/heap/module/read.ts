import { readConstant, type Constant } from "./constant.ts";
import { ByteReader, ModuleFormatError } from "./reader.ts";
import { readSignatures, readValueType, type Signature } from "./signatures.ts";

/** Numbers of the sections, as the WebAssembly core specification 5.5.2 gives them. */
export const SectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** Kinds of imports and exports, as the binary format numbers them. */
export const ExternKind = { func: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

/** One section: `start` is its id byte, `payload` the first byte after the size (for custom sections after the name). */
export interface Section {
  readonly id: number;
  readonly name: string | undefined;
  readonly start: number;
  readonly payload: number;
  readonly end: number;
}

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: number;
}

export interface ModuleExport {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** Limits of a memory in pages of 64 KiB (or of the custom page size, which this reader does not apply). */
export interface MemoryType {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly shared: boolean;
  /** 64-bit addresses (memory64). */
  readonly wide: boolean;
  readonly imported: boolean;
}

export interface ModuleGlobal {
  /** First byte of the value type, see `ValueType`. */
  readonly type: number;
  readonly mutable: boolean;
  readonly imported: boolean;
  /** Initial value; `undefined` for imported globals. */
  readonly init: Constant | undefined;
}

/** A module read as far as the index spaces; data, elements and names are read on demand by their own functions. */
export interface WasmModule {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly types: readonly (Signature | undefined)[];
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  /** Type index of every function, imported ones first. */
  readonly functions: readonly number[];
  readonly importedFunctions: number;
  readonly tableCount: number;
  readonly memories: readonly MemoryType[];
  readonly globals: readonly ModuleGlobal[];
  readonly start: number | undefined;
  /** Byte ranges of the bodies of the module's own functions: `[2 * i]` is the first byte after the size, `[2 * i + 1]` the end. */
  readonly bodies: Uint32Array;
}

/** Sections in the order that the format demands. */
export const SECTION_ORDER: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

interface Draft {
  types: (Signature | undefined)[];
  imports: ModuleImport[];
  exports: ModuleExport[];
  functions: number[];
  importedFunctions: number;
  tableCount: number;
  memories: MemoryType[];
  globals: ModuleGlobal[];
  start: number | undefined;
  bodies: Uint32Array;
}

function readLimits(reader: ByteReader): { minimum: number; maximum: number | undefined; flags: number } {
  const flags = reader.u8();
  if (flags > 0x0f) reader.fail(`Unknown limits 0x${flags.toString(16)}`);
  const minimum = reader.u64();
  const maximum = flags & 1 ? reader.u64() : undefined;
  if (flags & 8) reader.u32();
  return { minimum, maximum, flags };
}

function readMemory(reader: ByteReader, imported: boolean): MemoryType {
  const { minimum, maximum, flags } = readLimits(reader);
  return { minimum, maximum, shared: (flags & 2) !== 0, wide: (flags & 4) !== 0, imported };
}

function readTable(reader: ByteReader): void {
  if (reader.peek() === 0x40) {
    reader.skip(2);
    readValueType(reader);
    readLimits(reader);
    readConstant(reader, () => undefined);
    return;
  }
  readValueType(reader);
  readLimits(reader);
}

function readGlobalType(reader: ByteReader): { type: number; mutable: boolean } {
  const type = readValueType(reader);
  return { type, mutable: (reader.u8() & 1) === 1 };
}

function readImports(reader: ByteReader, draft: Draft): void {
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const module = reader.name();
    const name = reader.name();
    const kind = reader.u8();
    if (kind === ExternKind.func) draft.functions.push(reader.u32());
    else if (kind === ExternKind.table) {
      readTable(reader);
      draft.tableCount++;
    } else if (kind === ExternKind.memory) draft.memories.push(readMemory(reader, true));
    else if (kind === ExternKind.global)
      draft.globals.push({ ...readGlobalType(reader), imported: true, init: undefined });
    else if (kind === ExternKind.tag) {
      reader.u8();
      reader.u32();
    } else reader.fail(`Unknown kind of import ${String(kind)}`);
    draft.imports.push({ module, name, kind });
  }
  draft.importedFunctions = draft.functions.length;
}

function readGlobals(reader: ByteReader, draft: Draft): void {
  const known = (index: number): number | undefined => {
    const global = draft.globals[index];
    return global === undefined || global.mutable ? undefined : global.init?.value;
  };
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const type = readGlobalType(reader);
    draft.globals.push({ ...type, imported: false, init: readConstant(reader, known) });
  }
}

function readExports(reader: ByteReader, draft: Draft): void {
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const name = reader.name();
    draft.exports.push({ name, kind: reader.u8(), index: reader.u32() });
  }
}

function readBodies(reader: ByteReader): Uint32Array {
  const count = reader.count();
  const bodies = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const size = reader.u32();
    bodies[2 * i] = reader.offset;
    reader.skip(size);
    bodies[2 * i + 1] = reader.offset;
  }
  return bodies;
}

function readSection(id: number, reader: ByteReader, draft: Draft): void {
  if (id === SectionId.type) draft.types = readSignatures(reader);
  else if (id === SectionId.import) readImports(reader, draft);
  else if (id === SectionId.function) {
    const count = reader.count();
    for (let i = 0; i < count; i++) draft.functions.push(reader.u32());
  } else if (id === SectionId.table) {
    const count = reader.count();
    for (let i = 0; i < count; i++) readTable(reader);
    draft.tableCount += count;
  } else if (id === SectionId.memory) {
    const count = reader.count();
    for (let i = 0; i < count; i++) draft.memories.push(readMemory(reader, false));
  } else if (id === SectionId.global) readGlobals(reader, draft);
  else if (id === SectionId.export) readExports(reader, draft);
  else if (id === SectionId.start) draft.start = reader.u32();
  else if (id === SectionId.code) draft.bodies = readBodies(reader);
  else return;
  if (!reader.done) reader.fail(`Section ${String(id)} has bytes left over`);
}

/** `true` when the bytes begin like a WebAssembly core module of version 1. */
export function isModule(bytes: Uint8Array): boolean {
  return [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].every((byte, i) => bytes[i] === byte);
}

/** A view of the same bytes; nothing is copied. */
export function viewOf(source: ArrayBuffer | SharedArrayBuffer | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return new Uint8Array(source);
}

/**
 * Reads a module's index spaces. Costs are proportional to the number of functions and exports, not to their bodies.
 *
 * @throws {@link ModuleFormatError} when the bytes are no module, are cut off, or use an unknown part of the format.
 */
export function readModule(source: ArrayBuffer | SharedArrayBuffer | ArrayBufferView): WasmModule {
  const bytes = viewOf(source);
  if (!isModule(bytes)) throw new ModuleFormatError("These bytes are no WebAssembly core module of version 1", 0);
  const sections: Section[] = [];
  const draft: Draft = {
    types: [],
    imports: [],
    exports: [],
    functions: [],
    importedFunctions: 0,
    tableCount: 0,
    memories: [],
    globals: [],
    start: undefined,
    bodies: new Uint32Array(0),
  };
  const reader = new ByteReader(bytes, 8);
  let rank = -1;
  while (!reader.done) {
    const start = reader.offset;
    const id = reader.u8();
    const size = reader.u32();
    const body = new ByteReader(bytes, reader.offset, reader.offset + size);
    reader.skip(size);
    if (id !== SectionId.custom) {
      const place = SECTION_ORDER.indexOf(id);
      if (place === -1) reader.fail(`Unknown section ${String(id)}`);
      if (place <= rank) reader.fail(`Section ${String(id)} appears twice or too late`);
      rank = place;
    }
    const name = id === SectionId.custom ? body.name() : undefined;
    sections.push({ id, name, start, payload: body.offset, end: reader.offset });
    readSection(id, body, draft);
  }
  if (draft.functions.length - draft.importedFunctions !== draft.bodies.length / 2)
    reader.fail("The function and code sections disagree");
  return { bytes, sections, ...draft };
}
