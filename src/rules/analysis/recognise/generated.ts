import type { SourceFile } from "../source-file.ts";

// What the glue of wasm-bindgen defines, of every version; a loader that people write only calls it.
const bindgenGlue =
  /\bfunction (?:__wbg_\w+|passStringToWasm0|getStringFromWasm0|addHeapObject|takeObject)\(|\bimports\.wbg\b|\bexports\.__wb(?:g|indgen)_/;

// What AssemblyScript's compiler writes with `--bindings`: it counts what it pins, and makes its views again where they fail.
const ascGlue = /\bconst adapted(?:Ex|Im)ports = |\bfunction __(?:lift|lower)[A-Z]\w*\(/;

// What wit-bindgen and jco write: what is lowered with `cabi_realloc` is the component's.
const witGlue =
  /\b(?:const|let) realloc\w* = [\w.$]+(?:\["|\.)(?:cabi|canonical_abi)_realloc\b|\bfunction utf8_?[eE]ncode\(\w+, realloc, memory\)/;

const emscriptenViews = ["updateMemoryViews", "updateGlobalBufferAndViews", "moduleOverrides"];

const answers = new WeakMap<object, boolean>();

/** The glue that toolchains write, and minified bundles: nobody mends anything there. */
export function isGenerated(source: SourceFile): boolean {
  let answer = answers.get(source.code.ast);
  if (answer === undefined) answers.set(source.code.ast, (answer = looksGenerated(source)));
  return answer;
}

function looksGenerated(source: SourceFile): boolean {
  const { text, lines } = source.code;
  if (text.length > 1_000_000) return true;
  if (text.length > 4000 && text.length / lines.length > 250) return true;
  if (isEmscriptenGlue(source) || (text.includes("__wb") && bindgenGlue.test(text))) return true;
  // asm.js, which compilers write: its heap keeps its length.
  if (/^\s*["']use asm["'];?\s*$/m.test(text)) return true;
  if (text.includes("realloc") && witGlue.test(text)) return true;
  return text.includes("WebAssembly.") && ascGlue.test(text);
}

/** `function createWasm() { … updateMemoryViews(); … }`: it takes the sign of every address wherever its memory may exceed 2 GiB. */
export function isEmscriptenGlue({ code: { text } }: SourceFile): boolean {
  return text.includes("createWasm") && emscriptenViews.some((sign) => text.includes(sign));
}
