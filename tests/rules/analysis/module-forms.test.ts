import { describe, expect, it } from "vitest";
import { possibleLeaks } from "../support/possible-leaks.ts";

// A module of a project's own, which no catalog has: what shows that it is one, times what is made of it.

interface Way {
  readonly head: string;
  /** How the module is read. */
  readonly name?: string;
  readonly run: (body: string) => string;
}

const run = (body: string, parameter = ""): string => `export async function run(${parameter}) { ${body} }`;
const factory = "import createLib from './lib.js';";
const made = "createLib({ locateFile: (file) => '/lib/' + file })";

/** How a file shows that an object is a module that Emscripten made. */
const ways: Record<string, Way> = {
  "awaited": { head: factory, run: (body) => run(`const lib = await ${made}; show(lib); ${body}`) },
  "given its binary": {
    head: factory,
    run: (body) => run(`const lib = await createLib({ wasmBinary: b }); show(lib); ${body}`),
  },
  "options in a variable": {
    head: `${factory} const options = { print() {}, locateFile: (file) => file };`,
    run: (body) => run(`const lib = await createLib(options); ${body}`),
  },
  "then": { head: factory, run: (body) => `export const go = () => ${made}.then((lib) => { ${body} });` },
  "then, required": {
    head: "const createLib = require('./lib.js');",
    run: (body) => `exports.go = function () { ${made}.then(function (lib) { ${body} }); };`,
  },
  "filled later": { head: `${factory} let lib; export async function start() { lib = await ${made}; }`, run },
  "filled once": { head: `${factory} let lib; export async function start() { lib ??= await ${made}; }`, run },
  "filled by then": { head: `${factory} let lib; ${made}.then((m) => { lib = m; });`, run },
  "a field": {
    head: factory,
    name: "this.lib",
    run: (body) => `export class A { async start() { this.lib = await ${made}; } run() { ${body} } }`,
  },
  "a field, by then": {
    head: factory,
    name: "this.lib",
    run: (body) => `export class A { constructor() { ${made}.then((m) => { this.lib = m; }); } run() { ${body} } }`,
  },
  "a getter function": {
    head: `${factory} let one; async function getLib() { if (!one) { one = await ${made}; } return one; }`,
    run: (body) => run(`const lib = await getLib(); ${body}`),
  },
  "a promise": { head: `${factory} const ready = ${made};`, run: (body) => run(`const lib = await ready; ${body}`) },
  "a holder": {
    head: `${factory} const holder = { lib: null }; export async function start() { holder.lib = await ${made}; }`,
    name: "holder.lib",
    run,
  },
  "given to a function": {
    head: `${factory} export async function main() { const m = await ${made}; work(m); }`,
    run: (body) => `function work(lib) { ${body} }`,
  },
  "given to a class": {
    head: `${factory} export async function main() { const m = await ${made}; return new A(m); }`,
    name: "this.lib",
    run: (body) => `class A { constructor(lib) { this.lib = lib; } run() { ${body} } }`,
  },
  "type of @types/emscripten": { head: "", run: (body) => run(body, "lib: EmscriptenModule") },
  "type that extends it": {
    head: "interface Lib extends EmscriptenModule { version: string }",
    run: (body) => run(body, "lib: Lib"),
  },
  "type that --emit-tsd writes": {
    head: "import type { MainModule } from './lib'; let lib: MainModule;",
    run,
  },
  "field of that type": {
    head: "import type { MainModule } from './lib';",
    name: "this.lib",
    run: (body) => `export class A { constructor(private readonly lib: MainModule) {} run() { ${body} } }`,
  },
  "its views": { head: "", run: (body) => run(`lib.HEAPU8.set(data, 8); ${body}`, "lib") },
  "its start": {
    head: "const lib = require('./lib.js'); lib.onRuntimeInitialized = start;",
    run: (body) => `export function start() { ${body} }`,
  },
  "the name of its folder": {
    head: "import createLib from './wasm/lib.js';",
    run: (body) => run(`const lib = await createLib(); ${body}`),
  },
  "the name of its loader": {
    head: "import { loadWasm } from './loader.js';",
    run: (body) => run(`const lib = await loadWasm(); ${body}`),
  },
};

/** What people do with a module, and lose. */
const uses: Record<string, (lib: string) => string> = {
  "an object": (lib) => `const foo = new ${lib}.Foo(1); foo.process(2);`,
  "a temporary": (lib) => `console.log(new ${lib}.Foo(1).compute());`,
  "an argument": (lib) => `${lib}.render(new ${lib}.Foo(1), 3);`,
  "what a function makes": (lib) => `const foo = ${lib}.createFoo(1); foo.process(2);`,
  "what a function reads": (lib) => `const foo = ${lib}.parseFoo(bytes); return foo.pageCount();`,
  "what a static method makes": (lib) => `const foo = ${lib}.Foo.create(1); return foo.area();`,
  "a result that is used at once": (lib) => `return ${lib}.createFoo(1).area();`,
  "a vector": (lib) =>
    `const foo = ${lib}.sums(1); const all = []; for (let i = 0; i < foo.size(); i++) all.push(foo.get(i)); return all;`,
  "a vector that a helper reads": (lib) =>
    `function list(v) { const all = []; for (let i = 0; i < v.size(); i++) all.push(v.get(i)); return all; } return list(${lib}.sumsFoo(1));`,
};

describe.each(Object.entries(ways))("a module shown by: %s", (_way, { head, name = "lib", run: body }) => {
  it.each(Object.entries(uses))("reports %s", (_use, use) => {
    const found = possibleLeaks(`${head}\n${body(use(name))}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/Foo|foo|sums/);
  });
});

it("names the release of Emscripten beside a crate", () => {
  const [first] = possibleLeaks(
    `${factory} import * as geo from "./pkg/geo.js"; ${run(`const lib = await ${made}; show(lib); const foo = new lib.Foo(1); geo.Shape.from_wkt(foo.text()).free();`)}`,
  );
  expect(first).toContain("release it with '.delete()'");
});

describe("what is no module, or makes nothing", () => {
  const wasm = "// Works on what the wasm build wrote.";

  it.each([
    ["options of a class", `${factory} const lib = new Hands({ locateFile: (file) => file }); new lib.Foo(1).area();`],
    ["a function that is not awaited for a module", `${wasm} const lib = openLibrary(); new lib.Foo(1).area();`],
    ["another kind of module", `const lib = createTestingModule({ imports: [] }); new lib.Foo(1).area();`],
    ["a type of that name of nobody's", `interface Lib extends Module { a: 1 } ${run("new lib.Foo(1);", "lib: Lib")}`],
    ["errors", run(`const lib = await ${made}; throw new lib.FooError("no");`)],
    ["a class that the file gives it", run(`const lib = await ${made}; lib.Foo = class {}; new lib.Foo(1).area();`)],
    ["what is asked for", run(`const lib = await ${made}; return lib.getFoo().area();`)],
    ["what is looked up", run(`const lib = await ${made}; const foo = lib.findFoo(1); return foo.area();`)],
    ["numbers", run(`const lib = await ${made}; const n = lib.countFoo(1); return n.toFixed(2);`)],
    ["text", run(`const lib = await ${made}; return lib.describeFoo(1).trim();`)],
    ["lists of JavaScript", run(`const lib = await ${made}; return lib.listFoos().map((foo) => foo.id);`)],
    ["promises", run(`const lib = await ${made}; return lib.createFoo().then((foo) => foo);`)],
    ["Emscripten's own", run(`const lib = await ${made}; const foo = lib.cwrap("foo"); return foo.run();`)],
    ["files", run(`const lib = await ${made}; const foo = lib.FS.open("/a"); return foo.area();`)],
    ["a function of the file", `const lib = { HEAPU8, makeFoo() { return {}; } }; ${run("lib.makeFoo().area();")}`],
    ["what is released", run(`const lib = await ${made}; const foo = lib.createFoo(1); foo.area(); foo.delete();`)],
    ["what is returned", run(`const lib = await ${made}; const foo = lib.createFoo(1); foo.area(); return foo;`)],
    ["what is kept", run(`const lib = await ${made}; const foo = new lib.Foo(1); foo.area(); cache.set(1, foo);`)],
  ])("%s", (_what, code) => {
    expect(possibleLeaks(code.includes("import createLib") ? code : `${factory}\n${code}`)).toEqual([]);
  });
});
