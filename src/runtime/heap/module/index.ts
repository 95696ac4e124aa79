export { ChunkList, s32, text, u32 } from "./encode.ts";
export { functionNames, NameKind, readNames, visitNames, type ModuleNames } from "./names.ts";
export {
  ExternKind,
  isModule,
  readModule,
  SECTION_ORDER,
  SectionId,
  viewOf,
  type MemoryType,
  type ModuleExport,
  type ModuleGlobal,
  type ModuleImport,
  type Section,
  type WasmModule,
} from "./read.ts";
export { ByteReader, decodeText, ModuleFormatError } from "./reader.ts";
export { readData, readElements, type DataSegment, type ElementSegment } from "./segments.ts";
export { ValueType, type Signature } from "./signatures.ts";
export { stackPointerGlobal } from "./stack-pointer.ts";
