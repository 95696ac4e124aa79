import type { AllocatorSite } from "../allocator/index.ts";
import { ChunkList, functionNames, pushText, pushU32, text, u32, type WasmModule } from "../module/index.ts";

/**
 * A name section for a stripped module, made of what its imports, exports and allocator give away, so that the engine's
 * own stack traces say `malloc` instead of `wasm-function[78]`. Empty when the module has one.
 */
export function nameSection(
  module: WasmModule,
  sites: readonly AllocatorSite[],
  moved: ReadonlyMap<number, number>,
): ChunkList {
  const result = new ChunkList();
  if (module.sections.some((section) => section.name === "name")) return result;
  const names = functionNames(module);
  for (const site of sites) names.set(site.function, site.name);
  for (const [target, index] of moved) {
    const name = names.get(index);
    if (name !== undefined) names.set(target, name);
  }
  const map: number[] = u32(names.size);
  for (const index of Uint32Array.from(names.keys()).sort()) {
    pushU32(map, index);
    pushText(map, names.get(index) ?? "");
  }
  const content = new ChunkList().push([...text("name"), 1, ...u32(map.length)]).push(map);
  return result.section(0, content);
}
