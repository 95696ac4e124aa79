export { ChunkList, pushText, pushU32, s32, text, u32 } from "./encode.ts";
export { eachInstruction, opcodeFlags } from "./instructions.ts";
export { functionNames, NameKind, readNames, visitNames } from "./names.ts";
export { ExternKind, isModule, readModule, SECTION_ORDER, SectionId, viewOf, type WasmModule } from "./read.ts";
export { decodeText, ModuleFormatError } from "./reader.ts";
export { readData, readElements } from "./segments.ts";
export { ValueType, type Signature } from "./signatures.ts";
export { stackPointerGlobal } from "./stack-pointer.ts";
