import type { Discovery } from "./context.ts";

/** Says that a module was there before the hooks: what it made is not seen, and what it makes only in part. */
export function noticeLate(context: Discovery): void {
  context.notice(
    "a WebAssembly module was instantiated before the tracker, so some of its objects are not seen. Load the tracker " +
      'first: node --import wasm-leaks/register before every other --import and --require, or import "wasm-leaks/dev" ' +
      "before anything that loads a module.",
  );
}
