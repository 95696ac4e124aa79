import { eachInstruction } from "./instructions.ts";
import type { WasmModule } from "./read.ts";

const I32_CONST = 0x41;
const BULK = 0xfc;
const MEMORY_INIT = 8;

function signed(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80 || shift > 28) return shift < 28 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value;
  }
}

/**
 * Where the start function puts passive data segments whole: modules with shared memory initialise it that way, in one thread
 * only. Address by number of the segment; those at a place that is computed are left out.
 */
export function passiveAddresses(module: WasmModule, sizes: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  const { bytes, bodies, start, importedFunctions } = module;
  const at = 2 * ((start ?? -1) - importedFunctions);
  if (start === undefined || at < 0 || at >= bodies.length) return found;
  // The last three constants before the instruction: address, offset in the segment, number of bytes.
  let constants: number[] = [];
  eachInstruction(bytes, bodies[at] as number, bodies[at + 1] as number, (opcode, operands) => {
    if (opcode === I32_CONST) {
      constants = [...constants.slice(-2), signed(bytes, operands)];
      return;
    }
    const [address, offset, size] = constants;
    const segment = bytes[operands + 1] ?? 0;
    const whole = offset === 0 && size === sizes[segment] && segment < 0x80;
    if (opcode === BULK && bytes[operands] === MEMORY_INIT && whole && address !== undefined)
      found.set(segment, address >>> 0);
    constants = [];
  });
  return found;
}
