import { readConstant } from "./constant.ts";
import { ByteReader } from "./reader.ts";
import { passiveAddresses } from "./passive.ts";
import { SectionId, type WasmModule } from "./read.ts";
import { readValueType } from "./signatures.ts";

/** One data segment: the bytes the linker wrote, and where they go. */
export interface DataSegment {
  /**
   * Address in linear memory; `undefined` for places an imported global decides, and for passive segments that the start
   * function does not put somewhere as a whole.
   */
  readonly address: number | undefined;
  readonly memory: number;
  readonly passive: boolean;
  /** View into the module's bytes. */
  readonly bytes: Uint8Array;
}

/** One element segment, reduced to the functions it names (`undefined` where an entry is no plain function). */
export interface ElementSegment {
  readonly table: number;
  readonly offset: number | undefined;
  readonly passive: boolean;
  readonly functions: readonly (number | undefined)[];
}

function sectionReader(module: WasmModule, id: number): ByteReader | undefined {
  const section = module.sections.find((candidate) => candidate.id === id);
  return section && new ByteReader(module.bytes, section.payload, section.end);
}

function knownGlobal(module: WasmModule): (index: number) => number | undefined {
  return (index) => {
    const global = module.globals[index];
    return global === undefined || global.mutable ? undefined : global.init?.value;
  };
}

/**
 * The module's data segments in order.
 *
 * @throws {@link ModuleFormatError} when the data section is malformed.
 */
export function readData(module: WasmModule): DataSegment[] {
  const reader = sectionReader(module, SectionId.data);
  if (reader === undefined) return [];
  const known = knownGlobal(module);
  const segments: DataSegment[] = [];
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const flags = reader.u32();
    if (flags > 2) reader.fail(`Unknown kind of data segment ${String(flags)}`);
    const memory = flags === 2 ? reader.u32() : 0;
    const passive = flags === 1;
    const value = passive ? undefined : readConstant(reader, known).value;
    const address = value === undefined || module.memories[memory]?.wide ? value : value >>> 0;
    const size = reader.u32();
    const start = reader.offset;
    reader.skip(size);
    segments.push({ address, memory, passive, bytes: module.bytes.subarray(start, start + size) });
  }
  if (!segments.some(({ passive }) => passive)) return segments;
  const placed = passiveAddresses(
    module,
    segments.map(({ bytes }) => bytes.length),
  );
  return segments.map((segment, index) =>
    segment.passive && placed.has(index) ? { ...segment, address: placed.get(index) } : segment,
  );
}

/**
 * The module's element segments in order.
 *
 * @throws {@link ModuleFormatError} when the element section is malformed.
 */
export function readElements(module: WasmModule): ElementSegment[] {
  const reader = sectionReader(module, SectionId.element);
  if (reader === undefined) return [];
  const known = knownGlobal(module);
  const segments: ElementSegment[] = [];
  const count = reader.count();
  for (let i = 0; i < count; i++) {
    const flags = reader.u32();
    if (flags > 7) reader.fail(`Unknown kind of element segment ${String(flags)}`);
    const passive = (flags & 1) === 1;
    const table = !passive && flags & 2 ? reader.u32() : 0;
    const offset = passive ? undefined : readConstant(reader, known).value;
    const expressions = flags >= 4;
    if ((flags & 3) !== 0) {
      if (expressions) readValueType(reader);
      else reader.u8();
    }
    const entries = reader.count();
    const functions: (number | undefined)[] = [];
    for (let j = 0; j < entries; j++) functions.push(expressions ? readConstant(reader, known).func : reader.u32());
    segments.push({ table, offset, passive, functions });
  }
  return segments;
}
