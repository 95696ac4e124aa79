import { ExternKind, type WasmModule } from "./read.ts";
import { NameKind, visitNames } from "./names.ts";
import { decodeText } from "./reader.ts";
import { ValueType } from "./signatures.ts";

/**
 * Index of the global that holds the shadow stack pointer, where C, C++, Rust and AssemblyScript keep what has an address.
 * By name, else by LLVM's habit: the first global, mutable, and beginning beyond the first 512 bytes.
 */
export function stackPointerGlobal(module: WasmModule): number | undefined {
  const fits = (index: number): boolean => {
    const global = module.globals[index];
    return global !== undefined && global.mutable && (global.type === ValueType.i32 || global.type === ValueType.i64);
  };
  let named: number | undefined;
  visitNames(module, NameKind.global, (index, start, end) => {
    if (/(?:^|\/)__stack_pointer$/.test(decodeText(module.bytes, start, end)) && fits(index)) named ??= index;
  });
  if (named !== undefined) return named;
  const exported = module.exports.find((entry) => entry.kind === ExternKind.global && entry.name === "__stack_pointer");
  if (exported !== undefined && fits(exported.index)) return exported.index;
  let imported = 0;
  for (const entry of module.imports) {
    if (entry.kind !== ExternKind.global) continue;
    if (entry.name === "__stack_pointer" && fits(imported)) return imported;
    imported++;
  }
  const first = module.globals[imported];
  return fits(imported) && (first?.init?.value ?? 0) >= 512 ? imported : undefined;
}
