import type { WasmModule } from "../module/index.ts";
import { readData, stackPointerGlobal, ValueType } from "../module/index.ts";

/** What the linker put into a module, as far as a scan needs it. */
export interface LinkImage {
  /** Lowest address the data segments cover. */
  readonly start: number;
  /** The words from `start` on as they are before the first instruction runs; zero where no segment writes. */
  readonly words: Uint32Array;
  /** Initial value of the shadow stack's pointer, where the module has one. */
  readonly stackTop: number | undefined;
}

/** No module at hand: nothing is subtracted, and the whole stack counts as live. */
export const NO_IMAGE: LinkImage = { start: 0, words: new Uint32Array(0), stackTop: undefined };

/** Reads data segments and stack pointer of a module. Segments whose place an import decides, and passive ones, are left out.
 * @throws ModuleFormatError when the module is malformed. */
export function linkImage(module: WasmModule): LinkImage {
  const segments = readData(module).filter(({ address, memory, bytes }) => {
    return address !== undefined && memory === 0 && bytes.length > 0 && address + bytes.length <= 2 ** 32;
  });
  const starts = segments.map(({ address }) => address as number);
  const start = segments.length === 0 ? 0 : starts.reduce((a, b) => Math.min(a, b)) & ~7;
  const end = segments.reduce((last, { address, bytes }) => Math.max(last, (address as number) + bytes.length), start);
  // A segment far above the others would make an image of the size of the memory; no linker does that.
  const length = Math.min(end - start, 2 ** 28);
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  for (const segment of segments) {
    const offset = (segment.address as number) - start;
    if (offset + segment.bytes.length <= bytes.length) bytes.set(segment.bytes, offset);
  }
  return { start, words: new Uint32Array(bytes.buffer), stackTop: stackTop(module) };
}

/** Where the shadow stack begins. Stripped AssemblyScript modules have other globals in front of its pointer: there it is the
 * first mutable integer whose value can be an address. */
function stackTop(module: WasmModule): number | undefined {
  const value = (index: number): number | undefined => {
    const global = module.globals[index];
    const initial = global?.mutable && !global.imported ? global.init?.value : undefined;
    const integer = global?.type === ValueType.i32 || global?.type === ValueType.i64;
    return integer && initial !== undefined && initial >= 512 && initial % 4 === 0 ? initial : undefined;
  };
  const known = stackPointerGlobal(module);
  if (known !== undefined) return value(known);
  for (let index = 0; index < module.globals.length; index++) {
    const candidate = value(index);
    if (candidate !== undefined) return candidate;
  }
  return undefined;
}
