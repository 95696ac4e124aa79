import type { FamilyData } from "../facts.ts";

// Word that acquires, words that end what it gave. A pair counts only when both are there.
const PAIRS: readonly (readonly [string, readonly string[]])[] = [
  ["new", ["free", "delete", "destroy", "drop", "release", "dispose"]],
  ["create", ["destroy", "free", "delete", "release", "dispose", "close"]],
  ["alloc", ["free", "dealloc", "release"]],
  ["malloc", ["free"]],
  ["allocate", ["deallocate", "free"]],
  ["open", ["close"]],
  ["init", ["free", "destroy", "deinit", "final", "finalize", "cleanup"]],
  ["make", ["free", "destroy", "delete"]],
  ["constructor", ["destructor"]],
  ["construct", ["destruct"]],
  ["retain", ["release"]],
  ["ref", ["unref"]],
  ["inc_ref", ["dec_ref"]],
  ["pin", ["unpin"]],
  ["load", ["unload", "free", "close", "destroy"]],
  ["prepare", ["finalize"]],
  ["begin", ["end"]],
];
// Entry points that acquire in a way of their own but are paired with the same release: FPDF_LoadMemDocument.
const IGNORED =
  /^_*(?:malloc$|free$|__wbg|__wbindgen|_?emscripten_|_?embind|stackAlloc|wasm_|asyncify|webidl_|__|_Z|pthread_|dyn|setThrew)/;

/** Pairs of exported functions, by name alone: `hb_blob_create` with `hb_blob_destroy`. */
export function pairExports(names: Iterable<string>): FamilyData[] {
  const all = new Map<string, string>();
  for (const name of names) if (!IGNORED.test(name)) all.set(name.toLowerCase().replace(/^_+/, ""), name);
  const families = new Map<string, { acquire: Set<string>; release: Set<string> }>();
  for (const [lower, name] of all)
    for (const [acquire, releases] of PAIRS)
      for (const rest of stems(lower, acquire)) {
        const found = releases.flatMap((word) => {
          const partner = all.get(rest(word));
          return partner === undefined || partner === name ? [] : [partner];
        });
        if (found.length === 0) continue;
        const key = found.join(" ");
        const family = families.get(key) ?? { acquire: new Set<string>(), release: new Set(found) };
        family.acquire.add(name);
        families.set(key, family);
      }
  return [...families.values()]
    .map(({ acquire, release }) => ({ acquire: [...acquire].sort(), release: [...release] }))
    .sort((a, b) => ((a.acquire[0] ?? "") < (b.acquire[0] ?? "") ? -1 : 1));
}

/** Ways to put another word where `word` stands: as a suffix, a prefix, or between two stems. */
function stems(name: string, word: string): ((other: string) => string)[] {
  const made: ((other: string) => string)[] = [];
  if (name === word) made.push((other) => other);
  for (const separator of ["_", "__", ""]) {
    if (name.endsWith(separator + word) && name.length > word.length + separator.length) {
      const stem = name.slice(0, -word.length);
      if (separator !== "" || stem.length > 2) made.push((other) => stem + other);
    }
    if (separator !== "" && name.startsWith(word + separator)) {
      const stem = name.slice(word.length);
      made.push((other) => other + stem);
    }
  }
  const inner = name.indexOf(`_${word}_`);
  if (inner > 0) made.push((other) => name.slice(0, inner + 1) + other + name.slice(inner + 1 + word.length));
  return made;
}

/** Function exports of a module, read from its export section alone; bytes that are no module have none. */
export function exportedFunctions(bytes: Uint8Array): string[] {
  const names: string[] = [];
  let at = 8;
  const leb = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = leb() + at;
    if (section === 7)
      for (let left = leb(); left > 0 && at < end; left--) {
        const length = leb();
        const name = new TextDecoder().decode(bytes.subarray(at, at + length));
        at += length;
        const kind = bytes[at++];
        leb();
        if (kind === 0) names.push(name);
      }
    if (!(end > 0)) break;
    at = end;
  }
  return names;
}

/** Classes of WebIDL glue, from the names of its C functions: `emscripten_bind_Mesh_Mesh_0`, `emscripten_bind_Mesh___destroy___0`. */
export function webidlClasses(texts: Iterable<string>): Map<string, { constructible: boolean }> {
  const classes = new Map<string, { constructible: boolean }>();
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(/emscripten_bind_(\w+?)___destroy___0/g))
      if (!classes.has(name)) classes.set(name, { constructible: false });
    for (const [, name = ""] of text.matchAll(/emscripten_bind_(\w+?)_\1_\d/g))
      if (classes.has(name)) classes.set(name, { constructible: true });
  }
  return classes;
}

/** Classes that Embind holds by smart pointer, from the pointer types' names in the binary: their handles have a finalizer. */
export function smartPointerClasses(bytes: Uint8Array): Set<string> {
  const text = new TextDecoder("latin1").decode(bytes);
  // OpenCASCADE names its pointers `Handle_Geom_Curve`.
  const names = /\b(?:(?:sk_sp|shared_ptr|intrusive_ptr)<(\w+)>|Handle_(\w+))\0/g;
  return new Set([...text.matchAll(names)].map((match) => match[1] ?? match[2] ?? ""));
}

/** Names Emscripten's glue gives to minified exports: `Module["_name"] = ...`. */
export function glueExports(text: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(/\[["'](_[A-Za-z]\w+)["']\]\s*=/g)) names.add(match[1] ?? "");
  for (const match of text.matchAll(/\bvar (_[a-z]\w{3,})\s*=\s*Module\b/g)) names.add(match[1] ?? "");
  return [...names];
}
