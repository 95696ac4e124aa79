import { describe, expect, it } from "vitest";
import { isChunkInUse, nextInUse } from "../../../../src/runtime/heap/checks/chunk.ts";

/** Linear memory with dlmalloc's chunks from address 64 on: sizes in bytes, negative ones free. */
function chunks(sizes: readonly number[]): { words: Uint32Array; addresses: number[] } {
  const words = new Uint32Array(256);
  const addresses: number[] = [];
  let chunk = 64;
  let previousInUse = true;
  for (const size of sizes) {
    const bytes = Math.abs(size);
    addresses.push(chunk + 8);
    words[(chunk >>> 2) + 1] = bytes | (size > 0 ? 2 : 0) | (previousInUse ? 1 : 0);
    previousInUse = size > 0;
    chunk += bytes;
    if (!previousInUse) words[chunk >>> 2] = bytes;
  }
  words[(chunk >>> 2) + 1] = 16 | 2 | (previousInUse ? 1 : 0);
  return { words, addresses };
}

const none = (): boolean => false;

describe("nextInUse", () => {
  it("steps over free chunks and those the caller knows", () => {
    const { words, addresses } = chunks([16, -24, 16, 64]);
    const [first, , third, fourth] = addresses as [number, number, number, number];
    expect(isChunkInUse(words, third)).toBe(true);
    expect(nextInUse(words, first, 1024, none)).toBe(third);
    expect(nextInUse(words, first, 1024, (address) => address === third)).toBe(fourth);
  });

  it("looks no further than it was told", () => {
    const { words, addresses } = chunks([16, -24, 16]);
    expect(nextInUse(words, addresses[0] as number, addresses[2] as number, none)).toBeUndefined();
  });

  it("ends at what is no chunk, and at the end of memory", () => {
    const words = new Uint32Array(64);
    expect(nextInUse(words, 72, 256, none)).toBeUndefined();
    words.fill(0xffff_ffff);
    expect(nextInUse(words, 72, 0xffff_ffff, none)).toBeUndefined();
  });
});
