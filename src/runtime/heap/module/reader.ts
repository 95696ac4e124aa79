import { decodeUtf8 } from "../../text-codec.ts";

/** The bytes are no WebAssembly module, or use a part of the format this reader does not know. */
export class ModuleFormatError extends Error {
  override readonly name: string = "ModuleFormatError";
  /** Byte offset in the module at which reading stopped. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} (at byte ${String(offset)} of the module)`);
    this.offset = offset;
  }
}

/** Decodes UTF-8 bytes of a shared or plain buffer. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    // TextDecoder refuses views of shared memory, hence the copy.
    if (byte >= 0x80 || end - start > 256) return decodeUtf8(bytes.slice(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A cursor over module bytes that never reads past its end: every overrun is a {@link ModuleFormatError}. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = end;
  }

  get done(): boolean {
    return this.offset >= this.end;
  }

  fail(message: string): never {
    throw new ModuleFormatError(message, this.offset);
  }

  u8(): number {
    if (this.offset >= this.end) this.fail("The module ends too early");
    return this.bytes[this.offset++] as number;
  }

  peek(): number {
    if (this.offset >= this.end) this.fail("The module ends too early");
    return this.bytes[this.offset] as number;
  }

  skip(count: number): void {
    if (count > this.end - this.offset) this.fail("The module ends too early");
    this.offset += count;
  }

  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) this.fail("A number needs more than 32 bits");
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    return this.fail("A number is too long");
  }

  /** An unsigned number of up to 64 bits; exact up to 2^53. */
  u64(): number {
    let result = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      result += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte < 0x80) return result;
    }
    return this.fail("A number is too long");
  }

  s32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 25 && byte & 0x40 ? result | (-1 << (shift + 7)) : result;
    }
    return this.fail("A number is too long");
  }

  s64(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, byte & 0x40 ? result - (1n << (shift + 7n)) : result);
    }
    return this.fail("A number is too long");
  }

  name(): string {
    const length = this.u32();
    const start = this.offset;
    this.skip(length);
    return decodeText(this.bytes, start, this.offset);
  }

  /** The number of entries of a vector; an entry takes at least one byte, so a larger count is a lie. */
  count(): number {
    const count = this.u32();
    if (count > this.end - this.offset) this.fail("A list is longer than its section");
    return count;
  }
}
