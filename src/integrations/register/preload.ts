/** Address of the entry point, for the threads and processes that have to load it. */
export const REGISTER: string = new URL(
  `../register${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
).href;

/** What `wasm-leaks run --heap` loads before it: it loads no module of the program. */
const HEAP = new URL("heap.js", import.meta.url).href;

/** Files to load before anything else, in this order, where `--import` comes too late. */
export function preloads(): string[] {
  return process.env["WASM_LEAKS_HEAP"] === undefined ? [REGISTER] : [HEAP, REGISTER];
}

/** True when the arguments, or the options of Node's environment, already load it. */
export function loadsRegister(execArgv: readonly string[], nodeOptions: string | undefined): boolean {
  return [...execArgv, nodeOptions ?? ""].some(
    (text) => text.includes("wasm-leaks/register") || text.includes(REGISTER),
  );
}

/**
 * True when Node loads it before everything else: its options name no file that is loaded earlier. `--require` goes before
 * `--import`, whatever their order.
 */
export function isFirst(execArgv: readonly string[], nodeOptions: string | undefined): boolean {
  const words = [...(nodeOptions ?? "").split(/\s+/), ...execArgv].flatMap((word) => word.split("="));
  const after = (...options: string[]): string[] =>
    words.flatMap((word, at) => (options.includes(word) ? [words[at + 1] ?? ""] : []));
  const [first] = [...after("-r", "--require"), ...after("--import")].filter((file) => file !== HEAP);
  return first !== undefined && loadsRegister([first], undefined);
}
