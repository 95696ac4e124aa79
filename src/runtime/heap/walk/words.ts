import type { MemorySource } from "../types.ts";

/** Linear memory as words, read without ever throwing: whatever lies outside reads as 0. */
export class Words {
  readonly u32: Uint32Array;
  readonly byteLength: number;

  constructor(buffer: ArrayBufferLike, byteOffset = 0, byteLength: number = buffer.byteLength - byteOffset) {
    // Addresses are kept in 32 bits; a larger memory64 memory is read up to its first 4 GiB.
    const words = Math.min(Math.floor(byteLength / 4), 2 ** 30);
    this.u32 = new Uint32Array(buffer, byteOffset, words);
    this.byteLength = words * 4;
  }

  at(address: number): number {
    return address >= 0 && address < this.byteLength && (address & 3) === 0 ? (this.u32[address >>> 2] as number) : 0;
  }

  /** A word of the module's pointer size; -1 when its value cannot be an address in this memory. */
  pointer(address: number, wordSize: 4 | 8): number {
    const low = this.at(address);
    return wordSize === 4 || this.at(address + 4) === 0 ? low : -1;
  }
}

/** What holds linear memory: a `WebAssembly.Memory`, its buffer, or a copy of its bytes. */
export type MemoryLike = MemorySource | ArrayBufferLike | Uint8Array;

/** Words over `source`, valid until the memory grows.
 * @throws TypeError when `source` is no memory. */
export function wordsOf(source: MemoryLike): Words {
  if (source instanceof Uint8Array) {
    // A view at an odd offset cannot be read as words in place.
    const bytes = source.byteOffset % 4 === 0 ? source : source.slice();
    return new Words(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  const buffer = bufferOf(source);
  if (!buffer) throw new TypeError("Expected a WebAssembly.Memory, its buffer or a Uint8Array over it.");
  return new Words(buffer);
}

function bufferOf(source: unknown): ArrayBufferLike | undefined {
  const candidate: unknown =
    typeof source === "object" && source !== null && "buffer" in source ? source.buffer : source;
  const tag = Object.prototype.toString.call(candidate);
  // By tag and not by instanceof: a buffer may come from another realm.
  const isBuffer = tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
  return isBuffer ? (candidate as ArrayBufferLike) : undefined;
}
