import type { SourceFile } from "../source-file.ts";
import { anyOf } from "../syntax.ts";

// Plain literals, searched for together: on a file that has none of them, this search is all that the plugin costs.
const signs = [
  "WebAssembly",
  "wasm",
  "Wasm",
  "WASM",
  "malloc",
  "HEAP",
  "__constructor",
  "FinalizationRegistry",
  "inalizationRegistry",
  "WeakRef",
  "manage(",
  "_free",
  "ccall",
  "cwrap",
  "instance.exports",
  "memory.buffer",
  "allocateUTF8",
  "ALLOC_NORMAL",
  "ALLOC_STACK",
  "stringToNewUTF8",
  "stringToUTF8",
  "UTF8ToString",
  "locateFile",
  "mscriptenModule",
  "MainModule",
  "onRuntimeInitialized",
  "__retain(",
  "Owned<",
  "Pointer<",
  "Borrowed<",
];

const anySign = anyOf(signs);

const answers = new WeakMap<object, boolean>();

/** Whether a file shows any sign of wasm, of a finalizer or of a configured name; all others are not analysed at all. */
export function concernsWasm(file: SourceFile): boolean {
  const { ast, text } = file.code;
  let answer = answers.get(ast);
  if (answer === undefined) {
    const hasSign = mentionsWasm(text) || configuredSigns(file).some((sign) => text.includes(sign));
    answer = hasSign && !isMinified(text, file.code.lines.length) && !file.isTooDeep;
    answers.set(ast, answer);
  }
  return answer;
}

/** Whether a text has any word in it that hardly anything but code for wasm has. */
export function mentionsWasm(text: string): boolean {
  return anySign.test(text);
}

/** Minified code is nobody's to mend, nor are bundles: no file that people write has a million characters. */
function isMinified(text: string, lines: number): boolean {
  return text.length > 1_000_000 || (text.length > 20_000 && text.length / lines > 500);
}

function configuredSigns({ settings }: SourceFile): string[] {
  const names = [
    ...settings.families.map(({ acquire }) => acquire),
    ...settings.modules,
    ...settings.packages,
    ...settings.manage.map(({ name }) => name),
  ];
  return names.map((name) =>
    name.split("*").reduce((longest, part) => (part.length > longest.length ? part : longest)),
  );
}
