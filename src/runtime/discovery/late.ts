import type { Discovery } from "./context.ts";

const told = new WeakSet<Discovery>();

/**
 * Says once that something was there before the hooks: what it made is not seen, and what it makes only in part.
 *
 * @param what - a module; or a package that makes its registries when it is loaded, before any module
 */
export function noticeLate(context: Discovery, what = "a WebAssembly module was instantiated"): void {
  if (told.has(context)) return;
  told.add(context);
  context.notice(
    `${what} before the tracker, so some of its objects are not seen. Load the tracker ` +
      'first: node --import wasm-leaks/register before every other --import and --require, or import "wasm-leaks/dev" ' +
      "before anything that loads a module.",
  );
}
