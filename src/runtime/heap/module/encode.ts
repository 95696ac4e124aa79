import { encodeUtf8 } from "../../text-codec.ts";

/** Appends an unsigned LEB128. */
export function pushU32(to: number[], value: number): void {
  let rest = value >>> 0;
  for (; rest >= 0x80; rest >>>= 7) to.push((rest & 0x7f) | 0x80);
  to.push(rest);
}

/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  pushU32(bytes, value);
  return bytes;
}

/** Signed LEB128 of a 32-bit number. */
export function s32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  // The last byte carries the sign in its bit 6.
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest & 0x7f);
  return bytes;
}

/** Appends a name: its length in bytes and its UTF-8. */
export function pushText(to: number[], value: string): void {
  const start = to.length;
  pushU32(to, value.length);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code >= 0x80) {
      const encoded = encodeUtf8(value);
      to.length = start;
      pushU32(to, encoded.length);
      for (const byte of encoded) to.push(byte);
      return;
    }
    to.push(code);
  }
}

/** A name: its length in bytes and its UTF-8. */
export function text(value: string): number[] {
  const bytes: number[] = [];
  pushText(bytes, value);
  return bytes;
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
