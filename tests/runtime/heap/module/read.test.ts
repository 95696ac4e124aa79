import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import {
  ExternKind,
  functionNames,
  ModuleFormatError,
  readData,
  readElements,
  readModule,
  readNames,
  ValueType,
} from "../../../../src/runtime/heap/module/index.ts";
import { webAssembly } from "../../../../src/runtime/heap/webassembly.ts";
import { wat } from "../wat.ts";

const require = createRequire(import.meta.url);

const SAMPLE = `(module
  (import "env" "log" (func $log (param i32)))
  (import "env" "base" (global $base i32))
  (import "env" "table" (table 1 funcref))
  (memory (export "memory") 2 5)
  (global $__stack_pointer (mut i32) (i32.const 70000))
  (global (export "big") i64 (i64.const -5))
  (global i32 (i32.add (i32.const 1024) (i32.const -24)))
  (func $inc (export "inc") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $init (call $log (i32.const 7)))
  (start $init)
  (elem (i32.const 0) $inc)
  (elem funcref (ref.func $inc) (ref.null func))
  (elem declare func $init)
  (data (i32.const 1024) "hello\\00")
  (data (global.get $base) "late")
  (data (i32.const -16) "high")
  (data "passive"))`;

describe("readModule", () => {
  const module = readModule(wat(SAMPLE, { names: true }));

  it("reads index spaces with imports first", () => {
    expect(module.importedFunctions).toBe(1);
    expect(module.functions).toHaveLength(3);
    expect(module.bodies).toHaveLength(4);
    expect(module.tableCount).toBe(1);
    expect(module.start).toBe(2);
    expect(module.memories).toEqual([{ minimum: 2, maximum: 5, shared: false, wide: false, imported: false }]);
    expect(module.types[module.functions[1] as number]).toEqual({ params: [ValueType.i32], results: [ValueType.i32] });
    expect(module.exports).toContainEqual({ name: "inc", kind: ExternKind.func, index: 1 });
    expect(module.imports.map((entry) => entry.name)).toEqual(["log", "base", "table"]);
  });

  it("evaluates initial values of globals", () => {
    expect(module.globals.map((global) => [global.mutable, global.imported, global.init?.value])).toEqual([
      [false, true, undefined],
      [true, false, 70000],
      [false, false, -5],
      [false, false, 1000],
    ]);
  });

  it("places data segments and keeps addresses unsigned", () => {
    const text = new TextDecoder();
    expect(readData(module).map((part) => [part.address, part.passive, text.decode(part.bytes)])).toEqual([
      [1024, false, "hello\0"],
      [undefined, false, "late"],
      [0xffff_fff0, false, "high"],
      [undefined, true, "passive"],
    ]);
  });

  it("reads every kind of element segment", () => {
    expect(readElements(module).map((part) => [part.offset, part.passive, part.functions])).toEqual([
      [0, false, [1]],
      [undefined, true, [1, undefined]],
      [undefined, true, [2]],
    ]);
  });

  it("takes names from the name section, imports and exports", () => {
    expect(readNames(module).functions.get(1)).toBe("inc");
    expect(readNames(module).globals.get(1)).toBe("__stack_pointer");
    const stripped = readModule(wat(SAMPLE));
    expect([...functionNames(stripped)]).toEqual([
      [1, "inc"],
      [0, "env.log"],
    ]);
  });

  it("says where reading stopped", () => {
    const bytes = wat(SAMPLE);
    expect(() => readModule(bytes.subarray(0, bytes.length - 3))).toThrow(ModuleFormatError);
    expect(() => readModule(new Uint8Array([1, 2, 3]))).toThrow(/no WebAssembly core module/);
    expect(() => readModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 13, 0, 1, 0))).toThrow(ModuleFormatError);
    expect(() => readModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 0x7f))).toThrow(/at byte 10/);
  });
});

describe("readModule on shipped packages", () => {
  it.each([
    ["sql.js/dist/sql-wasm.wasm"],
    ["canvaskit-wasm/bin/canvaskit.wasm"],
    ["web-tree-sitter/web-tree-sitter.wasm"],
    ["tree-sitter-javascript/tree-sitter-javascript.wasm"],
  ])("%s agrees with the engine", (path) => {
    const bytes = readFileSync(require.resolve(path));
    const module = readModule(bytes);
    const compiled = new webAssembly.Module(bytes);
    expect(module.exports.map((entry) => entry.name)).toEqual(webAssembly.Module.exports(compiled).map((e) => e.name));
    expect(module.imports.map((entry) => entry.name)).toEqual(webAssembly.Module.imports(compiled).map((e) => e.name));
    expect(readData(module).length).toBeGreaterThan(0);
    expect(readElements(module).length).toBeGreaterThan(0);
  });
});

describe("passive segments", () => {
  it("have the address at which the start function puts them whole", () => {
    const module = readModule(
      wat(`(module (memory 1 1 shared) (data "whole") (data "part") (data "computed") (data (i32.const 8) "active")
        (func $init (local i32)
          (memory.init 0 (i32.const 70000) (i32.const 0) (i32.const 5))
          (memory.init 1 (i32.const 1024) (i32.const 1) (i32.const 2))
          (memory.init 2 (local.get 0) (i32.const 0) (i32.const 8)))
        (start $init))`),
    );
    expect(readData(module).map(({ address, passive }) => [address, passive])).toEqual([
      [70_000, true],
      [undefined, true],
      [undefined, true],
      [8, false],
    ]);
  });
});
