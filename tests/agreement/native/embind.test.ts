import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readModule, type WasmModule } from "../../../src/runtime/heap/module/index.ts";
import { checkHeap } from "../../../src/runtime/heap/scan/check.ts";
import { walkHeap } from "../../../src/runtime/heap/walk/index.ts";
import { withMemory } from "../../runtime/heap/memories.ts";
import { CPP } from "./expected.ts";

interface Handle {
  readonly $$: { readonly ptr: number };
  delete(): void;
}

interface Program {
  readonly Document: new (pages: number) => Handle;
  readonly Shape: new () => Handle & { link(peer: Handle): void };
  readonly [exported: `_${string}`]: () => number;
}

async function load(
  allocator: string,
): Promise<{ program: Program; memory: { buffer: ArrayBuffer }; module: WasmModule }> {
  const base = new URL(`../../../native/embind/leaks/built/${allocator}`, import.meta.url);
  const create = createRequire(import.meta.url)(`${fileURLToPath(base)}.cjs`) as (options: object) => Promise<Program>;
  const wasmBinary = readFileSync(new URL(`${base.href}.wasm`));
  const { result, memory, bytes } = await withMemory(() => create({ wasmBinary }));
  return { program: result, memory, module: readModule(bytes) };
}

describe.each(["dlmalloc", "emmalloc"])("Embind with %s", (allocator) => {
  it("has every case called what it is, after what the glue took", async () => {
    const { program, memory, module } = await load(allocator);
    for (const [name, expected] of Object.entries(CPP)) {
      const baseline = walkHeap(memory);
      expect(baseline.confirmed).toBe(true);
      program[`_${name}`]?.();
      program._sum_of_globals?.();
      const { totals } = checkHeap(memory, { module, baseline });
      for (const verdict of ["definitely lost", "cycle", "indirectly lost", "possibly lost"] as const) {
        expect({ name, verdict, blocks: totals[verdict].blocks }).toEqual({
          name,
          verdict,
          blocks: expected[verdict] ?? 0,
        });
      }
    }
  });

  it("has a forgotten handle lost, a held one held, a deleted one gone", async () => {
    const { program, memory, module } = await load(allocator);
    const baseline = walkHeap(memory);
    const document = new program.Document(3);
    const [leak, ...others] = checkHeap(memory, { module, baseline }).leaks;
    expect(others).toEqual([]);
    // The object, its vector, three strings and their three buffers.
    expect(leak).toMatchObject({ verdict: "definitely lost", address: document.$$.ptr, blocks: 8 });
    const held = checkHeap(memory, { module, baseline, held: [document.$$.ptr] });
    expect(held.leaks).toEqual([]);
    expect(held.totals["held by JS"].blocks).toBe(baseline.live.length + 8);
    document.delete();
    expect(checkHeap(memory, { module, baseline }).walk.live.length).toBe(baseline.live.length);
  });

  it("has a cycle of shared pointers as a cycle after its handles were deleted", async () => {
    const { program, memory, module } = await load(allocator);
    const baseline = walkHeap(memory);
    const first = new program.Shape();
    const second = new program.Shape();
    first.link(second);
    second.link(first);
    first.delete();
    second.delete();
    const { leaks } = checkHeap(memory, { module, baseline });
    expect(leaks).toHaveLength(1);
    expect(leaks[0]).toMatchObject({ verdict: "cycle", members: 2, blocks: 2 });
  });
});
