import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { runProgram } from "./run-program.ts";

const built = (file: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../native/embind/held/built/${file}`, import.meta.url)));

/** Glue of this age finds its module in a browser only. */
const LOAD = `
      import { readFileSync } from "node:fs";
      import load from ${built("release.cjs")};
      const module = await load({ wasmBinary: readFileSync(${built("release.wasm")}) });`;

/** What wasm-bindgen exports: a table of references, and a function of the module that puts one there by itself. */
async function bindgenModule(): Promise<string> {
  const { parseWat } = await wabt();
  const parsed = parseWat(
    "held.wat",
    `(module
      (table $held (export "__wbindgen_externrefs") 8 externref)
      (func (export "__wbindgen_free") (param i32))
      (func (export "keep") (param i32 externref) (table.set $held (local.get 0) (local.get 1))))`,
    { reference_types: true },
  );
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return `Uint8Array.of(${buffer.join()})`;
}

/** Looks are a moment apart: the next handle is made when one is due. */
const PAUSE = "await new Promise((resolve) => setTimeout(resolve, 60));";

describe("JS objects that a module holds", () => {
  it("by Embind's val: how many, since when, and after which line", async () => {
    const ended = await runProgram(`${LOAD}
      ${PAUSE}
      const values = [{}, {}, {}];
      for (const value of values) module.keep(value);
      module.dropLast();
      globalThis.item = new module.Item(16);
      ${PAUSE}`);
    expect(ended.code, ended.stderr).toBe(23);
    const note = ended.report?.notes.find((text) => text.includes("Embind's val")) ?? "";
    expect(note).toMatch(
      /^Embind's val holds 2 JS objects: 0 from its start, 2 for \d+(?:\.\d)? m?s, first seen after app\.mjs:9$/,
    );
  });

  it("by Embind's val: nothing to say when all were dropped", async () => {
    const ended = await runProgram(`${LOAD}
      ${PAUSE}
      module.keep({});
      const item = new module.Item(16);
      module.dropLast();
      item.delete();`);
    expect([ended.code, ended.report?.notes]).toEqual([0, []]);
  });

  it("by Embind's val: the line is the program's, which instantiates another module by hand", async () => {
    const ended = await runProgram(`${LOAD}
      await WebAssembly.instantiate(${await bindgenModule()});
      ${PAUSE}
      module.keep({});
      globalThis.item = new module.Item(16);
      ${PAUSE}`);
    expect(ended.code, ended.stderr).toBe(23);
    expect(ended.report?.notes.join()).toMatch(
      /holds 1 JS object: 0 from its start, 1 for \S+ m?s, first seen after app\.mjs:8$/,
    );
    expect(ended.report?.findings[0]?.site).toMatchObject({ file: "app.mjs", line: 8 });
  });

  it("by wasm-bindgen's table: how many of which class, and which were there from the start", async () => {
    const bindgen = `const { instance } = await WebAssembly.instantiate(${await bindgenModule()});
      globalThis.wasm = instance.exports;
      export const { keep } = instance.exports;`;
    const ended = await runProgram(
      `${LOAD}
      import { keep } from "./bindgen.mjs";
      keep(0, () => {});
      ${PAUSE}
      keep(1, new Map());
      keep(2, new Map());
      keep(3, [1]);
      globalThis.item = new module.Item(16);
      ${PAUSE}
      keep(3, undefined);`,
      { files: { "bindgen.mjs": bindgen } },
    );
    expect(ended.code, ended.stderr).toBe(23);
    const note = ended.report?.notes.find((text) => text.includes("wasm-bindgen")) ?? "";
    expect(note).toMatch(
      /^wasm-bindgen holds 3 JS objects \(2 Map, 1 function\): 1 from its start, 2 for \d+(?:\.\d)? m?s, first seen after app\.mjs:11$/,
    );
  });
});
