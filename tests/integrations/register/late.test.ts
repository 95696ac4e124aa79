import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { DEV, REGISTER, runProgram } from "./run-program.ts";

const require = createRequire(import.meta.url);
const url = (name: string): string => JSON.stringify(pathToFileURL(require.resolve(name)).href);

const LATE = "a WebAssembly module was instantiated before the tracker";

/** `(module (func (export "malloc")))` */
const EXPORTS_MALLOC = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[7, 10, 1, 6, 109, 97, 108, 108, 111, 99, 0, 0, 10, 4, 1, 2, 0, 11],
];

/** Each instantiates its module, loads the tracker, and only then makes a handle that it forgets. */
const programs = {
  "Embind": (tracker: string) => `
    import init from ${url("canvaskit-wasm")};
    const CanvasKit = await init();
    await import(${JSON.stringify(tracker)});
    globalThis.kept = new CanvasKit.Paint();`,
  "Embind, with another module after the tracker": (tracker: string) => `
    import init from ${url("canvaskit-wasm")};
    const CanvasKit = await init();
    await import(${JSON.stringify(tracker)});
    await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    globalThis.kept = new CanvasKit.Paint();`,
  "wasm-bindgen": (tracker: string) => `
    import RAPIER from ${url("@dimforge/rapier2d-compat")};
    await RAPIER.init();
    await import(${JSON.stringify(tracker)});
    globalThis.kept = new RAPIER.EventQueue(true);`,
  "sql.js, which has neither registry nor Embind": (tracker: string) => `
    import initSqlJs from ${url("sql.js")};
    const SQL = await initSqlJs();
    await import(${JSON.stringify(tracker)});
    globalThis.kept = new SQL.Database();`,
  "a plain module without glue, its exports alone": (tracker: string) => `
    const { instance } = await WebAssembly.instantiate(Uint8Array.of(${EXPORTS_MALLOC.join()}));
    await import(${JSON.stringify(tracker)});
    globalThis.kept = instance.exports;`,
};

describe.concurrent("a module that was instantiated before the tracker", () => {
  for (const [name, program] of Object.entries(programs)) {
    for (const [tracker, file] of [
      ["wasm-leaks/register", REGISTER],
      ["wasm-leaks/dev", DEV],
    ] as const) {
      it(`${name}: ${tracker} says so on stderr, and in the report`, async () => {
        const ended = await runProgram(program(file), { register: false });
        expect(ended.stderr.split("\n")[0]).toContain(`wasm-leaks: ${LATE}`);
        expect(ended.stderr).toContain("Load the tracker first");
        if (file === REGISTER) expect(ended.report?.notes.join()).toContain(LATE);
      });
    }
  }

  it("is said in the report alone with WASM_LEAKS_QUIET", async () => {
    const ended = await runProgram(programs["wasm-bindgen"](REGISTER), {
      register: false,
      env: { WASM_LEAKS_QUIET: "1" },
    });
    expect(ended.stderr).toBe("");
    expect(ended.report?.notes.join()).toContain(LATE);
  });

  it("is nothing to say when the tracker came first, whatever was loaded", async () => {
    const ended = await runProgram(
      `import init from ${url("canvaskit-wasm")};
       import ${JSON.stringify(REGISTER)};
       const CanvasKit = await init();
       new CanvasKit.Paint().delete();`,
      { register: false },
    );
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
  });

  for (const file of [REGISTER, DEV]) {
    it(`is nothing to say when a package was imported and instantiated afterwards: ${file === DEV ? "dev" : "register"}`, async () => {
      const ended = await runProgram(
        `import initSqlJs from ${url("sql.js")};
         await import(${JSON.stringify(file)});
         const SQL = await initSqlJs();
         new SQL.Database().close();`,
        { register: false },
      );
      expect([ended.code, ended.stderr]).toEqual([0, ""]);
    });
  }

  it("is nothing to say after a stop and another start, which saw it", async () => {
    const ended = await runProgram(
      `import initSqlJs from ${url("sql.js")};
       import { start, stop } from ${JSON.stringify(DEV)};
       globalThis.SQL = await initSqlJs();
       stop();
       start();`,
      { register: false },
    );
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
  });

  it("is said of one that was instantiated between a stop and another start", async () => {
    const ended = await runProgram(
      `import initSqlJs from ${url("sql.js")};
       import { start, stop } from ${JSON.stringify(DEV)};
       stop();
       globalThis.SQL = await initSqlJs();
       start();`,
      { register: false },
    );
    expect(ended.stderr).toContain(`wasm-leaks: ${LATE}`);
  });

  it("is said of a package whose finalizers are older, although its module is not: it makes them when it is imported", async () => {
    const ended = await runProgram(
      `import { Parser } from ${url("web-tree-sitter")};
       await import(${JSON.stringify(REGISTER)});
       await Parser.init();
       globalThis.kept = new Parser();`,
      { register: false },
    );
    expect(ended.stderr).toContain("wasm-leaks: a package of a WebAssembly module was loaded before the tracker");
    expect(ended.report?.notes.join()).toContain("Load the tracker first");
  });
});
