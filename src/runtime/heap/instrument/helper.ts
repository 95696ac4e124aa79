import type { EngineInstance, WebAssemblyApi } from "../webassembly.ts";

/** What the hook is told; every number is a signed 32-bit integer, see {@link Hook}. */
export type Hook = (
  site: number,
  pointer: number,
  size: number,
  result: number,
  stackPointer: number,
  context: number,
) => number;

/**
 * `(module (type (func (param i32 x6) (result i32))) (import "a" "b" (func (type 0))) (export "c" (func 0)))`:
 * tables take only functions of WebAssembly, so the hook goes in and out of this module once.
 */
const HELPER = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 11, 1, 0x60, 6, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f],
  ...[2, 7, 1, 1, 0x61, 1, 0x62, 0, 0],
  ...[7, 5, 1, 1, 0x63, 0, 0],
]);

/** Makes a JavaScript function one that a `funcref` table accepts. `api` must be the engine's own, unpatched object. */
export function toTableFunction(api: Pick<WebAssemblyApi, "Module" | "Instance">, hook: Hook): unknown {
  const instance: EngineInstance = new api.Instance(new api.Module(HELPER), { a: { b: hook } });
  return instance.exports["c"];
}
