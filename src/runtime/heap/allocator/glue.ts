import type { WasmModule } from "../module/index.ts";

/** Allocator functions that glue code names although the module's exports are minified: C name to export name. */
export type GlueNames = ReadonlyMap<string, string>;

const C_ASSIGNMENT = /(?<![\w$])_(malloc|calloc|realloc|free|memalign|aligned_alloc)\s*=(?!=)([^;\n]{0,200})/g;
const MEMBER = /[\w$]\s*(?:\.\s*([\w$]+)|\[\s*["']([^"']+)["']\s*\])/g;
const BINDGEN_PASS = /passStringToWasm0\([^,()]+,\s*wasm\.([\w$]+),\s*wasm\.([\w$]+)\)/;
const BINDGEN_FREE = /wasm\.(__wbindgen_(?:free|export[\w$]*))\([\w$]+,\s*[\w$]+(?:\s*\*\s*\d+)?,\s*\d+\)/;

/**
 * Reads Emscripten's (`_malloc = wasmExports["M"]`, `_malloc=c.Ia`) and wasm-bindgen's
 * (`passStringToWasm0(x, wasm.__wbindgen_export_0, ...)`) glue. Only names that the module really exports are kept.
 */
export function readGlue(glue: string, module: WasmModule): GlueNames {
  const exported = new Set(module.exports.map((entry) => entry.name));
  const found = new Map<string, string>();
  for (const [, name, tail] of glue.matchAll(C_ASSIGNMENT)) {
    if (name === undefined || tail === undefined || found.has(name)) continue;
    // The first member that is an export: later assignments of a minified line belong to other functions.
    for (const [, property, quoted] of tail.matchAll(MEMBER)) {
      const candidate = property ?? quoted ?? "";
      if (exported.has(candidate) && candidate !== `_${name}`) {
        found.set(name, candidate);
        break;
      }
    }
  }
  const pass = BINDGEN_PASS.exec(glue);
  const free = BINDGEN_FREE.exec(glue);
  const bindgen = [
    ["__wbindgen_malloc", pass?.[1]],
    ["__wbindgen_realloc", pass?.[2]],
    ["__wbindgen_free", free?.[1]],
  ] as const;
  for (const [name, candidate] of bindgen)
    if (candidate !== undefined && exported.has(candidate)) found.set(name, candidate);
  return found;
}
