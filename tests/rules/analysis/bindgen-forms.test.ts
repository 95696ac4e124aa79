import { describe, expect, it } from "vitest";
import { possibleLeaks } from "../support/possible-leaks.ts";

// A crate of a project's own, which no catalog has: how the module of wasm-bindgen comes into a file, times what is lost.

interface Way {
  readonly head?: (from: string) => string;
  /** How its classes and functions are read. */
  readonly prefix: string;
  readonly run: (body: string, from: string) => string;
}

const run = (body: string, parameter = ""): string => `export async function run(${parameter}) { ${body} }`;

const ways: Record<string, Way> = {
  "named": { head: (from) => `import { Foo, parse_foo } from "${from}";`, prefix: "", run: (body) => run(body) },
  "named, started": {
    head: (from) => `import init, { Foo, parse_foo } from "${from}"; await init();`,
    prefix: "",
    run: (body) => run(body),
  },
  "namespace": { head: (from) => `import * as lib from "${from}";`, prefix: "lib.", run: (body) => run(body) },
  "default": { head: (from) => `import lib from "${from}";`, prefix: "lib.", run: (body) => run(body) },
  "required": { head: (from) => `const lib = require("${from}");`, prefix: "lib.", run: (body) => run(body) },
  "required, taken out": {
    head: (from) => `const { Foo, parse_foo } = require("${from}");`,
    prefix: "",
    run: (body) => run(body),
  },
  "awaited": { prefix: "lib.", run: (body, from) => run(`const lib = await import("${from}"); ${body}`) },
  "awaited, taken out": {
    prefix: "",
    run: (body, from) => run(`const { Foo, parse_foo } = await import("${from}"); ${body}`),
  },
  "then": {
    prefix: "lib.",
    run: (body, from) => `export function go() { return import("${from}").then((lib) => { ${body} }); }`,
  },
  "filled later": {
    head: (from) => `let lib; export async function start() { lib = await import("${from}"); await lib.default(); }`,
    prefix: "lib.",
    run: (body) => run(body),
  },
  "by its type": {
    head: (from) => `let lib: typeof import("${from}") | null = null;`,
    prefix: "lib.",
    run: (body) => run(body),
  },
  "by the type of a parameter": {
    head: (from) => `import type * as Lib from "${from}";`,
    prefix: "lib.",
    run: (body) => run(body, "lib: typeof Lib"),
  },
  "a field": {
    prefix: "this.lib.",
    run: (body, from) => `export class A { async start() { this.lib = await import("${from}"); } run() { ${body} } }`,
  },
  "a field, by its type": {
    prefix: "this.lib.",
    run: (body, from) => `export class A { private lib!: typeof import("${from}"); run() { ${body} } }`,
  },
  "a getter function": {
    head: (from) => `let ready; function getLib() { return (ready ??= import("${from}")); }`,
    prefix: "lib.",
    run: (body) => run(`const lib = await getLib(); ${body}`),
  },
  "a state of React": {
    prefix: "lib.",
    run: (body, from) =>
      `export function View() { const [lib, setLib] = useState(null); useEffect(() => { import("${from}").then(setLib); }, []); return () => { ${body} }; }`,
  },
  "a typed state of React": {
    prefix: "lib.",
    run: (body, from) =>
      `export function View() { const [lib] = useState<typeof import("${from}") | null>(null); return () => { ${body} }; }`,
  },
  "a ref of React": {
    prefix: "lib.current.",
    run: (body, from) =>
      `export function View() { const lib = useRef(null); useEffect(() => { import("${from}").then((m) => { lib.current = m; }); }, []); return () => { ${body} }; }`,
  },
  "one of many": {
    prefix: "lib.",
    run: (body, from) => run(`const [lib, page] = await Promise.all([import("${from}"), fetch("/")]); ${body}`),
  },
  "given to a function": {
    head: (from) => `export async function main() { work(await import("${from}")); }`,
    prefix: "lib.",
    run: (body) => `function work(lib) { ${body} }`,
  },
};

const uses: Record<string, (prefix: string) => string> = {
  "an object": (prefix) => `const foo = new ${prefix}Foo(1); foo.apply_all(2);`,
  "a temporary": (prefix) => `console.log(new ${prefix}Foo(1).total_area());`,
  "what a factory makes": (prefix) => `const foo = ${prefix}Foo.from_bytes(bytes); return foo.to_text();`,
  "what a function makes": (prefix) => `const foo = ${prefix}parse_foo(bytes); return foo.page_count();`,
  "a result that is used at once": (prefix) => `return ${prefix}parse_foo(bytes).page_count();`,
  "an early end": (prefix) => `const foo = new ${prefix}Foo(1); if (foo.is_bad()) { return; } foo.free();`,
};

const everywhere = process.env["WASM_LEAKS_FULL"] === "1";
const specifiers = ["./pkg/my_lib.js", ...(everywhere ? ["../../my-crate/pkg", "./my_lib_bg.js", "../wasm/lib"] : [])];

describe.each(specifiers)("%s", (from) => {
  describe.each(Object.entries(ways))("%s", (_way, { head, prefix, run: body }) => {
    it.each(Object.entries(uses))("reports %s", (_use, use) => {
      const found = possibleLeaks(`${head?.(from) ?? ""}\n${body(use(prefix), from)}`);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/[fF]oo/);
    });
  });
});

describe("what is no crate, or loses nothing", () => {
  it.each([
    ["a file of the project", `import * as lib from "./shapes.js"; const foo = new lib.Foo(1); foo.apply_all(2);`],
    ["a library", `const lib = await import("three"); const foo = new lib.Foo(1); foo.apply_all(2);`],
    [
      "a library beside a crate",
      `import init, { Foo } from "./pkg/a.js"; import * as lib from "three"; ${run("await init(); new lib.Bar(1).show(Foo);")}`,
    ],
    ["a wrapper in a folder of wasm", `import { Foo } from "../wasm/wrapper"; ${run("new Foo(1).show();")}`],
    ["errors of the crate", `import * as lib from "./pkg/a.js"; ${run('throw new lib.FooError("no");')}`],
    ["what is released", `import * as lib from "./pkg/a.js"; ${run("const f = new lib.Foo(1); f.show(); f.free();")}`],
    ["what is returned", `import * as lib from "./pkg/a.js"; ${run("const f = new lib.Foo(1); f.show(); return f;")}`],
    ["text", `import * as lib from "./pkg/a.js"; ${run("return lib.render_text(1).trim();")}`],
    ["what is looked up", `import * as lib from "./pkg/a.js"; ${run("return lib.get_settings().read_all();")}`],
    ["a loader", `import { coreWasm } from "../wasm"; ${run("const lib = await coreWasm(); lib.seal_box(1);")}`],
    ["a loader of a crate", `import { coreModule } from "./pkg/a.js"; ${run("coreModule().seal_box(1);")}`],
    ["a wrapper's function", `import { openBox } from "../wasm"; ${run("const box = openBox(1); box.seal_all();")}`],
    [
      "another crate's name in a state",
      `export function View() { const [lib, setLib] = useState(null); useEffect(() => { import("./shapes").then(setLib); }); return () => new lib.Foo(1).to_text(); }`,
    ],
    [
      "what the module is given back",
      `import { loadWasm } from "./load"; ${run("const wasm = await loadWasm(); const t = wasm.Table.from(1); return wasm.write(t);")}`,
    ],
  ])("%s", (_what, code) => {
    expect(possibleLeaks(code)).toEqual([]);
  });
});
