import { ByteReader, ModuleFormatError } from "./reader.ts";
import { ExternKind, type WasmModule } from "./read.ts";

function readNameMap(reader: ByteReader, into: Map<number, string>): void {
  const count = reader.count();
  for (let i = 0; i < count; i++) into.set(reader.u32(), reader.name());
}

/** A name section read: names by index. Empty maps when the module was stripped. */
export interface ModuleNames {
  readonly module: string | undefined;
  readonly functions: ReadonlyMap<number, string>;
  readonly globals: ReadonlyMap<number, string>;
}

/** Numbers of the parts of a name section that are read here. */
export const NameKind = { function: 1, global: 7 } as const;

/** Calls `visit` with the byte range of every name of a kind, without decoding any: large modules have 40,000 names. */
export function visitNames(
  module: WasmModule,
  kind: number,
  visit: (index: number, start: number, end: number) => void,
): void {
  const section = module.sections.find((candidate) => candidate.name === "name");
  if (section === undefined) return;
  try {
    const reader = new ByteReader(module.bytes, section.payload, section.end);
    while (!reader.done) {
      const id = reader.u8();
      const size = reader.u32();
      const body = new ByteReader(module.bytes, reader.offset, reader.offset + size);
      reader.skip(size);
      if (id !== kind) continue;
      for (let left = body.count(); left > 0; left--) {
        const index = body.u32();
        const length = body.u32();
        body.skip(length);
        visit(index, body.offset - length, body.offset);
      }
    }
  } catch (error) {
    if (!(error instanceof ModuleFormatError)) throw error;
  }
}

const cache = new WeakMap<WasmModule, ModuleNames>();

/** Reads the `name` section, once per module; a malformed one gives what could be read, as engines do. */
export function readNames(module: WasmModule): ModuleNames {
  const cached = cache.get(module);
  if (cached !== undefined) return cached;
  const functions = new Map<number, string>();
  const globals = new Map<number, string>();
  let name: string | undefined;
  const section = module.sections.find((candidate) => candidate.name === "name");
  if (section !== undefined) {
    try {
      const reader = new ByteReader(module.bytes, section.payload, section.end);
      while (!reader.done) {
        const id = reader.u8();
        const size = reader.u32();
        const body = new ByteReader(module.bytes, reader.offset, reader.offset + size);
        reader.skip(size);
        if (id === 0) name = body.name();
        else if (id === 1) readNameMap(body, functions);
        else if (id === 7) readNameMap(body, globals);
      }
    } catch (error) {
      if (!(error instanceof ModuleFormatError)) throw error;
    }
  }
  const names = { module: name, functions, globals };
  cache.set(module, names);
  return names;
}

/**
 * The best name known for each function: name section, else the import's `module.field`, else the export's name.
 * Indices without a name are absent.
 */
export function functionNames(module: WasmModule): Map<number, string> {
  const names = new Map<number, string>();
  for (const { kind, index, name } of module.exports)
    if (kind === ExternKind.func && !names.has(index)) names.set(index, name);
  let index = 0;
  for (const entry of module.imports)
    if (entry.kind === ExternKind.func) names.set(index++, `${entry.module}.${entry.name}`);
  for (const [function_, name] of readNames(module).functions) names.set(function_, name);
  return names;
}
