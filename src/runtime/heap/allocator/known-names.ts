import type { SiteRole } from "./sites.ts";
import type { HeapKind } from "../types.ts";

/** A function name of a known allocator; negative positions count from the last parameter. */
export interface KnownName {
  readonly role: SiteRole;
  readonly size?: number;
  readonly count?: number;
  readonly pointer?: number;
  readonly kind?: HeapKind;
  /** Exported entry points of a binding layer: the module's own allocations do not pass through them. */
  readonly boundary?: true;
}

const acquire = (size: number, more: Partial<KnownName> = {}): KnownName => ({ role: "acquire", size, ...more });
const release = (pointer: number, more: Partial<KnownName> = {}): KnownName => ({ role: "release", pointer, ...more });
const resize = (pointer: number, size: number, more: Partial<KnownName> = {}): KnownName => ({
  role: "resize",
  pointer,
  size,
  ...more,
});

const C_FUNCTIONS: readonly (readonly [string, KnownName])[] = [
  ["malloc", acquire(0)],
  ["calloc", acquire(1, { count: 0 })],
  ["realloc", resize(0, 1)],
  ["memalign", acquire(1)],
  ["aligned_alloc", acquire(1)],
  ["free", release(0)],
];

/** Prefixes under which libraries define the C functions, and the heap layout the prefix gives away. */
const PREFIXES: readonly (readonly [string, HeapKind | undefined])[] = [
  ["", undefined],
  ["_", undefined],
  ["__libc_", undefined],
  ["emscripten_builtin_", undefined],
  ["dl", "dlmalloc"],
  ["emmalloc_", "emmalloc"],
  ["mi_", "mimalloc"],
  ["je_", undefined],
];

/**
 * Rust's allocator functions by the last parts of their demangled path. Optimised builds drop unused parameters
 * (`self`, the alignment), always from the places counted here, hence the negative positions of `Dlmalloc`.
 */
const RUST: readonly (readonly [string, KnownName])[] = [
  ["__rust_alloc", acquire(0)],
  ["__rust_alloc_zeroed", acquire(0)],
  ["__rust_dealloc", release(0)],
  ["__rust_realloc", resize(0, -1)],
  ["__rdl_alloc", acquire(0)],
  ["__rdl_alloc_zeroed", acquire(0)],
  ["__rdl_dealloc", release(0)],
  ["__rdl_realloc", resize(0, -1)],
  ["__rg_alloc", acquire(0)],
  ["__rg_alloc_zeroed", acquire(0)],
  ["__rg_dealloc", release(0)],
  ["__rg_realloc", resize(0, -1)],
  ["Dlmalloc<A>::malloc", acquire(-1, { kind: "dlmalloc" })],
  ["Dlmalloc<A>::memalign", acquire(-1, { kind: "dlmalloc" })],
  ["Dlmalloc<A>::free", release(-1, { kind: "dlmalloc" })],
  ["Dlmalloc<A>::realloc", resize(-2, -1, { kind: "dlmalloc" })],
];

const BINDINGS: readonly (readonly [string, KnownName])[] = [
  ["__wbindgen_malloc", acquire(0, { boundary: true })],
  ["__wbindgen_realloc", resize(0, 2, { boundary: true })],
  ["__wbindgen_free", release(0, { boundary: true })],
  ["cabi_realloc", resize(0, 3, { boundary: true })],
];

const ASSEMBLYSCRIPT: readonly (readonly [string, KnownName])[] = [
  ["~lib/rt/tlsf/__alloc", acquire(0, { kind: "assemblyscript" })],
  ["~lib/rt/tlsf/__realloc", resize(0, 1, { kind: "assemblyscript" })],
  ["~lib/rt/tlsf/__free", release(0, { kind: "assemblyscript" })],
  ["~lib/rt/stub/__alloc", acquire(0, { kind: "assemblyscript" })],
  ["~lib/rt/stub/__realloc", resize(0, 1, { kind: "assemblyscript" })],
  ["~lib/rt/stub/__free", release(0, { kind: "assemblyscript" })],
];

const TABLE = new Map<string, KnownName>([...RUST, ...BINDINGS, ...ASSEMBLYSCRIPT]);
for (const [prefix, kind] of PREFIXES)
  for (const [name, known] of C_FUNCTIONS) TABLE.set(prefix + name, kind === undefined ? known : { ...known, kind });

/** Rust's legacy mangling, `_ZN` length name ... `17h<hash>E`, turned into a path without the hash. */
function demangleLegacy(name: string): string {
  const parts: string[] = [];
  let rest = name.slice(3);
  for (;;) {
    const digits = /^\d+/.exec(rest)?.[0];
    if (digits === undefined) break;
    const length = Number(digits);
    parts.push(rest.slice(digits.length, digits.length + length));
    rest = rest.slice(digits.length + length);
  }
  if (/^h[0-9a-f]{16}$/.test(parts.at(-1) ?? "")) parts.pop();
  return parts.join("::").replaceAll("$LT$", "<").replaceAll("$GT$", ">");
}

/** The part of a name that identifies an allocator function, without crate paths and hashes. */
export function canonicalName(name: string): string {
  const plain = name.startsWith("_ZN") ? demangleLegacy(name) : name;
  const path = plain.replace(/::h[0-9a-f]{16}$/, "");
  const v0 = /(__r(?:ust|dl|g)_(?:alloc(?:_zeroed)?|dealloc|realloc))$/.exec(path);
  if (v0?.[1] !== undefined && (path.includes("__rustc") || path.startsWith("_R"))) return v0[1];
  const dlmalloc = /\bDlmalloc\b.*::(malloc|free|realloc|memalign)$/.exec(path);
  return dlmalloc === null ? path : `Dlmalloc<A>::${dlmalloc[1] ?? ""}`;
}

/** Every known name ends in one of these, before a Rust hash. */
const ENDING = /(?:alloc|free|align|zeroed)(?:::h[0-9a-f]{16}|17h[0-9a-f]{16}E)?$/;

/** What is known of a function by its name alone; `undefined` for names that belong to no allocator. */
export function knownName(name: string): KnownName | undefined {
  if (!ENDING.test(name.length > 64 ? name.slice(-64) : name)) return undefined;
  return TABLE.get(canonicalName(name));
}

/** `true` when a name, still as bytes, may be one of an allocator: a first look that decodes nothing. */
export function mayBeAllocator(bytes: Uint8Array, start: number, end: number): boolean {
  const at = (back: number): number => (end - back >= start ? (bytes[end - back] as number) : 0);
  // `::h` or `17h`, sixteen digits, and the `E` of the older mangling: then the word ends before them.
  const skip = at(17) === 0x68 ? 19 : at(1) === 0x45 && at(18) === 0x68 ? 20 : 0;
  const last = at(1 + skip);
  const before = at(2 + skip);
  // "oc", "ee", "gn", "ed": the last two letters of what ENDING accepts.
  return (
    (last === 0x63 && before === 0x6f) ||
    (last === 0x65 && before === 0x65) ||
    (last === 0x6e && before === 0x67) ||
    (last === 0x64 && before === 0x65)
  );
}
