import type { NativeFrame } from "../heap/symbols/frames.ts";
import { place } from "./text.ts";

/** Functions whose whole purpose is to allocate: that they allocated says nothing. */
const ALLOCATORS =
  /^(?:_?_?(?:dl|emscripten_builtin_|wbindgen_)?(?:malloc|calloc|realloc|memalign|aligned_alloc|posix_memalign|free)|operator new(?:\[\])?\(.*|_Zn[wa].*|_?_?(?:rust|rg|rdl)_(?:alloc|alloc_zeroed|realloc)|.*\b__(?:rust|rdl|rg)_(?:alloc|alloc_zeroed|realloc)\b.*|.*alloc::(?:alloc|raw_vec|global|exchange_malloc).*|.*(?:RawVec|dlmalloc::).*|std::__\w+::(?:__libcpp_)?allocat.*|~?lib\/rt\/.*|.*GlobalAlloc.*)$/;

/** Files that are not the application's own. */
const PACKAGES = /(?:^|[\\/])node_modules[\\/]|^node:/;
/** Rows that a function must be part of, and their share, before it counts as one more allocator. */
const COMMON_ROWS = 12;
const COMMON_SHARE = 0.4;

/** Says in a line who wanted memory. */
export class HeapPlaces {
  readonly #common: ReadonlySet<number>;

  /** Learns which functions of a stripped module lie between most places and the allocator, such as a `malloc` of its own. */
  constructor(rows: readonly { readonly frames: readonly NativeFrame[] }[]) {
    const seen = new Map<number, number>();
    for (const { frames } of rows)
      for (const index of new Set(frames.slice(0, 5).map((frame) => frame.function)))
        if (typeof index === "number") seen.set(index, (seen.get(index) ?? 0) + 1);
    const enough = [...seen].filter(([, count]) => count >= Math.max(COMMON_ROWS, COMMON_SHARE * rows.length));
    this.#common = new Set(enough.map(([index]) => index));
  }

  /** The innermost function that says something. */
  of(frames: readonly NativeFrame[]): string {
    const wasm = frames.filter(({ kind }) => kind === "wasm");
    const named = wasm.filter(({ name }) => !ALLOCATORS.test(name));
    const frame =
      named.find((one) => !this.#common.has(one.function ?? -1)) ??
      frames.find(({ kind }) => kind === "js") ??
      frames[0];
    return frame === undefined ? "no stack was taken" : framePlace(frame);
  }

  /** The JavaScript that called the module: the application's line where there is one. */
  caller(frames: readonly NativeFrame[]): string | undefined {
    const js = frames.filter(({ kind }) => kind === "js");
    const frame = js.find(({ file }) => file !== "" && !PACKAGES.test(file)) ?? js[0];
    const caller = frame === undefined ? undefined : framePlace(frame);
    return caller === this.of(frames) ? undefined : caller;
  }
}

/** One frame: function, and its source or its offset in the module. */
export function framePlace(frame: NativeFrame): string {
  if (frame.file === "" && frame.kind === "wasm" && typeof frame.offset === "number")
    return `${frame.name} +0x${frame.offset.toString(16)}`;
  return place({
    name: frame.name,
    file: frame.file,
    line: frame.line,
    column: frame.kind === "js" ? frame.column : 0,
  });
}
