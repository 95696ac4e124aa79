import { expect, it } from "vitest";
import { scan } from "../../../../src/runtime/heap/scan/mark.ts";
import { VERDICTS } from "../../../../src/runtime/heap/scan/types.ts";
import { Words } from "../../../../src/runtime/heap/walk/words.ts";

const BLOCK = 4096;

/** Verdict on one block of 60 bytes that nothing else points to; numbers of 4096 and more are pointers into it. */
function verdict(words: readonly number[]): string | undefined {
  const buffer = new ArrayBuffer(8192);
  new Uint32Array(buffer, BLOCK, 15).set(words);
  const { codes } = scan(new Words(buffer), {
    live: { length: 1, addresses: Uint32Array.of(BLOCK), sizes: Uint32Array.of(60) },
    wordSize: 4,
    tailBytes: 4,
    headerBytes: 0,
    roots: [{ start: 0, end: BLOCK }],
    imageStart: 0,
    image: new Uint32Array(0),
    values: [],
    held: [],
    collected: new Uint8Array(0),
    swept: false,
  });
  return VERDICTS[codes[0] ?? 0];
}

it.each([
  ["an Rc that holds itself", [1, 1, 0, BLOCK, 0, 7], "cycle"],
  ["the control block of a shared_ptr that holds itself", [0x41c, 0, 0, BLOCK + 12, BLOCK], "cycle"],
  ["a buffer inside the object, at its start", [0, 0, 0, 0, 0, BLOCK, 0, 0x40], "definitely lost"],
  ["a buffer inside the object, in its middle", [0, 0, BLOCK + 16, 4, 1, 2, 3, 4], "definitely lost"],
  ["an empty list that points to itself", [BLOCK, BLOCK, 0], "definitely lost"],
  ["nothing", [1, 2, 3], "definitely lost"],
])("%s", (_what, words, expected) => {
  expect(verdict(words)).toBe(expected);
});
