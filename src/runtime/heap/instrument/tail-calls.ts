import { ExternKind, readElements, type WasmModule } from "../module/index.ts";

const RETURN_CALL = 0x12;
const RETURN_CALL_INDIRECT = 0x13;
const RETURN_CALL_REF = 0x15;

/** A number of at most five bytes at `at`; -1 when there is none. */
function leb(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  return -1;
}

function skipLeb(bytes: Uint8Array, at: number): number {
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return at + 1;
}

/** Functions whose address can be taken, so that an indirect call may reach them. */
function addressTaken(module: WasmModule): Uint8Array {
  const taken = new Uint8Array(module.functions.length);
  const take = (index: number | undefined): void => {
    if (index !== undefined) taken[index] = 1;
  };
  for (const segment of readElements(module)) segment.functions.forEach(take);
  for (const global of module.globals) take(global.init?.func);
  for (const { kind, index } of module.exports) if (kind === ExternKind.func) take(index);
  return taken;
}

/**
 * Functions that a tail call may reach. A wrapper around one of them would turn a loop of tail calls into a recursion
 * without end, so they are left alone. Instructions are not decoded: any byte that could be a tail call counts as one,
 * which only costs a few functions their wrapper.
 */
export function tailCalled(module: WasmModule): (index: number) => boolean {
  const { bytes, bodies, functions, tableCount } = module;
  const direct = new Uint8Array(functions.length);
  const types = new Uint8Array(module.types.length);
  const end = bodies[bodies.length - 1] ?? 0;
  // One native search per opcode is several times faster than a loop over all bytes.
  const eachByte = (opcode: number, visit: (at: number) => void): void => {
    for (let at = bytes.indexOf(opcode, bodies[0] ?? end); at !== -1 && at < end; at = bytes.indexOf(opcode, at + 1))
      visit(at + 1);
  };
  eachByte(RETURN_CALL, (at) => {
    const index = leb(bytes, at);
    if (index < direct.length) direct[index] = 1;
  });
  eachByte(RETURN_CALL_REF, (at) => {
    const type = leb(bytes, at);
    if (type < types.length) types[type] = 1;
  });
  eachByte(RETURN_CALL_INDIRECT, (at) => {
    const type = leb(bytes, at);
    if (type < 0 || type >= types.length || types[type] === 1) return;
    const table = leb(bytes, skipLeb(bytes, at));
    if (table >= 0 && table < tableCount) types[type] = 1;
  });
  const taken = addressTaken(module);
  return (index) => direct[index] === 1 || (taken[index] === 1 && types[functions[index] ?? -1] === 1);
}
