import {
  eachInstruction,
  opcodeFlags,
  ExternKind,
  readElements,
  SectionId,
  type Signature,
  type WasmModule,
} from "../module/index.ts";

const RETURN_CALL = 0x12;
const RETURN_CALL_INDIRECT = 0x13;
const RETURN_CALL_REF = 0x15;
const TAIL_CALLS = opcodeFlags([RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF]);
/** References to a given type, and the forms that declare subtypes and groups: where one occurs, nothing is ruled out. */
const REFERENCE_TYPES = [0x63, 0x64, 0x4e, 0x4f, 0x50];
/** `ref.func`, and the prefix of the casts: what makes a reference of a known type inside a function. */
const REF_FUNC = 0xd2;
const CAST_PREFIX = 0xfb;
const FIRST_CAST = 0x16;
const LAST_CAST = 0x19;

/** A number of at most five bytes at `at`; -1 when there is none. */
function leb(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  return -1;
}

function skipLeb(bytes: Uint8Array, at: number): number {
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return at + 1;
}

/** Functions whose address can be taken, so that an indirect call may reach them. */
function addressTaken(module: WasmModule): Uint8Array {
  const taken = new Uint8Array(module.functions.length);
  const take = (index: number | undefined): void => {
    if (index !== undefined) taken[index] = 1;
  };
  for (const segment of readElements(module)) segment.functions.forEach(take);
  for (const global of module.globals) take(global.init?.func);
  for (const { kind, index } of module.exports) if (kind === ExternKind.func) take(index);
  return taken;
}

/** What the tail calls of a module may reach: functions by index, and functions of a type whose address is taken. */
interface Targets {
  readonly functions: Uint8Array;
  readonly types: Uint8Array;
}

/** Notes the target of a tail call whose operands are at `at`. */
function note(module: WasmModule, to: Targets, opcode: number, at: number): void {
  const { bytes, tableCount } = module;
  const index = leb(bytes, at);
  const list = opcode === RETURN_CALL ? to.functions : to.types;
  if (index < 0 || index >= list.length) return;
  if (opcode === RETURN_CALL_INDIRECT && leb(bytes, skipLeb(bytes, at)) >= tableCount) return;
  list[index] = 1;
}

/** A number for each type, equal for types of which `keyOf` says the same. */
function kindsOf({ types }: WasmModule, keyOf: (type: Signature) => string): Uint16Array {
  const kinds = new Map<string, number>();
  return Uint16Array.from(types, (type) => {
    const key = type === undefined ? "" : keyOf(type);
    const kind = kinds.get(key) ?? kinds.size;
    kinds.set(key, kind);
    return kind;
  });
}

/** Calls `visit` with each place in `bytes` where `byte` occurs. */
function eachByte(bytes: Uint8Array, byte: number, visit: (at: number) => void): void {
  for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) visit(at);
}

/** References to functions that a body may make. */
interface References {
  /** A cast may give any of them. */
  readonly casts: boolean;
  /** Signatures of the functions that `ref.func` may name. */
  readonly made: ReadonlySet<number>;
}

/** Whether references to functions of a known type may come from outside a function, by its parameters for instance. */
function hasTypedReferences({ bytes, sections, globals, imports }: WasmModule): boolean {
  const isTyped = (type: number): boolean => REFERENCE_TYPES.includes(type);
  return (
    globals.some(({ type }) => isTyped(type)) ||
    imports.some(({ kind }) => kind === ExternKind.table) ||
    sections.some(
      ({ id, payload, end }) =>
        (id === SectionId.type || id === SectionId.table) && bytes.subarray(payload, end).some(isTyped),
    )
  );
}

/**
 * Functions of `candidates` that a tail call may reach. A wrapper around one of them would turn a loop of tail calls into a
 * recursion without end, so they are left alone.
 *
 * Bytes that could be a tail call to a candidate are searched natively; only the bodies around such bytes are decoded.
 */
export function tailCalled(module: WasmModule, candidates: Iterable<number>): (index: number) => boolean {
  const { bytes, bodies, functions, importedFunctions } = module;
  const wanted: Targets = { functions: new Uint8Array(functions.length), types: new Uint8Array(module.types.length) };
  for (const index of candidates) {
    wanted.functions[index] = 1;
    wanted.types[functions[index] ?? 0] = 1;
  }
  const found: Targets = { functions: new Uint8Array(functions.length), types: new Uint8Array(module.types.length) };
  // A tail call must give what its caller gives; a reference is called with exactly the type it has.
  const kinds = kindsOf(module, (type) => type.results.join());
  const signatures = kindsOf(module, (type) => `${type.params.join()}:${type.results.join()}`);
  const typed = hasTypedReferences(module);
  const decoded = new Uint8Array(bodies.length / 2);

  let last: References & { readonly body: number } = { body: -1, casts: false, made: new Set() };
  const references = (body: number): References => {
    if (last.body !== body) {
      const content = bytes.subarray(bodies[2 * body], bodies[2 * body + 1]);
      const made = new Set<number>();
      eachByte(content, REF_FUNC, (place) => {
        const type = functions[leb(content, place + 1)];
        if (type !== undefined) made.add(signatures[type] as number);
      });
      let casts = false;
      eachByte(content, CAST_PREFIX, (place) => {
        const operation = leb(content, place + 1);
        casts ||= operation >= FIRST_CAST && operation <= LAST_CAST;
      });
      last = { body, casts, made };
    }
    return last;
  };
  /** Whether a tail call in `body` could be at `at`, as far as it can be told without decoding. */
  const plausible = (opcode: number, at: number, target: number, body: number): boolean => {
    const type = opcode === RETURN_CALL ? functions[target] : target;
    if (kinds[type ?? -1] !== kinds[functions[importedFunctions + body] ?? -1]) return false;
    if (opcode === RETURN_CALL_INDIRECT) return leb(bytes, skipLeb(bytes, at + 1)) < module.tableCount;
    if (opcode === RETURN_CALL || typed) return true;
    const { casts, made } = references(body);
    return casts || made.has(signatures[target] as number);
  };
  const decode = (body: number): void => {
    decoded[body] = 1;
    const [start = 0, end = 0] = bodies.subarray(2 * body, 2 * body + 2);
    const known = eachInstruction(
      bytes,
      start,
      end,
      (opcode, at) => {
        note(module, found, opcode, at);
      },
      TAIL_CALLS,
    );
    // In a body that cannot be read, any byte may be a tail call.
    if (!known)
      for (let at = start; at < end; at++)
        if (TAIL_CALLS[bytes[at] ?? 0] === 1) note(module, found, bytes[at] ?? 0, at + 1);
  };

  const end = bodies[bodies.length - 1] ?? 0;
  for (const opcode of [RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF]) {
    const list = opcode === RETURN_CALL ? wanted.functions : wanted.types;
    let body = 0;
    for (let at = bytes.indexOf(opcode, bodies[0] ?? end); at !== -1 && at < end; at = bytes.indexOf(opcode, at + 1)) {
      // Most hits end here: they name nothing of interest.
      const first = bytes[at + 1] as number;
      const target = first < 0x80 ? first : leb(bytes, at + 1);
      if (list[target] !== 1) continue;
      body = bodyAt(bodies, at, body);
      if (decoded[body] === 1 || !plausible(opcode, at, target, body)) continue;
      decode(body);
      at = (bodies[2 * body + 1] as number) - 1;
    }
  }
  const taken = addressTaken(module);
  return (index) => found.functions[index] === 1 || (taken[index] === 1 && found.types[functions[index] ?? -1] === 1);
}

/** The body that holds the byte at `at`; the search begins at `from`, for bytes come in ascending order. */
function bodyAt(bodies: ArrayLike<number>, at: number, from: number): number {
  let low = from;
  let high = bodies.length / 2 - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bodies[2 * middle + 1] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
