import { decodeText } from "../module/index.ts";

/** Thrown on the first byte behind the end; what was read before stays. */
export class EndOfDwarf extends Error {
  override readonly name: string = "EndOfDwarf";
}

/** A cursor over the bytes of a DWARF section. */
export class DwarfReader {
  readonly #bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  u8(): number {
    if (this.at >= this.end) throw new EndOfDwarf();
    return this.#bytes[this.at++] as number;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** Little-endian number of up to eight bytes; exact below 2^53. */
  number(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.u8() * 2 ** (8 * i);
    return value;
  }

  uleb(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  sleb(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - factor * 128;
    }
  }

  skip(bytes: number): void {
    if (bytes > this.end - this.at) throw new EndOfDwarf();
    this.at += bytes;
  }

  /** Text up to a zero byte. */
  text(): string {
    const start = this.at;
    while (this.u8() !== 0);
    return decodeText(this.#bytes, start, this.at - 1);
  }
}
