/**
 * A pointer family known by the names of its functions alone: `acquire` returns an address that one of `release` frees.
 * `*` stands for any run of word characters, `+` for one that starts with a capital; the run that `acquire` matched is what `release` must carry in its place.
 */
export interface NamedFamily {
  readonly acquire: string;
  readonly release: readonly string[];
  /**
   * `name`: the name is proof enough. `exports`: only for a function of a known exports object. `pair`: as `exports`, and
   * the file names the release too, since `create_function` and its like return a status as often as a pointer.
   */
  readonly evidence: "name" | "exports" | "pair";
}

const freeing: readonly string[] = ["*_free", "*_delete", "*_destroy", "*_drop", "*_dispose", "*_release", "*_close"];
const freeingFirst: readonly string[] = ["free_*", "delete_*", "destroy_*", "drop_*", "dispose_*", "release_*"];

/** `destroyImage` for `createImage`, `_DestroyImage` for `_CreateImage`. */
function endingsLike(making: string): string[] {
  const endings = ["destroy+", "free+", "delete+", "release+", "dispose+"];
  if (!making.startsWith("_")) return endings;
  const isCapital = /^_[A-Z]/.test(making);
  return endings.map((each) => `_${isCapital ? each.charAt(0).toUpperCase() + each.slice(1) : each}`);
}

const capitalised: readonly string[] = ["*_Destroy", "*_Dispose", "*_Delete", "*_Free", "*_Release", "*_Close"];

const named = (acquire: string, ...release: string[]): NamedFamily => ({ acquire, release, evidence: "name" });
const exported = (acquire: string, release: readonly string[]): NamedFamily => ({
  acquire,
  release,
  evidence: "exports",
});

const paired = (acquire: string, release: readonly string[]): NamedFamily => ({ acquire, release, evidence: "pair" });

/** The names C, C++, Rust and AssemblyScript toolchains and their users give to functions that make and free objects. */
export const conventions: readonly NamedFamily[] = [
  named("*__constructor", "*__destructor"),
  named("malloc", "free"),
  named("_malloc", "_free"),
  named("*_malloc", "*_free"),
  named("calloc", "free"),
  named("_calloc", "_free"),
  named("*_calloc", "*_free"),
  // Picovoice's modules export C's own `aligned_alloc` beside a `free` of another name.
  named("aligned_alloc", "free", "aligned_free", "pv_free"),
  named("_aligned_alloc", "_free"),
  // The same, kept in the fields of a class.
  named("alignedAlloc", "pvFree", "alignedFree", "free"),
  named("_alignedAlloc", "_pvFree", "_alignedFree", "_free"),
  named("memalign", "free"),
  named("_memalign", "_free"),
  named("realloc", "free"),
  named("_realloc", "_free"),
  named("allocateUTF8", "_free", "free"),
  named("stringToNewUTF8", "_free", "free"),
  named("stringToNewUTF16", "_free", "free"),
  exported("alloc", ["dealloc", "free"]),
  exported("allocate", ["deallocate", "free"]),
  // Before `*_new`, whose star would stand for the first underscore.
  exported("__new", ["__unpin", "__free"]),
  exported("__pin", ["__unpin"]),
  // The loader of AssemblyScript up to 0.17.
  named("__retain", "__release"),
  exported("*_new", freeing),
  paired("*_new_*", freeing),
  paired("*_create", freeing),
  paired("*_create_*", freeing),
  exported("*_alloc", [...freeing, "*_dealloc"]),
  paired("*_clone", freeing),
  paired("*_from_*", freeing),
  paired("*_open", freeing),
  // `stmt_finalize` ends what `stmt_prepare` makes; the one of a hash only gives its result.
  paired("*_prepare", [...freeing, "*_finalize"]),
  exported("new_*", freeingFirst),
  paired("create_*", freeingFirst),
  paired("make_*", freeingFirst),
  exported("alloc_*", [...freeingFirst, "dealloc_*"]),
  paired("allocate_*", ["deallocate_*", "dealloc_*"]),
  // PDFium's C API, by names that nothing else has: those that every rule takes for addresses. `libraries` has all of it.
  ...["", "_"].flatMap((underscore) => [
    named(`${underscore}FPDF_LoadPage`, `${underscore}FPDF_ClosePage`),
    named(`${underscore}FPDFText_LoadPage`, `${underscore}FPDFText_ClosePage`),
    named(`${underscore}FPDFBitmap_Create`, `${underscore}FPDFBitmap_Destroy`),
    named(`${underscore}FPDFBitmap_CreateEx`, `${underscore}FPDFBitmap_Destroy`),
    named(`${underscore}FPDFImageObj_GetBitmap`, `${underscore}FPDFBitmap_Destroy`),
    named(`${underscore}FPDF_LoadMemDocument`, `${underscore}FPDF_CloseDocument`),
  ]),
  paired("*_Create", capitalised),
  paired("*_Create*", capitalised),
  paired("*_New", capitalised),
  // The same two words in camel case, of functions of a known exports object.
  ...["create", "make", "new", "_create", "_make", "_new", "_Create", "_New"].map((making) =>
    paired(`${making}+`, endingsLike(making)),
  ),
  paired("*Create", ["*Destroy", "*Free", "*Delete", "*Release", "*Dispose"]),
  paired("*New", ["*Free", "*Delete", "*Destroy", "*Release", "*Drop"]),
  exported("allocate+", ["free+", "deallocate+"]),
  exported("alloc+", ["free+", "free+Mem", "dealloc+"]),
];

/**
 * Type names that mark a number as an address: `Pointer<Image>`; `Owned<Image>` moves the duty to free it, as a result to
 * the caller and as a parameter to the function; `Borrowed<Image>` leaves it where it was.
 */
export const pointerBrands: readonly string[] = ["Owned", "Pointer", "Borrowed"];

/** Properties that only an exports object or an Emscripten module has; an object with one of them is taken for one. */
export const moduleProperties: ReadonlySet<string> = new Set([
  "HEAP8",
  "HEAPU8",
  "HEAP16",
  "HEAPU16",
  "HEAP32",
  "HEAPU32",
  "HEAP64",
  "HEAPU64",
  "HEAPF32",
  "HEAPF64",
  "_malloc",
  "_free",
  "ccall",
  "cwrap",
  "wasmMemory",
  "wasmExports",
  "stringToNewUTF8",
  "UTF8ToString",
  "stringToUTF8",
  "stackAlloc",
  "__wbindgen_malloc",
  "__wbindgen_free",
  "__indirect_function_table",
  "onRuntimeInitialized",
]);

/** Emscripten's ready-made views, remade by the glue when memory grows. */
export const heapViews: ReadonlySet<string> = new Set(
  [...moduleProperties].filter((property) => property.startsWith("HEAP")),
);
