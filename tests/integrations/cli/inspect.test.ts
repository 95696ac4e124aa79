import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { describe as suite, expect, it } from "vitest";
import { describe, familiesOf, inspectCommand } from "../../../src/integrations/cli/commands/inspect.ts";
import { inspectModule } from "../../../src/runtime/heap/inspect.ts";
import { wat } from "../../runtime/heap/wat.ts";

const require = createRequire(import.meta.url);

suite("inspect", () => {
  it("says how the allocator was found and which exports belong together", async () => {
    const file = require.resolve("web-tree-sitter/web-tree-sitter.wasm");
    const result = await inspectModule(readFileSync(file), familiesOf);
    const text = describe("web-tree-sitter.wasm", result);
    expect(text).toMatch(/allocator +dlmalloc; every allocation is seen/);
    expect(text).toMatch(/acquire +malloc, function \d+, by the bytes of its code/);
    expect(result.families).toContainEqual({ acquire: "malloc", release: ["free"] });
    expect(result.families).toContainEqual({ acquire: "ts_parser_new_wasm", release: ["ts_parser_delete"] });
  });

  it("finds an allocator by trying the exports", async () => {
    const bytes =
      wat(`(module (memory (export "m") 1) (global $next (mut i32) (i32.const 1024)) (global $list (mut i32) (i32.const 0))
      (func (export "a") (param i32) (result i32) (local i32)
        (if (i32.and (i32.ne (global.get $list) (i32.const 0)) (i32.le_u (local.get 0) (i32.const 120)))
          (then (local.set 1 (global.get $list)) (global.set $list (i32.load (local.get 1))) (return (local.get 1))))
        (local.set 1 (global.get $next)) (global.set $next (i32.add (global.get $next) (i32.const 128))) (local.get 1))
      (func (export "b") (param i32) (i32.store (local.get 0) (global.get $list)) (global.set $list (local.get 0)))
      (func (export "s") (param i32) (result i32) (global.set $next (i32.sub (global.get $next) (i32.const 32))) (global.get $next))
      (func (export "hang") (param i32) (result i32) (local.get 0))
      ${'(func (export "x1") (result i32) (i32.const 1))'}
      ${Array.from({ length: 20 }, (_, i) => `(func $f${String(i)})`).join("\n")})`);
    const result = await inspectModule(bytes, familiesOf);
    expect(result.sites).toEqual([
      { name: "malloc (a)", function: 0, role: "acquire", found: "probe" },
      { name: "free (b)", function: 1, role: "release", found: "probe" },
    ]);
    const without = await inspectModule(bytes, familiesOf, { probe: false });
    expect(without.allocator.coverage).toBe("none");
    expect(describe("x.wasm", without)).toMatch(/note: No allocator function was recognised; name it/);
  });

  it("ends a probe that hangs", async () => {
    const bytes = wat(`(module (memory 1)
      (func (export "a") (param i32) (result i32) (loop $l (br $l)) (unreachable))
      (func (export "b") (param i32))
      ${Array.from({ length: 20 }, (_, i) => `(func $f${String(i)})`).join("\n")})`);
    const { probeAllocator } = await import("../../../src/runtime/heap/allocator/probe.ts");
    const { readModule } = await import("../../../src/runtime/heap/module/index.ts");
    expect((await probeAllocator(readModule(bytes), 300)).coverage).toBe("none");
  });

  it("has a help text with the exit codes", () => {
    expect(inspectCommand().helpInformation()).toMatch(/--no-probe/);
  });
});

suite("familiesOf", () => {
  it("suggests only pairs that exist", () => {
    expect(familiesOf(["_Image__constructor", "_Image__destructor", "image_new", "image_free", "other_new"])).toEqual([
      { acquire: "_Image__constructor", release: ["_Image__destructor"] },
      { acquire: "image_new", release: ["image_free"] },
    ]);
  });
});
