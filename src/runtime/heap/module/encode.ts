import { encodeUtf8 } from "../../text-codec.ts";

/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** Signed LEB128 of a 32-bit number. */
export function s32(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const byte = rest & 0x7f;
    if ((rest >> 6 === 0 && !(byte & 0x40)) || (rest >> 6 === -1 && byte & 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

/** A name: its length in bytes and its UTF-8. */
export function text(value: string): number[] {
  const bytes = encodeUtf8(value);
  return [...u32(bytes.length), ...bytes];
}

/** Parts of a module in order; joined once at the end, so that megabytes of code are copied only once. */
export class ChunkList {
  readonly chunks: Uint8Array[] = [];
  length = 0;

  push(bytes: Uint8Array | readonly number[]): this {
    const chunk = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    if (chunk.length > 0) this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }

  append(other: ChunkList): this {
    for (const chunk of other.chunks) this.chunks.push(chunk);
    this.length += other.length;
    return this;
  }

  /** One section: its number, its size, its content. */
  section(id: number, content: ChunkList): this {
    return this.push([id, ...u32(content.length)]).append(content);
  }

  join(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }
}
