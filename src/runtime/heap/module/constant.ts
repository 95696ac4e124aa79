import type { ByteReader } from "./reader.ts";

/** What a constant expression evaluates to, as far as it can be known before instantiation. */
export interface Constant {
  /** The number, when the expression is made of literals (and of globals with a known value). */
  readonly value: number | undefined;
  /** The global read, when the expression is a single `global.get`. */
  readonly global: number | undefined;
  /** The function named by a single `ref.func`. */
  readonly func: number | undefined;
}

const END = 0x0b;

function skipPrefixed(reader: ByteReader, prefix: number): void {
  const code = reader.u32();
  if (prefix === 0xfd && code === 12) return reader.skip(16);
  if (prefix === 0xfb) {
    if (code === 0 || code === 1 || code === 6 || code === 7) return void reader.u32();
    if (code === 8) {
      reader.u32();
      return void reader.u32();
    }
    if (code === 26 || code === 27 || code === 28) return;
  }
  reader.fail(`Unknown instruction 0x${prefix.toString(16)} ${String(code)} in a constant expression`);
}

function arithmetic(opcode: number, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (opcode === 0x6a) return (left + right) | 0;
  if (opcode === 0x6b) return (left - right) | 0;
  if (opcode === 0x6c) return Math.imul(left, right);
  const result = opcode === 0x7c ? left + right : opcode === 0x7d ? left - right : left * right;
  return Number.isSafeInteger(result) ? result : undefined;
}

/**
 * Reads one constant expression up to and including its `end`.
 * `known` gives the value of an immutable global defined earlier, where there is one.
 */
export function readConstant(reader: ByteReader, known: (global: number) => number | undefined): Constant {
  const stack: (number | undefined)[] = [];
  let global: number | undefined;
  let func: number | undefined;
  for (let count = 0; ; count++) {
    const opcode = reader.u8();
    if (opcode === END) {
      const single = count === 1;
      return { value: stack.at(-1), global: single ? global : undefined, func: single ? func : undefined };
    }
    if (opcode === 0x41) stack.push(reader.s32());
    else if (opcode === 0x42) {
      const value = Number(reader.s64());
      stack.push(Number.isSafeInteger(value) ? value : undefined);
    } else if (opcode === 0x23) {
      global = reader.u32();
      stack.push(known(global));
    } else if (opcode === 0xd2) {
      func = reader.u32();
      stack.push(undefined);
    } else if ((opcode >= 0x6a && opcode <= 0x6c) || (opcode >= 0x7c && opcode <= 0x7e)) {
      const right = stack.pop();
      stack.push(arithmetic(opcode, stack.pop(), right));
    } else {
      if (opcode === 0x43) reader.skip(4);
      else if (opcode === 0x44) reader.skip(8);
      else if (opcode === 0xd0) reader.s64();
      else if (opcode === 0xfd || opcode === 0xfb) skipPrefixed(reader, opcode);
      else reader.fail(`Unknown instruction 0x${opcode.toString(16)} in a constant expression`);
      stack.push(undefined);
    }
  }
}
