/** What follows an opcode. */
const None = 0;
const Leb = 1;
const TwoLebs = 2;
const Memory = 3;
const Block = 4;
const Special = 5;
const Unknown = 6;

const FORMS = new Uint8Array(256).fill(Unknown);
const form = (kind: number, from: number, to: number = from): void => {
  FORMS.fill(kind, from, to + 1);
};
form(None, 0x00, 0x01);
form(Block, 0x02, 0x04);
form(None, 0x05);
form(Block, 0x06);
form(Leb, 0x07, 0x09);
form(None, 0x0a, 0x0b);
form(Leb, 0x0c, 0x0d);
form(Special, 0x0e);
form(None, 0x0f);
form(Leb, 0x10);
form(TwoLebs, 0x11);
form(Leb, 0x12);
form(TwoLebs, 0x13);
form(Leb, 0x14, 0x15);
form(Leb, 0x18);
form(None, 0x19, 0x1b);
form(Special, 0x1c);
form(Special, 0x1f);
form(Leb, 0x20, 0x26);
form(Memory, 0x28, 0x3e);
form(Leb, 0x3f, 0x42);
form(Special, 0x43, 0x44);
form(None, 0x45, 0xc4);
form(Leb, 0xd0);
form(None, 0xd1);
form(Leb, 0xd2);
form(None, 0xd3, 0xd4);
form(Leb, 0xd5, 0xd6);
form(Special, 0xfc, 0xfe);

/** Operands of the instructions behind 0xfc. */
const BULK = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
/** A type that names another one follows. */
const isReferenceType = (byte: number): boolean => byte === 0x63 || byte === 0x64;

/** Steps through the instructions of one function body without knowing what they do. */
class Stepper {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0x0b;
  }

  skipLeb(): void {
    while ((this.#bytes[this.at++] ?? 0) >= 0x80);
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  type(): void {
    if (isReferenceType(this.#bytes[this.at] ?? 0)) this.at++;
    this.skipLeb();
  }

  memory(): void {
    // Bit 6 of the alignment says that the number of a memory follows.
    if ((this.u32() & 0x40) !== 0) this.skipLeb();
    this.skipLeb();
  }

  locals(): void {
    for (let left = this.u32(); left > 0 && this.at < this.#bytes.length; left--) {
      this.skipLeb();
      this.type();
    }
  }

  /** Steps over the operands of an instruction that has more than one; false when it is not known. */
  operands(opcode: number): boolean {
    switch (FORMS[opcode]) {
      case TwoLebs:
        this.skipLeb();
        this.skipLeb();
        return true;
      case Memory:
        this.memory();
        return true;
      case Block:
        this.type();
        return true;
      case Special:
        return this.#special(opcode);
      default:
        return false;
    }
  }

  #special(opcode: number): boolean {
    if (opcode === 0x43) this.at += 4;
    else if (opcode === 0x44) this.at += 8;
    else if (opcode === 0x0e) for (let left = this.u32(); left >= 0 && this.#more(); left--) this.skipLeb();
    else if (opcode === 0x1c) for (let left = this.u32(); left > 0 && this.#more(); left--) this.type();
    else if (opcode === 0x1f) {
      this.type();
      for (let left = this.u32(); left > 0 && this.#more(); left--) {
        if (this.byte() < 2) this.skipLeb();
        this.skipLeb();
      }
    } else return this.#prefixed(opcode, this.u32());
    return true;
  }

  #prefixed(prefix: number, opcode: number): boolean {
    if (prefix === 0xfc) {
      const count = BULK[opcode];
      for (let left = count ?? 0; left > 0; left--) this.skipLeb();
      return count !== undefined;
    }
    if (prefix === 0xfe) {
      if (opcode === 3) this.at++;
      else this.memory();
      return opcode <= 3 || (opcode >= 0x10 && opcode <= 0x4e);
    }
    if (opcode <= 11 || (opcode >= 84 && opcode <= 93)) this.memory();
    if (opcode === 12 || opcode === 13) this.at += 16;
    if ((opcode >= 21 && opcode <= 34) || (opcode >= 84 && opcode <= 91)) this.at++;
    return opcode <= 0x13f;
  }

  #more(): boolean {
    return this.at < this.#bytes.length;
  }
}

/** Opcodes as flags, for {@link eachInstruction}. */
export function opcodeFlags(opcodes: readonly number[]): Uint8Array {
  const flags = new Uint8Array(256);
  for (const opcode of opcodes) flags[opcode] = 1;
  return flags;
}

const ALL = new Uint8Array(256).fill(1);

/**
 * Visits the instructions of a function body with their opcode and the position behind it: all of them, or those that are
 * flagged in `wanted`.
 *
 * @returns false when an instruction is not known; those before it were visited.
 */
export function eachInstruction(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (opcode: number, operands: number) => void,
  wanted: Uint8Array = ALL,
): boolean {
  const stepper = new Stepper(bytes, start);
  stepper.locals();
  let { at } = stepper;
  while (at < end) {
    const opcode = bytes[at++] as number;
    if (wanted[opcode] === 1) visit(opcode, at);
    const kind = FORMS[opcode];
    // Nearly all instructions are of these two kinds; a call for each would take longer than all the rest.
    if (kind === None) continue;
    if (kind === Leb) {
      while ((bytes[at++] as number) >= 0x80);
      continue;
    }
    stepper.at = at;
    if (!stepper.operands(opcode)) return false;
    ({ at } = stepper);
  }
  return at === end;
}
