/** Address of the entry point, for the threads and processes that have to load it. */
export const REGISTER: string = new URL(
  `../register${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
).href;

/** True when the arguments, or the options of Node's environment, already load it. */
export function loadsRegister(execArgv: readonly string[], nodeOptions: string | undefined): boolean {
  return [...execArgv, nodeOptions ?? ""].some(
    (text) => text.includes("wasm-leaks/register") || text.includes(REGISTER),
  );
}
