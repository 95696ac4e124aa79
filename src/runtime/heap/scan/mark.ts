import type { Words } from "../walk/words.ts";
import { BlockIndex } from "./block-index.ts";
import { markLost } from "./lost.ts";
import { Code, type ScanInput, type ScanOutput } from "./types.ts";

/** A pointer to one of the first words of a block counts as one to its start: an object behind an array length, reference
 * counts, a size word or an AssemblyScript header. Anything deeper is an interior pointer. */
const START_WORDS = 4;

/** Marks conservatively: every aligned word that looks like an address of a live block is taken for a pointer to it. */
export function scan(words: Words, input: ScanInput): ScanOutput {
  const marker = new Marker(words, input);
  marker.roots();
  marker.flood(Code.reachable);
  for (const pointer of input.held) marker.held(pointer);
  marker.flood(Code.held);
  marker.interior();
  const { codes, index } = marker;
  const owners = markLost(words, input, index, codes);
  return { codes, owners };
}

class Marker {
  readonly codes: Uint8Array;
  readonly index: BlockIndex;
  readonly #input: ScanInput;
  readonly #u32: Uint32Array;
  readonly #stack: Uint32Array;
  readonly #byInterior: number[] = [];
  readonly #isByInterior: Uint8Array;
  #height = 0;

  constructor(words: Words, input: ScanInput) {
    this.#input = input;
    this.#u32 = words.u32;
    this.index = new BlockIndex(input.live, input.tailBytes);
    this.codes = new Uint8Array(input.live.length);
    this.#stack = new Uint32Array(input.live.length);
    this.#isByInterior = new Uint8Array(input.live.length);
  }

  roots(): void {
    const { roots, values, image, imageStart } = this.#input;
    const imageEnd = imageStart + image.length * 4;
    for (const { start, end } of roots) {
      // Only the part under the link-time image needs the comparison.
      const low = Math.min(end, Math.max(start, imageStart));
      const high = Math.min(end, Math.max(low, imageEnd));
      this.#range(start, low, Code.reachable);
      this.#imageRange(low, high);
      this.#range(high, end, Code.reachable);
    }
    for (const value of values) this.#point(value, Code.reachable);
  }

  /** A pointer that JavaScript holds counts wherever in the block it points. */
  held(pointer: number): void {
    const block = this.index.find(pointer);
    if (block >= 0 && this.codes[block] === Code.unknown) this.#push(block, Code.held);
  }

  /** Follows the pointers in all blocks marked and not yet looked at. */
  flood(code: number): void {
    const { live, contents = live.sizes } = this.#input;
    const { addresses } = live;
    while (this.#height > 0) {
      const block = this.#stack[--this.#height] as number;
      const address = addresses[block] as number;
      const header = this.#input.collected[block] ? this.#input.headerBytes : 0;
      this.#range(address + header, address + (contents[block] as number), code);
    }
  }

  /** What only interior pointers reach, and what hangs on that, is possibly lost. */
  interior(): void {
    const pending = this.#byInterior.splice(0);
    for (const block of pending) if (this.codes[block] === Code.unknown) this.#push(block, Code.possible);
    this.flood(Code.possible);
    // Blocks behind a possibly lost one may again be reached by interior pointers only.
    if (this.#byInterior.length > 0) this.interior();
  }

  #range(start: number, end: number, code: number): void {
    const u32 = this.#u32;
    const { lowest, span } = this.index;
    const last = Math.min(end >>> 2, u32.length);
    if (this.#input.wordSize === 8) {
      for (let i = (start + 7) >>> 3; i * 2 < last; i++) {
        if (u32[i * 2 + 1] === 0) this.#point(u32[i * 2] as number, code);
      }
      return;
    }
    for (let i = (start + 3) >>> 2; i < last; i++) {
      const value = u32[i] as number;
      // Unsigned distance in 32-bit arithmetic: one comparison for both ends, and no floating point.
      if ((value - lowest) >>> 0 < span) this.#point(value, code);
    }
  }

  #imageRange(start: number, end: number): void {
    const u32 = this.#u32;
    const { image, imageStart } = this.#input;
    const step = this.#input.wordSize / 4;
    for (let address = start; address + 4 <= end; address += step * 4) {
      const i = address >>> 2;
      const value = u32[i] as number;
      if (value === 0 || value === image[(address - imageStart) >>> 2]) continue;
      if (step === 2 && u32[i + 1] !== 0) continue;
      this.#point(value, Code.reachable);
    }
  }

  #point(value: number, code: number): void {
    const block = this.index.find(value);
    if (block < 0 || this.codes[block] !== Code.unknown) return;
    const offset = value - (this.#input.live.addresses[block] as number);
    if (offset <= START_WORDS * this.#input.wordSize && (offset & 3) === 0) this.#push(block, code);
    else if (this.#isByInterior[block] === 0) {
      this.#isByInterior[block] = 1;
      this.#byInterior.push(block);
    }
  }

  #push(block: number, code: number): void {
    this.codes[block] = code;
    this.#stack[this.#height++] = block;
  }
}
