import type { ByteReader } from "./reader.ts";

/** First byte of a value type; references with an explicit heap type are `0x63` or `0x64`. */
export const ValueType = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** Parameters and results of a function type, each as the first byte of its value type. */
export interface Signature {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

/** Reads a value type and gives its first byte. */
export function readValueType(reader: ByteReader): number {
  const byte = reader.u8();
  if (byte === 0x63 || byte === 0x64) reader.s64();
  return byte;
}

function readValueTypes(reader: ByteReader): number[] {
  const count = reader.count();
  const types: number[] = [];
  for (let i = 0; i < count; i++) types.push(readValueType(reader));
  return types;
}

function readField(reader: ByteReader): void {
  const byte = reader.peek();
  if (byte === 0x78 || byte === 0x77) reader.skip(1);
  else readValueType(reader);
  reader.u8();
}

function readComposite(reader: ByteReader): Signature | undefined {
  const form = reader.u8();
  if (form === 0x60) return { params: readValueTypes(reader), results: readValueTypes(reader) };
  if (form === 0x5e) {
    readField(reader);
    return undefined;
  }
  if (form === 0x5f) {
    const count = reader.count();
    for (let i = 0; i < count; i++) readField(reader);
    return undefined;
  }
  // Shared composite types and descriptors are proposals; refusing them means the module runs unchanged.
  return reader.fail(`Unknown type form 0x${form.toString(16)}`);
}

function readSubtype(reader: ByteReader): Signature | undefined {
  const form = reader.peek();
  if (form === 0x50 || form === 0x4f) {
    reader.skip(1);
    const supers = reader.count();
    for (let i = 0; i < supers; i++) reader.u32();
  }
  return readComposite(reader);
}

/** Reads the type section; a recursion group adds one entry for each of its types, `undefined` for what is no function. */
export function readSignatures(reader: ByteReader): (Signature | undefined)[] {
  const types: (Signature | undefined)[] = [];
  const groups = reader.count();
  for (let i = 0; i < groups; i++) {
    if (reader.peek() === 0x4e) {
      reader.skip(1);
      const members = reader.count();
      for (let j = 0; j < members; j++) types.push(readSubtype(reader));
    } else types.push(readSubtype(reader));
  }
  return types;
}
