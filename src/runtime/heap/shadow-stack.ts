import { readData, type WasmModule } from "./module/index.ts";

/** The shadow stack: it grows from `high` down to `low`; below it lie static data, or nothing. */
export interface StackBounds {
  readonly high: number;
  readonly low: number;
  /**
   * `exact`: the module says so. `first`: the stack lies before the data, so an overflow traps.
   * `data`: below it lies static data whose zeroed part is not in the module, so the true end may be higher.
   */
  readonly basis: "exact" | "first" | "data";
}

/** How deep the shadow stack went, in bytes. */
export interface StackUse {
  readonly bounds: StackBounds | undefined;
  /**
   * Bytes in use at the deepest place seen: where the allocator was called, and with the option `functions` where any function
   * was, to within 64 bytes and without the innermost function's own frame.
   */
  readonly deepest: number;
}

function exportedNumber(value: unknown): number | undefined {
  if (typeof value === "function") {
    try {
      const result: unknown = value();
      return typeof result === "number" ? result >>> 0 : undefined;
    } catch {
      return undefined;
    }
  }
  const inner: unknown = typeof value === "object" && value !== null && "value" in value ? value.value : undefined;
  return typeof inner === "number" ? inner >>> 0 : undefined;
}

/**
 * Finds the bounds of the shadow stack. `high` is the value of the stack pointer before the module ran.
 * `exports` are asked for the linker's and Emscripten's symbols; `undefined` when nothing can be said.
 */
export function stackBounds(
  module: WasmModule,
  high: number,
  exports: Readonly<Record<string, unknown>>,
): StackBounds | undefined {
  if (high === 0) return undefined;
  for (const name of ["emscripten_stack_get_end", "__stack_low", "__data_end"]) {
    const low = exportedNumber(exports[name]);
    if (low !== undefined && low < high) return { high, low, basis: "exact" };
  }
  let below = 0;
  let any = false;
  for (const segment of readData(module)) {
    if (segment.address === undefined) continue;
    any = true;
    if (segment.address < high) below = Math.max(below, segment.address + segment.bytes.length);
  }
  if (!any) return undefined;
  return below === 0 ? { high, low: 0, basis: "first" } : { high, low: Math.min(below, high), basis: "data" };
}
