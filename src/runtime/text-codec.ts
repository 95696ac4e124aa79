import { builtin } from "./node.ts";

// Node makes these globals when they are first read, which a frozen globalThis forbids.
const Encoder = builtin("node:util")?.TextEncoder ?? TextEncoder;
const Decoder = builtin("node:util")?.TextDecoder ?? TextDecoder;

const encoder = new Encoder();
const decoder = new Decoder();

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of UTF-8 bytes; they must not be a view of shared memory. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
