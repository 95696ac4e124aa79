import { describe, expect, it, vi } from "vitest";
import { findAllocator } from "../../../../src/runtime/heap/allocator/index.ts";
import { readModule } from "../../../../src/runtime/heap/module/index.ts";
import { loadInstrumented, nativeBytes, withoutNames } from "../native.ts";
import { expectExact } from "../walk/independent.ts";

const builds = ["debug", "release", "lto", "stripped", "optimised"];
const bytesOf = (name: string): Uint8Array => nativeBytes(`rust/leaks/built/${name}.wasm`);

/** Random work, with the blocks that hooks counted compared with those in the headers again and again. */
function expectSameBlocks(bytes: Uint8Array): void {
  const { exports, instance } = loadInstrumented(bytes, { stacks: "none" });
  exports["noise_start"]?.(7919, 100);
  for (let round = 0; round < 6; round++) {
    exports["noise_work"]?.(300);
    exports["noise_leak"]?.(round % 5);
    expect(expectExact(instance).live.length).toBeGreaterThan(50);
  }
  expect(instance.recorder.findings).toEqual([]);
}

describe("hooks in Rust's allocators", () => {
  it.each([...builds, "release-wee", "stripped-wee", "optimised-wee", "debug-wee"])("see every block of %s", (name) => {
    expectSameBlocks(bytesOf(name));
  });

  it.each([...builds, "release-wee"])("see every block of %s without its names", (name) => {
    const bytes = withoutNames(bytesOf(name));
    expect(findAllocator(readModule(bytes)).found).toBe("fingerprint");
    expectSameBlocks(bytes);
  });

  it("find dlmalloc where its small functions were not inlined, in the code of LLVM and of Binaryen", () => {
    const names = (name: string): string[] => {
      const { kind, sites } = findAllocator(readModule(bytesOf(name)));
      expect(kind).toBe("dlmalloc");
      return sites.map((site) => site.name).sort();
    };
    expect(names("stripped")).toEqual(["free", "malloc", "memalign", "realloc"]);
    // Binaryen put `realloc` into its one caller.
    expect(names("optimised")).toEqual(["free", "malloc", "memalign"]);
  });

  it.each(["lto-wee", "lto-wee without names"])("leave a wee_alloc alone that is part of its callers: %s", (name) => {
    const named = bytesOf("lto-wee");
    const bytes = name === "lto-wee" ? named : withoutNames(named);
    const { kind, coverage, notes } = findAllocator(readModule(bytes));
    expect({ kind, coverage }).toEqual({ kind: "wee_alloc", coverage: "none" });
    expect(notes).toEqual([expect.stringContaining("build without `lto`")]);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(() => loadInstrumented(bytes, { onNotice: undefined as never })).toThrow("walk and check work without them");
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("build without `lto`"));
    warn.mockRestore();
  });
});
