import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachInstruction, readModule, SectionId, type WasmModule } from "../../../../src/runtime/heap/module/index.ts";
import { readDwarfLines } from "../../../../src/runtime/heap/symbols/dwarf-lines.ts";
import { LineTable } from "../../../../src/runtime/heap/symbols/line-table.ts";
import { readSourceMap } from "../../../../src/runtime/heap/symbols/source-map.ts";
import { ModuleSources, sourceMapUrl } from "../../../../src/runtime/heap/symbols/sources.ts";
import { symbolize } from "../../../../src/runtime/heap/symbols/frames.ts";
import { loadInstrumented, nativeBytes } from "../native.ts";
import { wat } from "../wat.ts";

const require = createRequire(import.meta.url);

/** Line of a source of `native/` on which some words stand. */
function lineOf(path: string, words: string): number {
  const lines = readFileSync(new URL(`../../../../native/${path}`, import.meta.url), "utf8").split("\n");
  return lines.findIndex((line) => line.includes(words)) + 1;
}

/** Places of the frames of the only live block, innermost first, without those of the C library. */
function placesOf(path: string, name: string): (readonly [name: string, file: string, line: number])[] {
  const { exports, instance } = loadInstrumented(nativeBytes(path), { functions: true });
  exports[name]?.(100);
  const [block] = instance.recorder.ledger.live();
  const frames = symbolize(instance.recorder.stacks.text(block?.stack ?? 0), instance);
  return frames
    .filter(({ kind, file }) => kind === "wasm" && file !== "" && !file.includes("malloc.c"))
    .map(({ name: of, file, line }) => [of, file, line] as const);
}

describe("DWARF", () => {
  it.each(["dwarf4", "dwarf5"])(
    "gives the lines of clang's %s, through the offsets of the rewritten module",
    (variant) => {
      const path = `cpp/lines/built/${variant}.wasm`;
      const folder = variant === "dwarf5" ? "/source/lines/" : "";
      expect(placesOf(path, "direct")).toEqual([
        ["direct", `${folder}lines.cpp`, lineOf("cpp/lines/lines.cpp", "direct allocates here")],
      ]);
      const [inner, nested] = placesOf(path, "nested");
      expect(inner?.[0]).toContain("inner(unsigned int)");
      expect(inner?.[1]).toMatch(/inner\.h$/);
      expect(inner?.[2]).toBe(lineOf("cpp/lines/inner.h", "inner allocates here"));
      expect(nested).toEqual(["nested", `${folder}lines.cpp`, lineOf("cpp/lines/lines.cpp", "nested calls here")]);
    },
  );

  it("gives the lines of rustc", () => {
    const places = placesOf("rust/lines/built/lines.wasm", "nested").filter(([name]) => name !== "malloc");
    expect(places.map(([, file, line]) => [file, line])).toEqual([
      ["src/lib.rs", lineOf("rust/lines/src/lib.rs", "inner allocates here")],
      ["src/lib.rs", lineOf("rust/lines/src/lib.rs", "nested calls here")],
    ]);
  });

  it("is found in a file of its own, which `-gseparate-dwarf` names, and not missed where that file is gone or broken", () => {
    const whole = readModule(nativeBytes("cpp/lines/built/dwarf5.wasm"));
    const kept = whole.sections.filter(({ name }) => name?.startsWith(".debug_") !== true);
    const content = ["external_debug_info", "side.debug.wasm"].flatMap((word) => [
      word.length,
      ...new TextEncoder().encode(word),
    ]);
    const bytes = [whole.bytes.subarray(0, 8), ...kept.map(({ start, end }) => whole.bytes.subarray(start, end))];
    const stripped = readModule(
      Uint8Array.from([...bytes.flatMap((part) => [...part]), 0, content.length, ...content]),
    );
    const places = (module: WasmModule, base: string): unknown[] => {
      const { lookup } = new ModuleSources(module, base);
      return Array.from({ length: (module.bodies.at(-1) ?? 0) - (module.bodies[0] ?? 0) }, (_, i) =>
        lookup((module.bodies[0] ?? 0) + i),
      );
    };
    const expected = places(whole, "");
    expect(expected.filter((place) => place !== undefined).length).toBeGreaterThan(100);
    const folder = mkdtempSync(join(tmpdir(), "wasm leaks dwarf "));
    try {
      const glue = join(folder, "glue.js");
      const nothing = expected.map(() => undefined);
      expect(places(stripped, glue)).toEqual(nothing);
      writeFileSync(join(folder, "side.debug.wasm"), "no module");
      expect(places(stripped, glue)).toEqual(nothing);
      writeFileSync(join(folder, "side.debug.wasm"), whole.bytes);
      expect(places(stripped, glue)).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("never throws, whatever the sections hold", () => {
    const module = readModule(nativeBytes("cpp/lines/built/dwarf5.wasm"));
    const part = (name: string): Uint8Array => {
      const section = module.sections.find((one) => one.name === name);
      return section === undefined ? new Uint8Array(0) : module.bytes.slice(section.payload, section.end);
    };
    const good = part(".debug_line").slice(0, 400);
    const change = fc.record({ at: fc.nat({ max: good.length - 1 }), to: fc.nat({ max: 255 }) });
    const arbitrary = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.array(change, { maxLength: 20 }), fc.nat({ max: good.length })).map(([changes, length]) => {
        const bytes = good.slice();
        for (const { at, to } of changes) bytes[at] = to;
        return bytes.slice(0, length);
      }),
    );
    fc.assert(
      fc.property(arbitrary, (line) => {
        const table = readDwarfLines({ line, lineStrings: part(".debug_line_str"), strings: part(".debug_str") }, 8);
        expect(table.find(2 ** 30)?.line ?? 0).toEqual(expect.any(Number));
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

describe("source maps", () => {
  const debug = require.resolve("web-tree-sitter/debug/web-tree-sitter.wasm");

  /** Offsets of all calls in a module. */
  function calls(module: WasmModule): number[] {
    const offsets: number[] = [];
    const { bytes, bodies } = module;
    for (let body = 0; body < bodies.length; body += 2)
      eachInstruction(bytes, bodies[body] ?? 0, bodies[body + 1] ?? 0, (opcode, at) => {
        if (opcode === 0x10) offsets.push(at - 1);
      });
    return offsets;
  }

  it("agree with DWARF on the calls of a module that has both", () => {
    const module = readModule(readFileSync(debug));
    expect(sourceMapUrl(module)).toBe("web-tree-sitter.wasm.map");
    const mapped = new ModuleSources(module, debug);
    const dwarf = new ModuleSources(module, undefined);
    const offsets = calls(module);
    const known = offsets.filter((offset) => dwarf.lookup(offset) !== undefined);
    expect(known.length).toBeGreaterThan(3000);
    const tail = (file: string): string => file.split("/").at(-1) ?? "";
    const same = known.filter((offset) => {
      const [a, b] = [mapped.lookup(offset), dwarf.lookup(offset)];
      return a?.line === b?.line && tail(a?.file ?? "") === tail(b?.file ?? "");
    });
    // The tool that made this map leaves lines of DWARF out here and there.
    expect(same.length / known.length).toBeGreaterThan(0.98);
  });

  it("are read from data URLs, from the file beside the script that compiled, and not from elsewhere", () => {
    const text = JSON.stringify({ version: 3, sources: ["a.ts"], mappings: "UAEI,EACA", sourceRoot: "lib/" });
    const withUrl = (url: string): WasmModule => {
      const content = [...new TextEncoder().encode("sourceMappingURL"), url.length, ...new TextEncoder().encode(url)];
      const section = [0, content.length + 1, 16, ...content];
      expect(content.length).toBeLessThan(127);
      return readModule(Uint8Array.from([...wat('(module (func (export "f")))'), ...section]));
    };
    const folder = mkdtempSync(join(tmpdir(), "wasm leaks maps "));
    try {
      writeFileSync(join(folder, "a.wasm.map"), text);
      expect(new ModuleSources(withUrl("a.wasm.map"), join(folder, "glue.js")).lookup(11)).toEqual({
        file: "lib/a.ts",
        line: 3,
        column: 5,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(new ModuleSources(withUrl("a.wasm.map"), "/nowhere/glue.js").lookup(11)).toBeUndefined();
    expect(new ModuleSources(withUrl("http://localhost:1/a.map"), "/nowhere/glue.js").lookup(11)).toBeUndefined();
    const small = encodeURIComponent('{"version":3,"sources":["b"],"mappings":"UAEI"}').replaceAll("%22", '"');
    expect(new ModuleSources(withUrl(`data:,${small}`), undefined).lookup(10)).toMatchObject({ file: "b", line: 3 });
  });

  it.each([
    ["", undefined],
    ["null", undefined],
    ['{"version":3}', undefined],
    ['{"version":2,"sources":[],"mappings":""}', undefined],
  ])("refuses %j", (text, expected) => {
    expect(readSourceMap(text)).toBe(expected);
  });

  it("know nothing before the first segment, and nothing where a segment has no source", () => {
    const table = readSourceMap('{"version":3,"sources":["a"],"mappings":"IAAA,I,IACA,!"}');
    expect([0, 3].map((offset) => table?.find(offset))).toEqual([undefined, undefined]);
    expect(table?.find(4)).toEqual({ file: "a", line: 1, column: 1 });
    expect(table?.find(8)).toBeUndefined();
    expect(table?.find(13)).toEqual({ file: "a", line: 2, column: 1 });
  });

  it("never throw, whatever the mappings are", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (mappings) => {
        readSourceMap(JSON.stringify({ version: 3, sources: ["a", null], mappings }))?.find(100);
        return true;
      }),
      { numRuns: 1000 },
    );
  });
});

describe("LineTable", () => {
  it("lets the beginning of one function win over the end of another at the same place", () => {
    const table = new LineTable();
    const file = table.fileNumber("a");
    table.add(20, file, 2, 1);
    table.end(30);
    table.add(10, file, 1, 1);
    table.end(20);
    expect([9, 10, 19, 20, 30].map((offset) => table.find(offset)?.line)).toEqual([undefined, 1, 1, 2, undefined]);
    expect(SectionId.code).toBe(10);
  });
});
