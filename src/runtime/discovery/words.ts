/** Names a release method goes by, on classes of any binding style. Exact names: `freemem` of sql.js releases no statement. */
export const RELEASE_METHODS: readonly string[] = [
  "delete",
  "free",
  "freeRecursive",
  "destroy",
  "dispose",
  "release",
  "Release",
  "close",
  "__destroy__",
];

/** Methods of an Embind handle that release it. `close` is missing on purpose: `Path.close()` closes a contour. */
export const EMBIND_RELEASE_METHODS: readonly string[] = ["delete", "free", "freeRecursive", "destroy", "dispose"];

const ACQUIRE_WORDS: ReadonlySet<string> = new Set([
  "new",
  "create",
  "alloc",
  "malloc",
  "calloc",
  "constructor",
  "make",
  "pin",
]);
const RELEASE_WORDS: ReadonlySet<string> = new Set([
  "free",
  "delete",
  "destroy",
  "dealloc",
  "destructor",
  "dispose",
  "release",
  "drop",
  "unpin",
]);

/** Exports that serve the glue itself: their pointers never reach an application. */
const GLUE_EXPORT =
  /^_{0,3}(?:wbindgen|wbg|emscripten|webidl|embind|cxa)_|^_?(?:stackAlloc|stack_alloc|__errno_location)$/;

/** What the name of an exported function says about ownership. */
export interface ExportRole {
  readonly role: "acquire" | "release";
  /** The name without the word that told the role: `hb_blob_create` and `hb_blob_destroy` share `hb_blob`. */
  readonly stem: string;
}

/** Reads the role of an export from its name; undefined when the name says nothing. */
export function exportRole(name: string): ExportRole | undefined {
  if (GLUE_EXPORT.test(name)) return undefined;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .split(/[_$.:]+/)
    .filter((word) => word !== "");
  for (const [at, word] of words.entries()) {
    const low = word.toLowerCase();
    const role = ACQUIRE_WORDS.has(low) ? "acquire" : RELEASE_WORDS.has(low) ? "release" : undefined;
    if (role === undefined) continue;
    // A word in the middle names something else: `set_new_handler`, `free_list_head`.
    if (at !== 0 && at !== words.length - 1) continue;
    const stem = words
      .filter((_, index) => index !== at)
      .join("_")
      .toLowerCase();
    return { role, stem };
  }
  return undefined;
}
