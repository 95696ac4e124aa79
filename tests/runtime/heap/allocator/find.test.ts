import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { findAllocator, type AllocatorSite } from "../../../../src/runtime/heap/allocator/index.ts";
import { readGlue } from "../../../../src/runtime/heap/allocator/glue.ts";
import { canonicalName, knownName } from "../../../../src/runtime/heap/allocator/known-names.ts";
import { readModule } from "../../../../src/runtime/heap/module/index.ts";
import { nativeBytes } from "../native.ts";
import { wat } from "../wat.ts";

const require = createRequire(import.meta.url);
const sites = (list: readonly AllocatorSite[]): string[] => list.map((site) => `${site.found}:${site.name}`).sort();

describe("findAllocator", () => {
  it.each([
    ["sql.js/dist/sql-wasm.wasm", ["fingerprint:free", "fingerprint:malloc", "fingerprint:memalign"]],
    [
      "canvaskit-wasm/bin/canvaskit.wasm",
      ["fingerprint:free", "fingerprint:malloc", "fingerprint:memalign", "fingerprint:realloc"],
    ],
    [
      "web-tree-sitter/web-tree-sitter.wasm",
      ["export:calloc", "fingerprint:free", "fingerprint:malloc", "fingerprint:realloc"],
    ],
    ["web-tree-sitter/debug/web-tree-sitter.wasm", ["name:dlcalloc", "name:dlfree", "name:dlmalloc", "name:dlrealloc"]],
  ])("recognises the allocator of %s", (path, expected) => {
    const allocator = findAllocator(readModule(readFileSync(require.resolve(path))));
    expect(allocator.kind).toBe("dlmalloc");
    expect(allocator.coverage).toBe("inner");
    expect(sites(allocator.sites)).toEqual(expected);
  });

  it("finds by fingerprint what the name section names", () => {
    const path = require.resolve("canvaskit-wasm/bin/profiling/canvaskit.wasm");
    const named = findAllocator(readModule(readFileSync(path)));
    const stripped = findAllocator(readModule(readFileSync(path.replace("profiling/", "full/"))));
    expect(named.found).toBe("name");
    expect(stripped.found).toBe("fingerprint");
    for (const site of stripped.sites.filter(({ name }) => name === "malloc" || name === "free"))
      expect(named.sites.map((other) => other.function)).toContain(site.function);
  });

  it("sees through thunks: the inner function of wasi-libc and the exported one", () => {
    const { sites: found } = findAllocator(readModule(nativeBytes("cpp/leaks/built/release.wasm")));
    expect(sites(found)).toEqual(["name:dlfree", "name:dlmalloc", "name:free", "name:malloc"]);
  });

  it("knows Rust's allocator and wee_alloc by name", () => {
    const dlmalloc = findAllocator(readModule(nativeBytes("rust/leaks/built/release.wasm")));
    expect(dlmalloc.kind).toBe("dlmalloc");
    expect(dlmalloc.sites.find((site) => site.name === "Dlmalloc<A>::malloc")?.size).toBe(1);
    expect(findAllocator(readModule(nativeBytes("rust/leaks/built/release-wee.wasm"))).kind).toBe("wee_alloc");
  });

  it("knows that nothing resizes a block in place, by the code alone, and does not say so of a resize that was inlined", () => {
    const fixed = (bytes: Uint8Array): boolean | undefined => findAllocator(readModule(bytes)).fixedSizes;
    expect(fixed(nativeBytes("cpp/leaks/built/stripped.wasm"))).toBe(true);
    expect(fixed(nativeBytes("embind/leaks/built/dlmalloc.wasm"))).toBe(true);
    // SQLite's own function has all of `realloc` in it; so has `finish_grow` in the other.
    expect(fixed(readFileSync(require.resolve("sql.js/dist/sql-wasm.wasm")))).toBeUndefined();
    expect(fixed(nativeBytes("rust/leaks/built/optimised.wasm"))).toBeUndefined();
  });

  it("calls wasm-bindgen's exports a boundary", () => {
    const module = readModule(
      wat(`(module (memory 1)
        (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 8))
        (func (export "__wbindgen_free") (param i32 i32 i32)))`),
    );
    expect(findAllocator(module).coverage).toBe("boundary");
  });

  it("takes the option alone, by name or index, and says what it does not find", () => {
    const module = readModule(
      wat(`(module (memory 1)
        (func (export "grab") (param i32 i32) (result i32) (i32.const 8))
        (func (export "drop") (param i32))
        (func (export "malloc") (param i32) (result i32) (i32.const 8)))`),
    );
    const allocator = findAllocator(module, {
      allocator: { acquire: [{ function: "grab", size: 1 }], release: [1], resize: ["missing"] },
    });
    expect(allocator.sites).toMatchObject([
      { function: 0, role: "acquire", size: 1, found: "option" },
      { function: 1, role: "release", pointer: 0, found: "option" },
    ]);
    expect(allocator.notes.join()).toMatch(/no function called missing.*inspect/);
  });

  it("leaves functions alone whose type does not fit their name", () => {
    const allocator = findAllocator(readModule(wat(`(module (func (export "malloc") (param f64)))`)));
    expect(allocator.coverage).toBe("none");
    expect(allocator.notes.join()).toMatch(/malloc .*type that does not fit/);
  });
});

describe("names", () => {
  it.each([
    ["_ZN8dlmalloc8dlmalloc17Dlmalloc$LT$A$GT$6malloc17h0123456789abcdefE", "Dlmalloc<A>::malloc"],
    ["dlmalloc::dlmalloc::Dlmalloc<A>::free::h0123456789abcdef", "Dlmalloc<A>::free"],
    ["<dlmalloc[ce1e]::dlmalloc::Dlmalloc<dlmalloc[ce1e]::sys::System>>::realloc", "Dlmalloc<A>::realloc"],
    ["__rustc[1963b85898d4d9c3]::__rdl_realloc", "__rdl_realloc"],
    ["_RNvCs1234_7___rustc12___rust_alloc", "__rust_alloc"],
    ["emscripten_builtin_free", "emscripten_builtin_free"],
  ])("%s is %s", (name, expected) => {
    expect(canonicalName(name)).toBe(expected);
    expect(knownName(name)).toBeDefined();
  });

  it.each(["free_list", "Foo::malloc()", "my_malloc", "std::allocator<int>::allocate"])(
    "%s is no allocator",
    (name) => {
      expect(knownName(name)).toBeUndefined();
    },
  );
});

describe("readGlue", () => {
  const module = readModule(
    wat(`(module (func (export "Ia") (param i32) (result i32) (i32.const 0)) (func (export "Ja") (param i32))
      (func (export "__wbindgen_export_0") (param i32 i32) (result i32) (i32.const 0)))`),
  );

  it.each([
    [`_malloc=Module["_malloc"]=wasmExports["Ia"];_free=Module["_free"]=wasmExports["Ja"];`],
    [`function q(c){_malloc=c.Ia;_free=c.Ja}`],
    [
      `var _malloc=Module["_malloc"]=a0=>(_malloc=Module["_malloc"]=wasmExports["Ia"])(a0);_free = a0 => wasmExports["Ja"](a0);`,
    ],
  ])("reads Emscripten's glue: %s", (glue) => {
    expect(Object.fromEntries(readGlue(glue, module))).toEqual({ malloc: "Ia", free: "Ja" });
  });

  it("reads wasm-bindgen's glue", () => {
    const glue = "const ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1);";
    expect(Object.fromEntries(readGlue(glue, module))).toEqual({ __wbindgen_malloc: "__wbindgen_export_0" });
  });
});
